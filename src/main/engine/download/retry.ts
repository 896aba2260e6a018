/** Trying again: which failures, where, how often, and after what pause. */
import { setTimeout as sleep } from 'node:timers/promises'
import { StillwaterError } from '#shared/error'
import { DownloadError } from './download-error.ts'

const MAX_PAUSE = 30_000
/** An upstream that wants to be left alone for longer than this many milliseconds is given up on. */
const MAX_RETRY_AFTER = 300_000
/** Share of the usual pause after an attempt that got on: a connection that breaks is no sign of an overloaded upstream. */
const AFTER_PROGRESS = 0.1

export interface RetryPolicy<Source> {
  /** Where the thing can be had; each is tried before any is tried again. */
  sources: readonly Source[]
  /** Rounds after the first. */
  maxRetries: number
  /** First pause in milliseconds. */
  delay: number
  signal?: AbortSignal | undefined
  /** Whether the last attempt got so much further that it does not count. */
  progressed?(): boolean
  /** Told of each failure. */
  onFailure(source: Source, error: DownloadError): void
  /** Told before each attempt after a failure, with the pause before it in milliseconds. */
  onRetry(error: DownloadError, pause: number): void
}

/** Runs `attempt` until it succeeds or trying again is of no use; throws the last error. */
export async function withRetries<Source, T>(
  policy: RetryPolicy<Source>,
  attempt: (source: Source) => Promise<T>,
): Promise<T> {
  const spoiled = new Set<Source>()
  let last: DownloadError | null = null
  let sources = policy.sources
  for (let retry = 0; ; retry += 1) {
    const again: { source: Source; error: DownloadError }[] = []
    let progressed = false
    for (const [index, source] of sources.entries()) {
      if (index > 0 && last) policy.onRetry(last, 0)
      try {
        return await attempt(source)
      } catch (error) {
        const failure = failureOfSource(error)
        if (!failure) throw error
        policy.onFailure(source, failure)
        last = failure
        progressed ||= policy.progressed?.() ?? false
        if (mayTryAgain(source, failure, spoiled)) again.push({ source, error: failure })
      }
    }
    if (!last) throw new TypeError('nowhere to try')
    if (again.length === 0 || retry >= policy.maxRetries) throw last
    if (progressed) retry = 0
    const share = progressed ? AFTER_PROGRESS : 1
    const pause = Math.min(...again.map(({ error }) => pauseBefore(retry, error, policy.delay * share)))
    policy.onRetry(last, pause)
    if (pause > 0) await sleep(pause, undefined, policy.signal ? { signal: policy.signal } : {})
    sources = again.map(({ source }) => source)
  }
}

/** The error as one after which another source may help; null when it is ours. */
function failureOfSource(error: unknown): DownloadError | null {
  if (!(error instanceof StillwaterError) || error.code === 'download.canceled') return null
  if (error instanceof DownloadError) return error
  const { code, params, status } = error
  return code.startsWith('download.') ? new DownloadError(code, params, { retry: 'never', status, cause: error }) : null
}

function mayTryAgain<Source>(source: Source, error: DownloadError, spoiled: Set<Source>): boolean {
  if (error.retry === 'never' || (error.retryAfter ?? 0) > MAX_RETRY_AFTER) return false
  if (error.retry !== 'once') return true
  const first = !spoiled.has(source)
  spoiled.add(source)
  return first
}

/** Exponential with jitter between half and the whole, or what the upstream asked for when that is longer. */
function pauseBefore(retry: number, error: DownloadError, delay: number): number {
  if (error.retry === 'at_once') return 0
  const whole = Math.min(MAX_PAUSE, delay * 2 ** retry)
  return Math.max(whole * (0.5 + Math.random() / 2), error.retryAfter ?? 0)
}

const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/

/**
 * Milliseconds named by a Retry-After header (RFC 9110 section 10.2.3: seconds or a date), or null when it says neither; a date that has
 * passed is 0.
 */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | null {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  // Date.parse makes a date of nearly anything, of "-5" for one.
  const date = HTTP_DATE.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
