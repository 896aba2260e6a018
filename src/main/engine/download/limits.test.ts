import { expect, test } from 'vitest'
import { parseRetryAfter } from './retry.ts'
import { Slots } from './slots.ts'
import { MINIMUM_RATE, SpeedGuard } from './speed-guard.ts'
import { TrafficMeter } from './traffic-meter.ts'

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
  expect(parseRetryAfter('120', now)).toBe(120_000)
  expect(parseRetryAfter('Wed, 21 Oct 2026 07:28:30 GMT', now)).toBe(30_000)
  expect(parseRetryAfter('Wed, 21 Oct 2026 07:27:00 GMT', now)).toBe(0)
  expect(parseRetryAfter('soon', now)).toBeNull()
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
