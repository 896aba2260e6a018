/** Writes an index file once plain and once in each compression. */
import { createReadStream } from 'node:fs'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import { TemporaryFile, type TaskContext } from '#plugin-api'

/** Little worse than the best, and several times as fast. */
const XZ_PRESET = 3

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
    createReadStream(path, { highWaterMark: 1024 * 1024 }),
    encoder,
    () => undefined,
  ) as AsyncIterable<Uint8Array>
}

/** A file of the text as it is. */
export function writePlain(context: TaskContext, path: string, texts: Iterable<string>): Promise<TemporaryFile> {
  return taken(context, encoded(texts), path)
}

/** The index plain, as gz and as xz. The same stanzas give the same bytes. */
export async function writeIndex(context: TaskContext, path: string, texts: Iterable<string>): Promise<WrittenIndex[]> {
  const { default: lzma } = await import('lzma-native')
  const plain = await writePlain(context, path, texts)
  context.signal.throwIfAborted()
  const [gz, xz] = await Promise.all([
    taken(context, through(plain.path, createGzip({ level: 6 })), `${path}.gz`),
    taken(context, through(plain.path, lzma.createCompressor({ preset: XZ_PRESET })), `${path}.xz`),
  ])
  context.signal.throwIfAborted()
  return [
    { path, file: plain },
    { path: `${path}.gz`, file: gz },
    { path: `${path}.xz`, file: xz },
  ]
}
