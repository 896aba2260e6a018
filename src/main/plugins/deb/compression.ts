/** The compressions of index files and packages. Everything is a stream; how much may come out is for the reader to say. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import type { Duplex } from 'node:stream'
import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { StillwaterError } from '#shared/error'

/** Bytes the xz decoder may take; `xz -9` needs 65 MiB. */
const XZ_MEMORY = 128 * 1024 * 1024
/** Of the window that the zstd decoder may take: 128 MiB, what zstd itself allows without being asked. */
const ZSTD_WINDOW_LOG = 27

export type Compression = '.xz' | '.zst' | '.gz' | ''

/** The compression that the end of a name tells. */
export function compressionOf(path: string): Compression {
  return (['.xz', '.zst', '.gz'] as const).find((ending) => path.endsWith(ending)) ?? ''
}

/** A decoder, or null for what is not compressed. The library of xz is loaded when it is needed: every thread of the program starts with this file. */
async function decoderFor(compression: Compression): Promise<Duplex | null> {
  if (compression === '.xz') {
    const { default: lzma } = await import('lzma-native')
    return lzma.createStream('streamDecoder', { memlimit: XZ_MEMORY })
  }
  if (compression === '.gz') return createGunzip()
  if (compression === '.zst')
    return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } })
  return null
}

/**
 * What a file holds, unpacked.
 * @param limit bytes that may come out
 * @param name what to call it in messages
 * @throws StillwaterError `deb.damaged_archive`, `deb.too_large`
 */
export async function* readUnpacked(
  path: string,
  compression: Compression,
  limit: number,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* unpack(createReadStream(path, { highWaterMark: 256 * 1024 }), compression, limit, name)
}

/** The same of a stream. */
export async function* unpack(
  source: NodeJS.ReadableStream,
  compression: Compression,
  limit: number,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = await decoderFor(compression)
  let failure: Error | null = null
  const output = decoder ? pipeline(source, decoder, (error) => (failure ??= error ?? null)) : source
  let size = 0
  try {
    for await (const chunk of output as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > limit) throw new StillwaterError('deb.too_large', { name, limit }, { status: 400 })
      yield chunk
    }
  } catch (cause) {
    if (cause instanceof StillwaterError || !decoder) throw cause
    const reason = ((failure ?? cause) as Error).message
    throw new StillwaterError('deb.damaged_archive', { name, reason }, { status: 400, cause })
  } finally {
    ;(output as Duplex).destroy()
    if (source !== output) (source as Duplex).destroy()
  }
}
