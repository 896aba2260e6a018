/** Entries of a tar archive inside a package, as a stream. */
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import type { Header } from 'tar-stream'
import { StillwaterError } from '#shared/error'
import { type Compression, compressionOf, unpack } from '../compression.ts'
import type { ArMember } from './ar.ts'

export interface TarEntry {
  header: Header
  /** Its content, which is skipped otherwise. */
  read(): Promise<Buffer>
}

export interface TarLimits {
  /** That may come out of the compression. */
  bytes: number
  entries: number
}

/** @throws StillwaterError `deb.damaged_archive`, `deb.too_large` */
export async function* tarEntries(
  path: string,
  member: ArMember,
  name: string,
  limits: TarLimits,
): AsyncGenerator<TarEntry, void, undefined> {
  const packed = createReadStream(path, { start: member.offset, end: member.offset + Math.max(member.size, 1) - 1 })
  const compression: Compression = compressionOf(member.name)
  const { extract } = await import('tar-stream')
  const archive = extract()
  // Errors of either side end the loop below.
  pipeline(Readable.from(unpack(packed, compression, limits.bytes, name)), archive, () => undefined)
  let entries = 0
  try {
    for await (const entry of archive) {
      entries += 1
      if (entries > limits.entries) throw new Error(`it has more than ${limits.entries} entries`)
      yield { header: entry.header, read: () => contentOf(entry) }
      entry.resume()
    }
  } catch (cause) {
    if (cause instanceof StillwaterError) throw cause
    const params = { name, reason: (cause as Error).message }
    throw new StillwaterError('deb.damaged_archive', params, { status: 400, cause })
  } finally {
    archive.destroy()
  }
}

async function contentOf(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of entry) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
