import { useSyncExternalStore } from 'react'
import { useIntl } from 'react-intl'
import { relativeTime } from './relative-time.ts'

const TICK_MS = 20_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all times on screen; it stands still while nobody looks at it. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  now = Date.now()
  timer ??= setInterval(() => {
    now = Date.now()
    for (const one of listeners) one()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A time as "5 minutes ago", with the exact one on hover; one that is yet to come says so by `future`. */
export function Time({ value, future }: { value: string; future?: boolean }) {
  const intl = useIntl()
  const current = useSyncExternalStore(subscribe, () => now)
  // Clocks of host and browser differ a little; what just happened is never in the future.
  const then = future ? Date.parse(value) : Math.min(Date.parse(value), current)
  const { value: amount, unit } = relativeTime(then, current)
  return (
    <time dateTime={value} title={intl.formatDate(value, { dateStyle: 'full', timeStyle: 'long' })}>
      {intl.formatRelativeTime(amount, unit, { numeric: 'auto' })}
    </time>
  )
}

/** A time as date and clock, for tables where times are compared. */
export function ExactTime({ value }: { value: string }) {
  const intl = useIntl()
  return (
    <time dateTime={value} className="num whitespace-nowrap">
      {intl.formatDate(value, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  )
}
