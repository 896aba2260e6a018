/** Bodies that are kept in memory: capped on the wire and again after decoding. */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import { systemCode } from '../artifact/storage-error.ts'
import { displayUrl } from './address.ts'
import { DownloadError } from './download-error.ts'
import type { BodySink } from './exchange.ts'
import { assertWithin, type Target } from './target.ts'

const MAX_RATIO = 200
/** Bytes up to which no compression ratio is suspicious. */
const RATIO_FREE = 16 * 1024 * 1024

const decoders = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), br: promisify(brotliDecompress) }

/** What is asked for; anything else an upstream sends is refused. */
export const ACCEPTED_ENCODINGS = 'gzip, br'

export class MemorySink implements BodySink {
  readonly #target: Target
  readonly #chunks: Buffer[] = []
  #size = 0

  constructor(target: Target) {
    this.#target = target
  }

  write(chunk: Buffer): undefined {
    this.#size += chunk.byteLength
    assertWithin(this.#target, this.#size)
    this.#chunks.push(chunk)
  }

  /** The body, decoded from at most one content coding. @throws DownloadError `download.encoding_refused`, `download.too_large`. */
  async body(encoding: string | null): Promise<Buffer> {
    const raw = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    const coding = (encoding ?? 'identity').trim().toLowerCase()
    if (coding === 'identity' || coding === '') return raw
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding as keyof typeof decoders] : null
    if (!decode) throw this.#refused(coding)
    const limit = Math.min(this.#target.limit, Math.max(RATIO_FREE, raw.byteLength * MAX_RATIO))
    try {
      return await decode(raw, { maxOutputLength: limit })
    } catch (error) {
      throw systemCode(error) === 'ERR_BUFFER_TOO_LARGE' ? this.#tooLarge(limit, error) : this.#refused(coding, error)
    }
  }

  #tooLarge(limit: number, cause: unknown): DownloadError {
    const params = { url: displayUrl(this.#target.url), limit }
    return new DownloadError('download.too_large', params, { retry: 'never', cause })
  }

  #refused(coding: string, cause?: unknown): DownloadError {
    const params = { url: displayUrl(this.#target.url), encoding: coding.slice(0, 40) }
    return new DownloadError('download.encoding_refused', params, { retry: 'never', cause })
  }
}
