import { expect, test } from 'vitest'
import { addSample, rateOf, remainingOf, settledSamples, WINDOW_MS } from './estimate.ts'
import type { Sample } from './estimate.ts'

const sample = (time: number, fraction: number, done: number | null = null, unit = 'files'): Sample => ({
  time,
  fraction,
  done,
  unit,
  extent: '100',
})

const steady = [0, 2, 4, 6, 8].map((second) => sample(second * 1000, second / 100, second * 10))

test('a steady pace gives the time that is left', () => {
  // 1 % per second, 8 % done
  expect(remainingOf(steady)).toBeCloseTo(92_000)
})

test('nothing is estimated from few samples, a short span, or a standstill', () => {
  expect(remainingOf(steady.slice(0, 3))).toBeNull()
  expect(remainingOf([0, 1, 2, 3].map((n) => sample(n * 100, n / 10)))).toBeNull()
  expect(remainingOf([0, 2, 4, 6].map((n) => sample(n * 1000, 0.5)))).toBeNull()
})

test('nothing is estimated while the pace changes much', () => {
  const slowing = [sample(0, 0), sample(2000, 0.2), sample(4000, 0.4), sample(6000, 0.41), sample(8000, 0.42)]
  expect(remainingOf(slowing)).toBeNull()
})

test('the rate is per second, and unknown for what is not counted', () => {
  expect(rateOf(steady)).toBeCloseTo(10)
  expect(rateOf(steady.map((one) => ({ ...one, done: null })))).toBeNull()
  expect(rateOf([])).toBeNull()
})

test('old samples and those of another unit leave the window', () => {
  const kept = addSample([sample(0, 0), sample(15_000, 0.1)], sample(WINDOW_MS + 1, 0.2))
  expect(kept.map((one) => one.time)).toEqual([15_000, WINDOW_MS + 1])
  expect(addSample(kept, sample(WINDOW_MS + 2, 0.2, 1, 'bytes'))).toHaveLength(1)
})

test('nothing is estimated while more is still being found', () => {
  const growing = steady.map((one, index) => ({ ...one, extent: String(index < 4 ? index : 3) }))
  expect(remainingOf(growing)).toBeNull()
  expect(settledSamples(growing)).toHaveLength(2)
})
