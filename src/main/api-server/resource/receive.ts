/** Reads the parts of a form, or a JSON body in its place. */
import type { Readable } from 'node:stream'
import { StillwaterError, ValidationError } from '#shared/error'
import { syncFile, syncFolder } from '#engine/artifact/sync'
import { TemporaryFile } from '#engine/artifact/temporary-file'
import type { Engine } from '#engine/engine'
import { requestMessage } from '../message.ts'
import type { Call, Part } from '../operation.ts'

export interface Received {
  /** What came as `file`; lies below tmp/. The caller's to keep or to discard. */
  file: TemporaryFile | null
  fields: Record<string, unknown>
}

export interface ReceiveOptions {
  /** Bytes after which the file is refused. */
  limit?: number
}

/**
 * The fields of a request and its file, hashed on the way. The file is on disk when this ends: a task that names it may have to wait for the
 * next start.
 * @throws ValidationError for a second file or one of another name; StillwaterError `api.upload_incomplete`, `storage.full`
 */
export async function receive(engine: Engine, call: Call, options: ReceiveOptions = {}): Promise<Received> {
  const received: Received = { file: null, fields: {} }
  if (isJson(call)) {
    received.fields = objectOf(call.body)
    return received
  }
  try {
    for await (const part of call.parts()) await take(engine, received, part, options)
    return received
  } catch (error) {
    await received.file?.discard()
    throw error
  }
}

/** Without a body there is nothing to parse as a form either. */
const isJson = ({ headers, body }: Call): boolean =>
  body !== undefined || /^application\/json\b/i.test(String(headers['content-type'] ?? 'application/json'))

function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  throw new ValidationError({ non_field_errors: [requestMessage('not_object')] })
}

async function take(engine: Engine, received: Received, part: Part, options: ReceiveOptions): Promise<void> {
  if (part.kind === 'field') {
    received.fields[part.name] = part.value
    return
  }
  if (part.name !== 'file' || received.file) {
    part.stream.resume()
    throw new ValidationError({ [part.name]: [requestMessage('unexpected')] })
  }
  received.file = await store(engine, part.stream, options)
}

async function store(
  { folder, settings }: Engine,
  stream: Readable,
  { limit }: ReceiveOptions,
): Promise<TemporaryFile> {
  try {
    const bytes = limit === undefined ? stream : limited(stream, limit)
    const file = await TemporaryFile.initAndValidate(bytes, {
      dir: folder.tmp,
      allowed: settings.ALLOWED_CONTENT_CHECKSUMS,
    })
    await syncFile(file.path)
    await syncFolder(folder.tmp)
    return file
  } catch (cause) {
    stream.resume()
    if (cause instanceof StillwaterError) throw cause
    throw new StillwaterError('api.upload_incomplete', {}, { status: 400, cause })
  }
}

async function* limited(stream: Readable, limit: number): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).byteLength
    if (size > limit) throw new ValidationError({ file: [requestMessage('file_too_large', { limit })] })
    yield chunk as Buffer
  }
}
