/** The ar archive that a .deb is: members one after another behind headers of 60 bytes. Source: deb(5), ar(5). */
import { open } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'

const MAGIC = '!<arch>\n'
const HEADER = 60
/** A package has three, rarely a signature or two. */
const MAX_MEMBERS = 16

export interface ArMember {
  name: string
  /** Bytes from the beginning of the file. */
  offset: number
  /** Bytes. */
  size: number
}

/** @throws StillwaterError `deb.not_a_package` */
export async function listMembers(path: string, name: string): Promise<ArMember[]> {
  const fail = (problem: string): never => {
    throw new StillwaterError('deb.not_a_package', { name, problem }, { status: 400 })
  }
  const file = await open(path, 'r')
  try {
    const { size: total } = await file.stat()
    const read = async (at: number, length: number): Promise<string> => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at)
      return buffer.toString('latin1', 0, bytesRead)
    }
    if ((await read(0, MAGIC.length)) !== MAGIC) fail('it is no ar archive')
    const members: ArMember[] = []
    for (let at = MAGIC.length; at < total;) {
      const header = await read(at, HEADER)
      if (header.length < HEADER || header.slice(58) !== '`\n') fail('a header in it is damaged')
      const sizeText = header.slice(48, 58).trim()
      const size = /^\d{1,10}$/.test(sizeText) ? Number(sizeText) : fail('a size in it is no number')
      const offset = at + HEADER
      if (offset + size > total) fail('it ends too early')
      members.push({ name: header.slice(0, 16).trim().replace(/\/$/, ''), offset, size })
      if (members.length > MAX_MEMBERS) fail(`it has more than ${MAX_MEMBERS} members`)
      at = offset + size + (size % 2)
    }
    return members
  } finally {
    await file.close()
  }
}
