import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startTestEngine } from '../fixtures/engine.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { loadSettings } from '../../src/main/engine/settings/load.ts'
import { TrafficControl } from '../../src/main/engine/download/traffic-control.ts'
import { isWithin, trafficRule, TrafficPolicy, UNKNOWN } from '../../src/main/engine/download/traffic-policy.ts'

const settings = (values: Record<string, unknown>) => loadSettings({ commandLine: values })
/** A time of a Wednesday, in the time zone of the machine. */
const at = (time: string, day = 4): Date => new Date(`2026-11-0${day}T${time}:00`)

/** A clock that goes when it is told. */
class TestClock {
  time: number
  private waiting: { at: number; call: () => void }[] = []

  constructor(start: Date) {
    this.time = start.getTime()
  }

  now = (): number => this.time

  after = (milliseconds: number, call: () => void): (() => void) => {
    const one = { at: this.time + milliseconds, call }
    this.waiting.push(one)
    return () => (this.waiting = this.waiting.filter((other) => other !== one))
  }

  /** Lets the time pass, calling whoever waits in order. */
  goTo(end: Date): void {
    for (;;) {
      const [next] = this.waiting.toSorted((a, b) => a.at - b.at)
      if (!next || next.at > end.getTime()) break
      this.waiting = this.waiting.filter((one) => one !== next)
      this.time = next.at
      next.call()
    }
    this.time = end.getTime()
  }
}

test('154 quiet hours hold within the day, over midnight, and on the days they begin on', () => {
  const hours = { from: '22:00', to: '06:00', days: [3], max_bytes_per_second: 0 }
  // The 4th of November 2026 is a Wednesday.
  const within = [at('22:00'), at('23:59'), at('00:00', 5), at('05:59', 5)]
  const outside = [at('21:59'), at('06:00', 5), at('22:00', 5), at('05:00'), at('12:00')]
  expect(within.map((moment) => isWithin(hours, moment))).toEqual(within.map(() => true))
  expect(outside.map((moment) => isWithin(hours, moment))).toEqual(outside.map(() => false))
  const always = { ...hours, days: [], from: '08:00', to: '08:00' }
  expect([isWithin(always, at('07:59')), isWithin(always, at('08:00'))]).toEqual([true, true])
})

test('154 the strictest rule holds: metered, battery, hours, then the limit for always', () => {
  const values = settings({
    DOWNLOAD_MAX_BYTES_PER_SECOND: 5000,
    QUIET_HOURS: [
      { from: '08:00', to: '18:00', max_bytes_per_second: 1000 },
      { from: '12:00', to: '13:00', max_bytes_per_second: 9000 },
      { from: '17:00', to: '18:00' },
    ],
    PAUSE_ON_BATTERY: true,
  })
  const rule = (time: string, facts = UNKNOWN) => trafficRule(values, at(time), facts)
  expect(rule('07:00')).toEqual({ paused: false, rate: 5000, reason: null })
  expect(rule('09:00')).toEqual({ paused: false, rate: 1000, reason: 'quiet_hours' })
  expect(rule('12:30')).toMatchObject({ rate: 1000 })
  expect(rule('17:30')).toMatchObject({ paused: true, reason: 'quiet_hours' })
  expect(rule('07:00', { metered: true, battery: true })).toMatchObject({ paused: true, reason: 'metered' })
  expect(rule('07:00', { metered: false, battery: true })).toMatchObject({ paused: true, reason: 'battery' })
  expect(rule('07:00', { metered: null, battery: false })).toMatchObject({ paused: false })
  const careless = settings({ PAUSE_WHEN_METERED: false })
  expect(trafficRule(careless, at('07:00'), { metered: true, battery: true })).toMatchObject({ paused: false })
})

test('154 by a simulated clock traffic slows down, stops and flows again, in every thread; what the user paused stays so', () => {
  const clock = new TestClock(at('07:00'))
  const control = new TrafficControl(0)
  const other = new TrafficControl(undefined, control.memory)
  const values = settings({
    QUIET_HOURS: [
      { from: '08:00', to: '09:00', max_bytes_per_second: 1000 },
      { from: '09:00', to: '10:00' },
    ],
  })
  const policy = new TrafficPolicy({ settings: values, control }, clock)
  const state = (): unknown => [other.paused, other.rate]
  policy.start()
  expect(state()).toEqual([false, 0])
  clock.goTo(at('08:01'))
  expect(state()).toEqual([false, 1000])
  clock.goTo(at('09:01'))
  expect([state(), policy.current.reason]).toEqual([[true, 0], 'quiet_hours'])
  control.pausedByUser = true
  clock.goTo(at('10:01'))
  expect(state()).toEqual([true, 0])
  control.pausedByUser = false
  expect(state()).toEqual([false, 0])
  policy.know({ metered: true, battery: null })
  expect(state()).toEqual([true, 0])
  policy.know({ metered: false, battery: null })
  expect(state()).toEqual([false, 0])
  policy.stop()
  clock.goTo(at('08:30', 5))
  expect(state()).toEqual([false, 0])
})

test('154 the cap holds over all connections of a sync, within 5 %', { timeout: 60_000 }, async () => {
  const rate = 2_000_000
  const files = Array.from({ length: 12 }, (_, index) => Buffer.alloc(500_000, String.fromCharCode(97 + index)))
  const manifest = files.map((bytes, index) => {
    return `${index},${createHash('sha256').update(bytes).digest('hex')},${bytes.length}\n`
  })
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    response.end(name === 'PULP_MANIFEST' ? manifest.join('') : files[Number(name)])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const it = startTestEngine([file], { settings: { DOWNLOAD_MAX_BYTES_PER_SECOND: rate } })
  const charged: [at: number, bytes: number][] = []
  const { control } = it.engine
  const charge = control.charge.bind(control)
  control.charge = (bytes) => {
    charged.push([performance.now(), bytes])
    return charge(bytes)
  }
  const { catalogue } = it.engine
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/PULP_MANIFEST`
  const remote = FileRemote.create(catalogue, { name: 'r', url, policy: 'immediate', download_concurrency: 6 })
  const repository = createRepository(catalogue, FileRepository, { name: 'r' })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: true }
  const task = await it.run(syncFile, input, { exclusive: [repository] })
  expect(task.state).toBe('completed')
  await it.close()
  server.close()
  const [first] = charged[0] ?? [0]
  const [last] = charged.at(-1) ?? [0]
  const bytes = charged.slice(0, -1).reduce((sum, [, one]) => sum + one, 0)
  // What each connection brought before its first wait came without asking.
  expect(bytes).toBeGreaterThan(5_000_000)
  expect(bytes / ((last - first) / 1000)).toBeLessThanOrEqual(1.05 * rate)
})
