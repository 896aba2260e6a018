/** Reads what a .deb says of itself: the file `control` of its control archive. Source: deb(5). */
import { open } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import { parseParagraph, type Paragraph } from '../control/paragraph.ts'
import { type ArMember, listMembers } from './ar.ts'
import { tarEntries } from './tar.ts'

/** Bytes of a control archive, packed and unpacked; the largest of Debian, with many scripts and templates, unpack to some megabytes. */
const MAX_PACKED = 32 * 1024 * 1024
const MAX_UNPACKED = 128 * 1024 * 1024
const MAX_CONTROL = 4 * 1024 * 1024
const MAX_ENTRIES = 10_000
const MAX_DATA_ENTRIES = 1_000_000
/** A data archive may unpack to this many times its size, and to so much in any case. */
const MAX_RATIO = 200
const MIN_DATA = 256 * 1024 * 1024

type Fail = (problem: string) => never

const failureOf =
  (name: string): Fail =>
  (problem) => {
    throw new StillwaterError('deb.not_a_package', { name, problem }, { status: 400 })
  }

/**
 * The control stanza of a package file, whose data archive is looked through for paths that climb.
 * @param name what to call it in messages
 * @throws StillwaterError `deb.not_a_package`, `deb.damaged_archive`, `deb.too_large`, `deb.control_invalid`
 */
export async function readDeb(path: string, name: string): Promise<Paragraph> {
  const fail = failureOf(name)
  const members = await listMembers(path, name)
  const [format, control, data] = partsOf(members, fail)
  await checkFormat(path, format, fail)
  if (control.size > MAX_PACKED) fail('its control archive is too large')
  const text = (await controlText(path, control, name, fail)) ?? fail('its control archive has no file "control"')
  const trimmed = text.replaceAll('\r\n', '\n').trimEnd()
  if (/\n[ \t]*\n/.test(trimmed)) fail('its control file has more than one stanza')
  const paragraph = parseParagraph(trimmed, name, 1)
  await checkData(path, data, name, fail)
  return paragraph
}

/** The three parts in their order; members whose name begins with an underscore may stand between them. */
function partsOf(members: readonly ArMember[], fail: Fail): [ArMember, ArMember, ArMember] {
  const [format, control, data] = members.filter(({ name }) => !name.startsWith('_'))
  if (format?.name !== 'debian-binary') return fail('its first member is not debian-binary')
  if (!control?.name.startsWith('control.tar')) return fail('its second member is no control archive')
  if (!data?.name.startsWith('data.tar')) return fail('its third member is no data archive')
  for (const one of [control, data]) {
    if (!/^(control|data)\.tar(\.gz|\.xz|\.zst)?$/.test(one.name))
      return fail(`${JSON.stringify(one.name)} is compressed in a way that cannot be read`)
  }
  return [format, control, data]
}

async function checkFormat(path: string, { offset, size }: ArMember, fail: Fail): Promise<void> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(size, 16)), 0, Math.min(size, 16), offset)
    if (!/^2\.\d+\n/.test(buffer.toString('latin1', 0, bytesRead))) fail('its format is not 2.0')
  } finally {
    await file.close()
  }
}

async function controlText(path: string, member: ArMember, name: string, fail: Fail): Promise<string | null> {
  let text: string | null = null
  const limits = { bytes: MAX_UNPACKED, entries: MAX_ENTRIES }
  for await (const { header, read } of tarEntries(path, member, name, limits)) {
    if (!/^(\.?\/)*control$/.test(header.name)) continue
    if (header.type !== 'file') fail('its file "control" is no plain file')
    if (text !== null) fail('its control archive has two files "control"')
    if ((header.size ?? 0) > MAX_CONTROL)
      throw new StillwaterError('deb.too_large', { name, limit: MAX_CONTROL }, { status: 400 })
    text = (await read()).toString('utf8')
  }
  return text
}

const limitsOf = ({ size }: ArMember) => ({ bytes: Math.max(MIN_DATA, size * MAX_RATIO), entries: MAX_DATA_ENTRIES })

/**
 * Paths of what a package installs, as its data archive has them, folders left out.
 * @param name what to call it in messages
 * @throws StillwaterError `deb.not_a_package`, `deb.damaged_archive`, `deb.too_large`
 */
export async function* dataPaths(path: string, name: string): AsyncGenerator<string, void, undefined> {
  const [, , data] = partsOf(await listMembers(path, name), failureOf(name))
  for await (const { header } of tarEntries(path, data, name, limitsOf(data))) {
    if (header.type !== 'directory') yield header.name
  }
}

/** Nothing is unpacked here, but by everybody who installs the package. */
async function checkData(path: string, member: ArMember, name: string, fail: Fail): Promise<void> {
  const limits = limitsOf(member)
  for await (const { header } of tarEntries(path, member, name, limits)) {
    const names = header.type === 'link' ? [header.name, header.linkname ?? ''] : [header.name]
    for (const one of names) {
      if (one.startsWith('/') || one.split('/').includes('..') || one.includes('\0'))
        fail(`a path in its data archive climbs: ${JSON.stringify(one.slice(0, 200))}`)
    }
  }
}
