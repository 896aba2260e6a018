import { expect, test } from 'vitest'
import { Throttle } from './throttle.ts'

function setUp() {
  const clock = { now: 0, slept: [] as number[] }
  const sleep = async (milliseconds: number): Promise<void> => {
    clock.slept.push(milliseconds)
    clock.now += milliseconds
  }
  return { clock, throttle: new Throttle(() => clock.now, sleep) }
}
const right = (): boolean => true
const wrong = (): boolean => false

test('who never fails never waits; each failure makes the next attempt wait longer, up to a bound', async () => {
  const { clock, throttle } = setUp()
  for (let index = 0; index < 3; index += 1) expect(await throttle.attempt('a', right)).toBe(true)
  expect(clock.slept).toEqual([])
  for (let index = 0; index < 7; index += 1) expect(await throttle.attempt('a', wrong)).toBe(false)
  expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 8000])
})

test('success ends the waiting, and one address does not slow another', async () => {
  const { clock, throttle } = setUp()
  await throttle.attempt('a', wrong)
  await throttle.attempt('b', right)
  expect(clock.slept).toEqual([])
  expect(await throttle.attempt('a', right)).toBe(true)
  expect(await throttle.attempt('a', right)).toBe(true)
  expect(clock.slept).toEqual([500])
})

test('failures are forgotten after a while', async () => {
  const { clock, throttle } = setUp()
  await throttle.attempt('a', wrong)
  clock.now += 16 * 60_000
  await throttle.attempt('a', wrong)
  expect(clock.slept).toEqual([])
})

test('attempts at once are checked one after the other, and too many are turned away', async () => {
  const gates: (() => void)[] = []
  const throttle = new Throttle(
    () => 0,
    () => new Promise((resolve) => gates.push(resolve)),
  )
  await throttle.attempt('a', wrong)
  let checked = 0
  const attempts = Array.from({ length: 12 }, () =>
    throttle.attempt('a', () => {
      checked += 1
      return false
    }),
  )
  const outcomes = Promise.allSettled(attempts)
  await expect.poll(() => gates.length).toBe(1)
  expect(checked).toBe(0)
  gates.shift()?.()
  await expect.poll(() => checked).toBe(1)
  await expect.poll(() => gates.length).toBe(1)
  const timer = setInterval(() => gates.shift()?.(), 1)
  const results = await outcomes
  clearInterval(timer)
  const refused = results.filter((one) => one.status === 'rejected')
  expect(refused.map((one) => (one.reason as { code: string }).code)).toEqual(Array(2).fill('api.too_many_attempts'))
  expect(checked).toBe(10)
})
