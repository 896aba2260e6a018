import { Worker } from 'node:worker_threads'
import type { MirrorPreview } from '#shared/api/mirror'
import type { Traffic } from '#engine/download/traffic-meter'
import { fromErrorBody, ValidationError } from '#shared/error'
import { language } from '#shared/i18n/format'
import type { FromPlan, PlanStart, ThreadStart } from './message.ts'

/** Previews worked out at once; the others wait their turn. */
const AT_ONCE = 2

/** Works out previews in threads of their own, each ended as soon as nobody waits for it. */
export class PlanApart {
  private readonly entry: URL
  private readonly start: ThreadStart
  private readonly waiting: (() => void)[] = []
  private running = 0
  /** What the threads fetched from upstreams. */
  readonly traffic: Traffic = { requests: 0, bytes: 0, retries: 0, resumed: 0 }

  constructor(entry: URL, start: ThreadStart) {
    this.entry = entry
    this.start = start
  }

  /** @throws ValidationError and StillwaterError as the plan says them */
  async preview(request: unknown, signal: AbortSignal): Promise<MirrorPreview> {
    const start: PlanStart = { ...this.start, name: 'plan', request, language: language() }
    await this.turn()
    try {
      signal.throwIfAborted()
      return await this.work(start, signal)
    } finally {
      this.running -= 1
      this.waiting.shift()?.()
    }
  }

  private async turn(): Promise<void> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => void this.waiting.push(resolve))
    this.running += 1
  }

  private async work(start: PlanStart, signal: AbortSignal): Promise<MirrorPreview> {
    const worker = new Worker(this.entry, { workerData: start, name: start.name })
    try {
      return await new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        worker.on('error', reject)
        worker.on('exit', (code) => reject(new Error(`the thread of a preview ended with ${code}`)))
        worker.on('message', (answer: FromPlan) => {
          this.count(answer.traffic)
          if ('preview' in answer) resolve(answer.preview)
          else if (answer.fields) reject(new ValidationError(answer.fields))
          else reject(fromErrorBody(answer.error, answer.status))
        })
      })
    } finally {
      await worker.terminate()
    }
  }

  private count({ requests, bytes, retries, resumed }: Traffic): void {
    this.traffic.requests += requests
    this.traffic.bytes += bytes
    this.traffic.retries += retries
    this.traffic.resumed += resumed
  }
}
