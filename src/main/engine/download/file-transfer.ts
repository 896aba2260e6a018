/**
 * One file over HTTP, in as many attempts as it takes; each continues where the last one stopped when the upstream can do that, and the
 * first continues what an earlier download of the same file has left.
 */
import type { DigestName } from '#shared/digest'
import type { Part, PartialStore } from '../artifact/partial-store.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import { BLOCK, TemporaryFileWriter } from '../artifact/temporary-file-writer.ts'
import { type Beginning, identityOf, isRest, restHeaders } from './continuation.ts'
import { badStatus, DownloadError } from './download-error.ts'
import type { BodySink } from './exchange.ts'
import { contentLength, factsOf, header, type ResponseHead } from './response.ts'
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
  partials: PartialStore | undefined
  onProgress: ((bytes: number) => void) | undefined
}

/** Bytes that make an attempt worth another one, however many there were. */
const PROGRESS = 64 * 1024
/** What identifies the file, of the headers of an answer. */
const KEPT = ['etag', 'last-modified', 'date', 'content-length'] as const

export class FileTransfer {
  readonly #options: FileTransferOptions
  #writer: TemporaryFileWriter
  #beginning: Beginning | null = null
  /** Where the writer's bytes outlive this download; null when nothing would prove them later. */
  #part: Part | null = null
  #described = false
  #furthest = 0
  #progressed = false
  readonly #leftovers: Promise<void>[] = []

  private constructor(options: FileTransferOptions, part: Part | null) {
    this.#options = options
    this.#part = part
    this.#writer = new TemporaryFileWriter(options.tempDir, options.allowed, part?.path)
  }

  /** A transfer that goes on with what is left of an earlier one, if there is anything. @throws StillwaterError `storage.read_failed` */
  static async open(options: FileTransferOptions): Promise<FileTransfer> {
    const { partials, target } = options
    const key = partials?.keyOf(target.expected) ?? null
    if (!partials || key === null) return new FileTransfer(options, null)
    const left = await partials.take(key)
    const transfer = new FileTransfer(options, left ?? partials.begin(key))
    if (left) await transfer.#takeUp(left)
    return transfer
  }

  /** Whether the last attempt got on. */
  get progressed(): boolean {
    return this.#progressed
  }

  async attempt(url: URL): Promise<DownloadResult> {
    const { target, transport } = this.#options
    this.#progressed = false
    if (this.#isWhole()) return await this.#finish(url, this.#beginning?.headers ?? {})
    const range = this.#rangeHeaders(url)
    const before = this.#furthest
    try {
      const plan = { url, headers: { ...target.headers, ...range }, signal: target.signal }
      const answer = await transport.send(plan, (head) => this.#accept(head, url, range !== null))
      // A part that nobody asked for is no beginning of anything.
      assertWanted(answer, range !== null ? [206] : [])
      return await this.#finish(answer.url, this.#beginning?.headers ?? answer.headers)
    } catch (error) {
      this.#progressed = this.#furthest - before >= PROGRESS
      // Bytes of another file are no beginning of this one.
      if (error instanceof DownloadError && error.retry === 'once') this.#startOver()
      throw error
    }
  }

  /** Keeps for later what may be continued, and removes what may not. */
  async abandon(): Promise<void> {
    const { partials } = this.#options
    const part = this.#part
    if (part && partials && (await this.#writer.leave().catch(() => false))) {
      await partials.leave(part).catch(() => this.#writer.discard())
    } else {
      await this.#writer.discard()
      if (part) await partials?.forget(part)
    }
    await Promise.all(this.#leftovers)
  }

  async #takeUp({ facts }: Part): Promise<void> {
    await this.#writer.takeUp()
    this.#beginning = { source: facts?.source ?? '', headers: facts?.headers ?? {} }
    this.#described = true
    this.#furthest = this.#writer.size
    const { expectedSize } = this.#options.target
    if (expectedSize !== null && this.#writer.size > expectedSize) this.#startOver()
    else this.#options.onProgress?.(this.#writer.size)
  }

  /** A part may be everything: the program ended before the file got its place. */
  #isWhole(): boolean {
    const { expectedSize } = this.#options.target
    const total = expectedSize ?? (this.#beginning ? contentLength(this.#beginning.headers) : null)
    return this.#writer.size > 0 && this.#writer.size === total
  }

  async #finish(url: URL, headers: Answer['headers']): Promise<DownloadResult> {
    const file = await this.#complete()
    return { file, ...factsOf(url, headers) }
  }

  async #complete(): Promise<TemporaryFile> {
    try {
      const file = await this.#writer.finish((size, digests) => assertComplete(this.#options.target, size, digests))
      if (this.#part && this.#described) await this.#options.partials?.forget(this.#part)
      return file
    } catch (error) {
      this.#startOver()
      throw error
    } finally {
      await Promise.all(this.#leftovers)
    }
  }

  /** What asks for the rest only, or null when there is nothing to continue or no way to know that it is the same file. */
  #rangeHeaders(url: URL): Record<string, string> | null {
    if (this.#writer.size === 0 || this.#beginning === null) return null
    const provable = Object.keys(this.#options.target.expected).length > 0
    const headers = restHeaders(this.#beginning, url, this.#writer.size, provable)
    if (headers === null) this.#startOver()
    return headers
  }

  #accept(head: ResponseHead, url: URL, resuming: boolean): BodySink | null {
    if (resuming && head.status === 206) this.#continue(head, url)
    else if (head.status === 200) this.#begin(head, url)
    else if (resuming && head.status === 416) this.#refuseRange()
    else return null
    return { write: (chunk) => this.#write(chunk) }
  }

  #begin(head: ResponseHead, url: URL): void {
    if (this.#writer.size > 0) this.#startOver()
    assertAnnounced(this.#options.target, contentLength(head.headers))
    this.#beginning = { source: identityOf(url), headers: head.headers }
  }

  #continue(head: ResponseHead, url: URL): void {
    if (!this.#beginning || !isRest(head, this.#beginning, url, this.#writer.size)) this.#refuseRange()
    this.#options.meter.countResumed()
  }

  #refuseRange(): never {
    this.#startOver()
    throw new DownloadError('download.range_refused', { name: this.#options.target.name }, { retry: 'at_once' })
  }

  #write(chunk: Buffer): Promise<void> | undefined {
    const size = this.#writer.size + chunk.byteLength
    assertWithin(this.#options.target, size)
    if (!this.#described && size >= BLOCK) this.#describe()
    const wait = this.#writer.write(chunk)
    this.#furthest = Math.max(this.#furthest, size)
    this.#options.onProgress?.(size)
    return wait
  }

  /** Before the first byte reaches the disk, so that whoever finds them after a crash knows what they are. */
  #describe(): void {
    this.#described = true
    if (!this.#part || !this.#beginning) return
    const { source, headers } = this.#beginning
    const kept = KEPT.flatMap((name) => {
      const value = header(headers, name)
      return value === null ? [] : [[name, value] as const]
    })
    this.#options.partials?.describe(this.#part, { source, headers: Object.fromEntries(kept) })
  }

  #startOver(): void {
    const { partials, tempDir, allowed } = this.#options
    // Cleaning up an abandoned part must not fail a download that may still succeed.
    this.#leftovers.push(this.#writer.discard().catch(() => {}))
    if (this.#part && partials) {
      this.#leftovers.push(partials.forget(this.#part).catch(() => {}))
      this.#part = partials.begin(this.#part.key)
    }
    this.#writer = new TemporaryFileWriter(tempDir, allowed, this.#part?.path)
    this.#beginning = null
    this.#described = false
    this.#furthest = 0
  }
}

/** @throws DownloadError `download.http_status` for anything but 200 and those listed. */
export function assertWanted(answer: Answer, others: readonly number[] = []): void {
  if (answer.status === 200 || others.includes(answer.status)) return
  const retryAfter = parseRetryAfter(header(answer.headers, 'retry-after') ?? undefined)
  throw badStatus(answer.url, answer.status, retryAfter)
}
