/** The content server as the engine's thread knows it: what it served, where it is shared, and whether it is alive. */
import type { MessagePort } from 'node:worker_threads'
import { fromErrorBody, StillwaterError } from '#shared/error'
import type { ContentCounts, ServedBody, SharingBody, SharingWish } from '#shared/api/sharing'
import type { FromContent, ToContent } from './message.ts'

interface Waiting {
  resolve(state: SharingBody): void
  reject(error: unknown): void
}

export class ContentLink {
  /** Milliseconds since the epoch when it last said that it is there; null before the first time. */
  lastSeen: number | null = null
  private port: MessagePort | null = null
  private state: SharingBody | null = null
  private counts: ContentCounts | null = null
  /** Of content threads that are gone. */
  private readonly earlier: ContentCounts = {
    total: { requests: 0, bytes: 0 },
    distributions: {},
    upstream: { fetches: 0, failures: 0 },
  }
  private readonly waiting = new Map<number, Waiting>()
  private nextId = 1

  /** A content thread has come up, in place of any there was. */
  connect(port: MessagePort): void {
    this.port = port
    port.on('close', () => this.gone(port))
  }

  receive(message: FromContent): void {
    this.lastSeen = Date.now()
    if (message.kind === 'served') this.counts = message.counts
    if (message.kind !== 'sharing') return
    this.state = message.state
    const waiting = message.id === null ? undefined : this.waiting.get(message.id)
    if (message.id !== null) this.waiting.delete(message.id)
    if (message.error) waiting?.reject(fromErrorBody(message.error))
    else waiting?.resolve(message.state)
  }

  /** Where it is shared; null before it has said so. */
  get sharing(): SharingBody | null {
    return this.state
  }

  /** Shares it, or (null) no more. @throws StillwaterError what the listener says; `content.gone` (503) */
  share(wish: SharingWish | null): Promise<SharingBody> {
    const { port } = this
    if (!port) return Promise.reject(new StillwaterError('content.gone', {}, { status: 503 }))
    const id = this.nextId
    this.nextId += 1
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      port.postMessage({ kind: 'share', id, wish } satisfies ToContent)
    })
  }

  /** Since the start of the host. */
  get served(): ContentCounts {
    return this.counts ? sum(this.earlier, this.counts) : this.earlier
  }

  private gone(port: MessagePort): void {
    if (this.port !== port) return
    if (this.counts) Object.assign(this.earlier, sum(this.earlier, this.counts))
    this.counts = null
    this.port = null
    this.lastSeen = null
    for (const { reject } of this.waiting.values()) reject(new StillwaterError('content.gone', {}, { status: 503 }))
    this.waiting.clear()
  }
}

const plus = (a: ServedBody | undefined, b: ServedBody): ServedBody => ({
  requests: (a?.requests ?? 0) + b.requests,
  bytes: (a?.bytes ?? 0) + b.bytes,
})

function sum(a: ContentCounts, b: ContentCounts): ContentCounts {
  const distributions = { ...a.distributions }
  for (const [path, served] of Object.entries(b.distributions)) distributions[path] = plus(distributions[path], served)
  return {
    total: plus(a.total, b.total),
    distributions,
    upstream: {
      fetches: a.upstream.fetches + b.upstream.fetches,
      failures: a.upstream.failures + b.upstream.failures,
    },
  }
}
