import { expect, test } from 'vitest'
import { DownloadError } from './download-error.ts'
import { parseRetryAfter, withRetries } from './retry.ts'
import { Slots } from './slots.ts'
import { MINIMUM_RATE, SpeedGuard } from './speed-guard.ts'
import { TrafficMeter } from './traffic-meter.ts'

test('32 Retry-After is seconds or a date', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
  expect(parseRetryAfter('120', now)).toBe(120_000)
  expect(parseRetryAfter('Wed, 21 Oct 2026 07:28:30 GMT', now)).toBe(30_000)
  expect(parseRetryAfter('Wed, 21 Oct 2026 07:27:00 GMT', now)).toBe(0)
  for (const nonsense of ['soon', '-5', '-100000', '1.5', '1e9', '', ' '])
    expect(parseRetryAfter(nonsense, now)).toBeNull()
  expect(parseRetryAfter(undefined, now)).toBeNull()
})

test('37 a drip or a stall is too slow; a pause within the window is not, nor what we hold back ourselves', () => {
  const guard = new SpeedGuard(MINIMUM_RATE, 0)
  guard.received(30 * MINIMUM_RATE.rate)
  expect(guard.check(29_999)).toBe(true)
  expect(guard.check(30_000)).toBe(true)
  guard.received(1)
  expect(guard.check(59_999)).toBe(true)
  guard.hold(59_999)
  expect(guard.check(90_000)).toBe(true)
  guard.release(1_000_000)
  expect(guard.check(1_000_000)).toBe(true)
  expect(guard.check(1_000_002)).toBe(false)
})

const policy = { sources: ['a'], maxRetries: 8, delay: 1, onFailure: () => undefined }
const busy = (retryAfter: number | null): DownloadError =>
  new DownloadError('download.http_status', {}, { retry: 'again', retryAfter })

test('32 pauses grow, each somewhere between half and the whole of its measure', async () => {
  const rounds: number[][] = []
  for (let round = 0; round < 20; round += 1) {
    const pauses: number[] = []
    const failing = withRetries({ ...policy, maxRetries: 4, onRetry: (_error, pause) => pauses.push(pause) }, () =>
      Promise.reject(busy(null)),
    )
    await expect(failing).rejects.toThrow('download.http_status')
    rounds.push(pauses)
  }
  for (const [index, whole] of [1, 2, 4, 8].entries()) {
    const pauses = rounds.map((round) => round[index] ?? 0)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(whole / 2)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(whole)
    expect(new Set(pauses).size).toBeGreaterThan(15)
  }
})

test.each([
  ['none', null, 2],
  ['one that has passed', parseRetryAfter('Wed, 21 Oct 2015 07:28:00 GMT'), 2],
  ['negative', parseRetryAfter('-30'), 2],
  ['beyond all patience', parseRetryAfter('99999999999999999999999'), 1],
])('32 Retry-After, %s: nobody sleeps for years, nor tries at once', async (_what, retryAfter, attempts) => {
  let made = 0
  const pauses: number[] = []
  const failing = withRetries({ ...policy, maxRetries: 1, onRetry: (_error, pause) => pauses.push(pause) }, () => {
    made += 1
    return Promise.reject(busy(retryAfter))
  })
  await expect(failing).rejects.toThrow('download.http_status')
  expect(made).toBe(attempts)
  for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(0.5)
})

test('slots are given in the order asked for; leaving the queue takes none', async () => {
  const slots = new Slots(1)
  const release = await slots.acquire()
  const abort = new AbortController()
  const order: number[] = []
  const second = slots.acquire(abort.signal).catch((error: unknown) => error)
  const third = slots.acquire().then((free) => (order.push(3), free))
  const fourth = slots.acquire().then((free) => (order.push(4), free))
  abort.abort()
  expect(await second).toBe(abort.signal.reason)
  release()
  release()
  ;(await third)()
  ;(await fourth)()
  expect(order).toEqual([3, 4])
})

test('what is counted for one is counted for the whole', () => {
  const whole = new TrafficMeter()
  const [one, two] = [new TrafficMeter(whole), new TrafficMeter(whole)]
  one.countRequest()
  one.countBytes(10)
  two.countRequest()
  two.countBytes(5)
  two.countRetry()
  two.countResumed()
  expect(one.snapshot()).toEqual({ requests: 1, bytes: 10, retries: 0, resumed: 0 })
  expect(whole.snapshot()).toEqual({ requests: 2, bytes: 15, retries: 1, resumed: 1 })
})
