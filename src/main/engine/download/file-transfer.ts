/** One file over HTTP, in as many attempts as it takes; each continues where the last one stopped when the upstream can do that. */
import type { IncomingHttpHeaders } from 'node:http'
import type { DigestName } from '#shared/digest'
import { TemporaryFile } from '../artifact/temporary-file.ts'
import type { TemporaryFileWriter } from '../artifact/temporary-file-writer.ts'
import { badStatus, DownloadError } from './download-error.ts'
import type { BodySink } from './exchange.ts'
import { contentLength, contentRange, factsOf, header, strongValidator, type ResponseHead } from './response.ts'
import { parseRetryAfter } from './retry.ts'
import { assertAnnounced, assertComplete, assertWithin, type Target } from './target.ts'
import type { TrafficMeter } from './traffic-meter.ts'
import type { Answer, Transport } from './transport.ts'
import type { DownloadResult } from './types.ts'

export interface FileTransferOptions {
  transport: Transport
  target: Target
  tempDir: string
  allowed: readonly DigestName[]
  meter: TrafficMeter
  onProgress: ((bytes: number) => void) | undefined
}

export class FileTransfer {
  readonly #options: FileTransferOptions
  #writer: TemporaryFileWriter
  /** Head of the full response the bytes so far came from. */
  #first: IncomingHttpHeaders | null = null
  readonly #leftovers: Promise<void>[] = []

  constructor(options: FileTransferOptions) {
    this.#options = options
    this.#writer = this.#newWriter()
  }

  async attempt(): Promise<DownloadResult> {
    const { target, transport } = this.#options
    const range = this.#rangeHeaders()
    const answer = await transport.send(
      { url: target.url, headers: { ...target.headers, ...range }, signal: target.signal, guardSpeed: true },
      (head) => this.#accept(head, range !== null),
    )
    assertWanted(answer)
    const file = await this.#finish()
    return { file, ...factsOf(answer.url, this.#first ?? answer.headers) }
  }

  /** Removes what failed attempts have left. */
  async discard(): Promise<void> {
    await this.#writer.discard()
    await Promise.all(this.#leftovers)
  }

  async #finish(): Promise<TemporaryFile> {
    const writer = this.#writer
    try {
      return await writer.finish((size, digests) => assertComplete(this.#options.target, size, digests))
    } catch (error) {
      this.#startOver()
      throw error
    } finally {
      await Promise.all(this.#leftovers)
    }
  }

  /** What asks for the rest only, or null when there is nothing to continue or no way to know that it is the same file. */
  #rangeHeaders(): Record<string, string> | null {
    if (this.#writer.size === 0 || this.#first === null) return null
    const validator = strongValidator(this.#first)
    const provable = Object.keys(this.#options.target.expected).length > 0
    if (validator === null && !provable) {
      this.#startOver()
      return null
    }
    return { range: `bytes=${this.#writer.size}-`, ...(validator === null ? {} : { 'if-range': validator }) }
  }

  #accept(head: ResponseHead, resuming: boolean): BodySink | null {
    if (resuming && head.status === 206) this.#continue(head)
    else if (head.status === 200) this.#begin(head)
    else if (resuming && head.status === 416) this.#refuseRange()
    else return null
    return { write: (chunk) => this.#write(chunk) }
  }

  #begin(head: ResponseHead): void {
    if (this.#writer.size > 0) this.#startOver()
    assertAnnounced(this.#options.target, contentLength(head.headers))
    this.#first = head.headers
  }

  /** Only exactly the missing rest of the same file is accepted. */
  #continue(head: ResponseHead): void {
    const range = contentRange(head.headers)
    const known = this.#first === null ? null : contentLength(this.#first)
    const fits =
      range !== null &&
      range.start === this.#writer.size &&
      (range.total === null || range.end === range.total - 1) &&
      (range.total === null || known === null || range.total === known)
    if (!fits || this.#isOther(head.headers)) this.#refuseRange()
    this.#options.meter.countResumed()
  }

  #isOther(headers: IncomingHttpHeaders): boolean {
    const before = this.#first === null ? null : header(this.#first, 'etag')
    const now = header(headers, 'etag')
    return before !== null && now !== null && before !== now
  }

  #refuseRange(): never {
    this.#startOver()
    throw new DownloadError('download.range_refused', { name: this.#options.target.name }, { retry: 'at_once' })
  }

  #write(chunk: Buffer): Promise<void> | undefined {
    assertWithin(this.#options.target, this.#writer.size + chunk.byteLength)
    const wait = this.#writer.write(chunk)
    this.#options.onProgress?.(this.#writer.size)
    return wait
  }

  #startOver(): void {
    // Cleaning up an abandoned part must not fail a download that may still succeed.
    this.#leftovers.push(this.#writer.discard().catch(() => {}))
    this.#writer = this.#newWriter()
    this.#first = null
  }

  #newWriter(): TemporaryFileWriter {
    return TemporaryFile.create(this.#options.tempDir, this.#options.allowed)
  }
}

/** @throws DownloadError `download.http_status` for anything but 200, 206 and those listed. */
export function assertWanted(answer: Answer, others: readonly number[] = []): void {
  if (answer.status === 200 || answer.status === 206 || others.includes(answer.status)) return
  const retryAfter = parseRetryAfter(header(answer.headers, 'retry-after') ?? undefined)
  throw badStatus(answer.url, answer.status, retryAfter)
}
