/** Reads what a .deb says of itself: the file `control` of its control archive. Source: deb(5). */
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { StillwaterError } from '#shared/error'
import { type Compression, unpack } from '../compression.ts'
import { parseParagraph, type Paragraph } from '../control/paragraph.ts'
import { type ArMember, listMembers } from './ar.ts'

/** Bytes of a control archive, packed and unpacked; the largest of Debian, with many scripts and templates, unpack to some megabytes. */
const MAX_PACKED = 32 * 1024 * 1024
const MAX_UNPACKED = 128 * 1024 * 1024
const MAX_CONTROL = 4 * 1024 * 1024
const MAX_ENTRIES = 10_000

const CONTROL = /^control\.tar(?<compression>\.gz|\.xz|\.zst)?$/

/**
 * The control stanza of a package file. Its data is not looked into.
 * @param name what to call it in messages
 * @throws StillwaterError `deb.not_a_package`, `deb.damaged_archive`, `deb.too_large`, `deb.control_invalid`
 */
export async function readDeb(path: string, name: string): Promise<Paragraph> {
  const fail = (problem: string): never => {
    throw new StillwaterError('deb.not_a_package', { name, problem }, { status: 400 })
  }
  const members = await listMembers(path, name)
  if (members[0]?.name !== 'debian-binary') fail('its first member is not debian-binary')
  const control = members.find((member) => CONTROL.test(member.name)) ?? fail('it has no control archive')
  if (!members.some((member) => member.name.startsWith('data.tar'))) fail('it has no data archive')
  if (control.size > MAX_PACKED) fail('its control archive is too large')
  const text = (await controlText(path, control, name)) ?? fail('its control archive has no file "control"')
  const trimmed = text.replaceAll('\r\n', '\n').trimEnd()
  if (/\n[ \t]*\n/.test(trimmed)) fail('its control file has more than one stanza')
  return parseParagraph(trimmed, name, 1)
}

async function controlText(path: string, member: ArMember, name: string): Promise<string | null> {
  const packed = createReadStream(path, { start: member.offset, end: member.offset + member.size - 1 })
  const compression = (CONTROL.exec(member.name)?.groups?.compression ?? '') as Compression
  const { extract } = await import('tar-stream')
  const archive = extract()
  // Errors of either side end the loop below.
  pipeline(Readable.from(unpack(packed, compression, MAX_UNPACKED, name)), archive, () => undefined)
  let entries = 0
  try {
    for await (const entry of archive) {
      entries += 1
      if (entries > MAX_ENTRIES) throw new Error(`it has more than ${MAX_ENTRIES} entries`)
      const { name: entryName, size = 0, type } = entry.header
      if (type === 'file' && /^(\.\/)?control$/.test(entryName)) {
        if (size > MAX_CONTROL)
          throw new StillwaterError('deb.too_large', { name, limit: MAX_CONTROL }, { status: 400 })
        const chunks: Uint8Array[] = []
        for await (const chunk of entry) chunks.push(chunk as Uint8Array)
        return Buffer.concat(chunks).toString('utf8')
      }
      entry.resume()
    }
    return null
  } catch (cause) {
    if (cause instanceof StillwaterError) throw cause
    const params = { name, reason: (cause as Error).message }
    throw new StillwaterError('deb.damaged_archive', params, { status: 400, cause })
  } finally {
    archive.destroy()
  }
}
