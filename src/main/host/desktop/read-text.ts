import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { StillwaterError } from '#shared/error'

export const FILE_LIMIT_MIB = 64
const CHUNK_BYTES = 1024 * 1024
/** Of what is no text; keyrings are far smaller. */
const BINARY_LIMIT = 8 * 1024 * 1024

/**
 * Reads in pieces, so that the thread that owns the window never waits for a whole file.
 * @throws StillwaterError `desktop.file_unreadable`, `desktop.file_too_large`, `desktop.file_not_text`
 */
export async function readText(path: string): Promise<string> {
  const name = basename(path)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  try {
    if (!(await stat(path)).isFile()) throw new Error('not a file')
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > FILE_LIMIT_MIB * 1024 * 1024)
        throw new StillwaterError('desktop.file_too_large', { name, limit: FILE_LIMIT_MIB }, { status: 413 })
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (cause) {
    if (cause instanceof StillwaterError) throw cause
    const code = cause instanceof TypeError ? 'desktop.file_not_text' : 'desktop.file_unreadable'
    throw new StillwaterError(code, { name }, { status: 400, cause })
  }
}

/**
 * The same of a file that may be a binary keyring, which comes in base64.
 * @throws StillwaterError as `readText` does; `desktop.file_not_text` for large files only
 */
export async function readTextOrKeyring(path: string): Promise<string> {
  try {
    return await readText(path)
  } catch (error) {
    const isBinary = error instanceof StillwaterError && error.code === 'desktop.file_not_text'
    if (!isBinary || (await stat(path)).size > BINARY_LIMIT) throw error
    return (await readFile(path)).toString('base64')
  }
}
