/** Writes an index file once plain and once in each compression. */
import { createReadStream } from 'node:fs'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'
import { constants, createGzip, createZstdCompress } from 'node:zlib'
import { TemporaryFile, type TaskContext } from '#plugin-api'

/** Fast rather than small: whoever publishes waits for it. Of Packages of Debian's main (50 MB) 1 makes 11.1 MB, 2 10.8 MB in half as long again, 6 8.9 MB in six times the time. */
const XZ_PRESET = 1
const GZIP_LEVEL = 6
/** The window and tables of the level would take four times the memory; with these indices come out smaller, even, in the same time. */
const ZSTD = {
  [constants.ZSTD_c_compressionLevel]: 9,
  [constants.ZSTD_c_windowLog]: 20,
  [constants.ZSTD_c_chainLog]: 19,
  [constants.ZSTD_c_hashLog]: 18,
}

/** Of the files of an index. */
export const ENDINGS = ['', '.gz', '.xz', '.zst'] as const

/** What is compressed side by side: xz takes several times as long as the others one after the other, which then never hold memory at once. */
const LANES = [['.xz'], ['.gz', '.zst']] as const

export interface WrittenIndex {
  /** Below the suite's folder. */
  path: string
  file: TemporaryFile
}

async function* encoded(texts: Iterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  let chunk = ''
  for (const text of texts) {
    chunk += text
    if (chunk.length < 256 * 1024) continue
    yield Buffer.from(chunk)
    chunk = ''
    // Writing an index takes seconds; whoever cancels is heard in between.
    await new Promise(setImmediate)
  }
  if (chunk !== '') yield Buffer.from(chunk)
}

function taken(context: TaskContext, source: AsyncIterable<Uint8Array>, name: string): Promise<TemporaryFile> {
  const allowed = context.settings.ALLOWED_CONTENT_CHECKSUMS
  return TemporaryFile.initAndValidate(source, { dir: context.tempDir, allowed, name })
}

async function* through(path: string, encoder: Duplex): AsyncGenerator<Uint8Array, void, undefined> {
  // What fails ends the reading below with an error.
  yield* pipeline(
    createReadStream(path, { highWaterMark: 256 * 1024 }),
    encoder,
    () => undefined,
  ) as AsyncIterable<Uint8Array>
}

/** A file of the text as it is. */
export function writePlain(context: TaskContext, path: string, texts: Iterable<string>): Promise<TemporaryFile> {
  return taken(context, encoded(texts), path)
}

/** The index plain and in each compression. The same stanzas give the same bytes. */
export async function writeIndex(context: TaskContext, path: string, texts: Iterable<string>): Promise<WrittenIndex[]> {
  const plain = await writePlain(context, path, texts)
  context.signal.throwIfAborted()
  const written = await Promise.all(
    LANES.map(async (endings) => {
      const files: WrittenIndex[] = []
      for (const ending of endings) {
        const name = path + ending
        files.push({ path: name, file: await taken(context, through(plain.path, await encoderFor(ending)), name) })
        context.signal.throwIfAborted()
      }
      return files
    }),
  )
  return [{ path, file: plain }, ...written.flat()]
}

async function encoderFor(ending: Exclude<(typeof ENDINGS)[number], ''>): Promise<Duplex> {
  if (ending === '.gz') return createGzip({ level: GZIP_LEVEL })
  if (ending === '.zst') return createZstdCompress({ params: ZSTD })
  const { default: lzma } = await import('lzma-native')
  return lzma.createCompressor({ preset: XZ_PRESET })
}
