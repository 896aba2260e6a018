/**
 * Walks the headers of a tar archive. Written here because one file of each archive is wanted, by name, and nothing is ever unpacked:
 * links, devices and climbing paths are headers like any other and are passed over.
 * Source: POSIX.1-2001 pax interchange format; GNU tar manual, "Basic Tar Format".
 */
import { ByteReader } from './byte-reader.ts'

const BLOCK = 512
/** Bytes of an extended header or long name; real ones are far below. */
const MAX_EXTENSION = 1024 * 1024

export interface TarLimits {
  /** Bytes of the archive that are walked at most. */
  maxArchive: number
  /** Bytes of the wanted file at most. */
  maxFile: number
}

/** Thrown for archives that are damaged or built to exhaust us; `message` is a short English phrase. */
export class TarProblem extends Error {}

interface Header {
  path: string
  size: number
  /** Type flag of the entry; `0` and NUL are regular files. */
  type: string
}

/**
 * Content of the first regular file whose path is wanted, or null when there is none.
 * @throws TarProblem
 */
export async function findInTar(
  source: AsyncIterable<Uint8Array>,
  wanted: (path: string) => boolean,
  limits: TarLimits,
): Promise<Buffer | null> {
  const reader = new ByteReader(source)
  try {
    for (;;) {
      const header = await nextEntry(reader, limits)
      if (!header) return null
      if (isFile(header) && wanted(header.path)) {
        if (header.size > limits.maxFile) throw new TarProblem(`${header.path} is too large`)
        return await body(reader, header.size)
      }
      await skipBody(reader, header.size)
    }
  } finally {
    await reader.close()
  }
}

const isFile = ({ type }: Header): boolean => type === '0' || type === '\0' || type === '7'
const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

async function body(reader: ByteReader, size: number): Promise<Buffer> {
  const bytes = await reader.read(size)
  if (!bytes) throw new TarProblem('it ends too early')
  return bytes
}

async function skipBody(reader: ByteReader, size: number): Promise<void> {
  if (!(await reader.skip(size + padding(size)))) throw new TarProblem('it ends too early')
}

/** The next entry with what the extended headers before it say; null at the end. */
async function nextEntry(reader: ByteReader, limits: TarLimits): Promise<Header | null> {
  let path: string | null = null
  let size: number | null = null
  for (;;) {
    const block = await reader.read(BLOCK)
    if (!block || block.every((byte) => byte === 0)) return null
    const header = parseHeader(block)
    assertWalkable(reader, header, limits)
    if (header.type === 'x') {
      const records = paxRecords(await extension(reader, header.size))
      path = records.get('path') ?? path
      size = records.has('size') ? Number(records.get('size')) : size
    } else if (header.type === 'L') path = cString(await extension(reader, header.size))
    else if (header.type === 'K' || header.type === 'g') await skipBody(reader, header.size)
    else return entryOf(reader, { path: path ?? header.path, size: size ?? header.size, type: header.type }, limits)
  }
}

function entryOf(reader: ByteReader, header: Header, limits: TarLimits): Header {
  assertWalkable(reader, checked(header), limits)
  return header
}

/** Headers of all kinds count: an archive may consist of nothing else. */
function assertWalkable(reader: ByteReader, { size }: Header, { maxArchive }: TarLimits): void {
  if (reader.position + size > maxArchive) throw new TarProblem('it is too large when unpacked')
}

function checked(header: Header): Header {
  if (!Number.isSafeInteger(header.size) || header.size < 0) throw new TarProblem('a size in it is no number')
  return header
}

async function extension(reader: ByteReader, size: number): Promise<Buffer> {
  if (size > MAX_EXTENSION) throw new TarProblem('a header in it is too large')
  const bytes = await body(reader, size)
  await reader.skip(padding(size))
  return bytes
}

function parseHeader(block: Buffer): Header {
  const stored = octal(block.subarray(148, 156))
  let sum = 8 * 0x20
  for (let index = 0; index < BLOCK; index += 1) if (index < 148 || index >= 156) sum += block[index] ?? 0
  if (stored !== sum) throw new TarProblem('it is no tar archive')
  const name = cString(block.subarray(0, 100))
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? cString(block.subarray(345, 500)) : ''
  const path = prefix === '' ? name : `${prefix}/${name}`
  return checked({ path, size: number(block.subarray(124, 136)), type: String.fromCharCode(block[156] ?? 0) })
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

function octal(bytes: Buffer): number {
  const text = bytes
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trim()
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : Number.NaN
}

/** Octal digits, or big-endian base 256 when the highest bit is set (GNU). */
function number(bytes: Buffer): number {
  if (((bytes[0] ?? 0) & 0x80) === 0) return octal(bytes)
  const value = bytes.subarray(1).reduce((sum, byte) => sum * 256 + byte, bytes[0]! & 0x7f)
  return value
}

function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>()
  let at = 0
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at)
    const length = blank === -1 ? Number.NaN : Number(bytes.toString('latin1', at, blank))
    if (!Number.isInteger(length) || length <= blank - at || at + length > bytes.length) {
      throw new TarProblem('an extended header in it is damaged')
    }
    const [key = '', ...value] = bytes.toString('utf8', blank + 1, at + length - 1).split('=')
    records.set(key, value.join('='))
    at += length
  }
  return records
}
