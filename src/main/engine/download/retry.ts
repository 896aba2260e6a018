/** Trying again: which failures, how often, and after what pause. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DownloadError } from './download-error.ts'

const MAX_PAUSE = 30_000
/** An upstream that wants to be left alone for longer than this many milliseconds is given up on. */
const MAX_RETRY_AFTER = 300_000

export interface RetryPolicy {
  /** Attempts after the first. */
  maxRetries: number
  /** First pause in milliseconds. */
  delay: number
  signal?: AbortSignal | undefined
  /** Told before each pause. */
  onRetry(error: DownloadError, pause: number): void
}

/** Runs `attempt` until it succeeds or trying again is of no use; throws the last error. */
export async function withRetries<T>(policy: RetryPolicy, attempt: () => Promise<T>): Promise<T> {
  let wrongBytes = 0
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof DownloadError) || error.retry === 'never' || retry >= policy.maxRetries) throw error
      if (error.retry === 'once' && ++wrongBytes > 1) throw error
      if ((error.retryAfter ?? 0) > MAX_RETRY_AFTER) throw error
      const pause = pauseBefore(retry, error, policy.delay)
      policy.onRetry(error, pause)
      if (pause > 0) await sleep(pause, undefined, policy.signal ? { signal: policy.signal } : {})
    }
  }
}

/** Exponential with jitter between half and the whole, or what the upstream asked for when that is longer. */
function pauseBefore(retry: number, error: DownloadError, delay: number): number {
  if (error.retry === 'at_once') return 0
  const whole = Math.min(MAX_PAUSE, delay * 2 ** retry)
  return Math.max(whole * (0.5 + Math.random() / 2), error.retryAfter ?? 0)
}

/** Milliseconds named by a Retry-After header (RFC 9110 section 10.2.3: seconds or a date), or null. */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | null {
  if (value === undefined) return null
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
