import { afterEach, expect, test, vi } from 'vitest'
import type { PowerFacts } from '#engine/download/traffic-policy'
import { isMetered, readMetered } from './metered.ts'
import { watchPower } from './power.ts'

const power = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events')
  return Object.assign(new EventEmitter(), { battery: false, isOnBatteryPower: () => power.battery })
})
vi.mock('electron', () => ({ powerMonitor: power }))
afterEach(() => void (power.battery = false))

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('154 the engine hears of power and connection at once and when they change, and not twice', async () => {
  const told: PowerFacts[] = []
  let metered: boolean | null = null
  const stop = watchPower(
    (facts) => told.push(facts),
    () => Promise.resolve(metered),
  )
  await settled()
  expect(told).toEqual([{ metered: null, battery: false }])
  power.battery = true
  power.emit('on-battery')
  await settled()
  expect(told.slice(1)).toEqual([{ metered: null, battery: true }])
  power.emit('resume')
  await settled()
  expect(told).toHaveLength(2)
  metered = false
  power.emit('resume')
  await settled()
  expect(told.slice(2)).toEqual([{ metered: false, battery: true }])
  power.battery = false
  metered = true
  power.emit('on-ac')
  await settled()
  expect(told.slice(3)).toEqual([{ metered: true, battery: false }])
  stop()
  power.battery = true
  power.emit('on-battery')
  await settled()
  expect(told).toHaveLength(4)
  expect(power.eventNames()).toEqual([])
})

test.each([
  ['u 1\n', true],
  ['u 3\n', true],
  ['u 2\n', false],
  ['u 4\n', false],
  ['u 0\n', null],
  ['', null],
  ['u 12\n', null],
])('NetworkManager says %j: %s', (answer, metered) => {
  expect(readMetered(answer)).toBe(metered)
})

test('where nobody can be asked, nothing is known', async () => {
  expect(await isMetered('linux', '/does/not/exist')).toBeNull()
  expect(await isMetered('darwin')).toBeNull()
})
