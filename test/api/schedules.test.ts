/** Schedules of users, on a clock that the test turns. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextRun } from '../../src/main/engine/schedule/next-run.ts'
import { type Clock, ScheduleRunner } from '../../src/main/engine/schedule/schedule-runner.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

const SCHEDULES = `${OWN}schedules/`
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A clock that stands still; timers fire when the test moves it past them. */
class FakeClock implements Clock {
  time = Date.now()
  private timer: { at: number; call: () => void } | null = null
  now = (): number => this.time

  after(milliseconds: number, call: () => void): () => void {
    const timer = { at: this.time + milliseconds, call }
    this.timer = timer
    return () => {
      if (this.timer === timer) this.timer = null
    }
  }

  get armed(): boolean {
    return this.timer !== null
  }

  /** Time goes by with the machine awake. */
  pass(milliseconds: number): void {
    const end = this.time + milliseconds
    while (this.timer && this.timer.at <= end) this.fire()
    this.time = end
  }

  /** The machine sleeps: time goes by and timers do not; after waking the one that was set fires. */
  sleep(milliseconds: number): void {
    this.time += milliseconds
    if (this.timer) this.fire()
  }

  private fire(): void {
    const timer = this.timer
    this.timer = null
    if (!timer) return
    this.time = Math.max(this.time, timer.at)
    timer.call()
  }
}

let api: TestApi
let upstream: FileUpstream
let clock: FakeClock
let runner: ScheduleRunner
let repository: string

beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a.txt': 'alpha' })
  const remote = await api.call('POST', `${V3}remotes/file/file/`, { name: 'm', url: upstream.url })
  const made = { name: 'm', remote: remote.body.pulp_href }
  repository = (await api.call('POST', `${V3}repositories/file/file/`, made)).body.pulp_href
  clock = new FakeClock()
  runner = new ScheduleRunner(api.it.engine, clock)
})
afterEach(async () => {
  runner.stop()
  await api.close()
  await upstream.close()
})

async function schedule(values: Json): Promise<Json> {
  const { status, body } = await api.call('POST', SCHEDULES, { repository, ...values })
  expect([status, body]).toEqual([201, expect.anything()])
  runner.look()
  return body
}

async function syncs(): Promise<Json[]> {
  const { results } = await api.get(`${V3}tasks/?name=file.sync&ordering=pulp_created`)
  for (const task of results) await api.finished(task.pulp_href)
  return results
}

test('88 what is due is queued once, with the task and the next time on record', async () => {
  const made = await schedule({ interval: 3600 })
  expect(made).toMatchObject({ repository, interval: 3600, cron: null, enabled: true, last_task: null, error: null })
  clock.pass(HOUR - 60_000)
  expect(await syncs()).toHaveLength(0)
  clock.pass(120_000)
  const [task, ...others] = await syncs()
  expect(others).toEqual([])
  const after = await api.get(made.pulp_href)
  expect(after.last_task).toBe(task.pulp_href)
  expect(Date.parse(after.next_run)).toBeGreaterThan(clock.now())
  expect((await api.get(task.pulp_href)).state).toBe('completed')
  clock.pass(HOUR)
  expect(await syncs()).toHaveLength(2)
})

test.each([{ interval: 3600 }, { cron: '0 * * * *' }])(
  '88 what was due many times while the machine slept runs once at wake: %j',
  async (rhythm) => {
    await schedule(rhythm)
    clock.sleep(3 * DAY)
    expect(await syncs()).toHaveLength(1)
    // The sync has ended, so that nothing but the clock keeps another one back.
    clock.pass(1000)
    expect(await syncs()).toHaveLength(1)
    clock.pass(HOUR)
    expect(await syncs()).toHaveLength(2)
  },
)

test('88 what was due many times while nothing ran is made up for once at the next start', async () => {
  await schedule({ cron: '30 3 * * *' })
  runner.stop()
  clock.time += 10 * DAY
  runner = new ScheduleRunner(api.it.engine, clock)
  runner.look()
  expect(await syncs()).toHaveLength(1)
  runner.look()
  expect(await syncs()).toHaveLength(1)
})

test('88 a sync that still runs is not queued again', async () => {
  await schedule({ interval: 3600 })
  const held: (() => void)[] = []
  upstream.intercept = (_path, _request, response) => {
    held.push(() => response.destroy())
    return true
  }
  clock.pass(5 * HOUR)
  const { results } = await api.get(`${V3}tasks/?name=file.sync`)
  expect(results).toHaveLength(1)
  await api.call('PATCH', results[0].pulp_href, { state: 'canceled' })
  await api.finished(results[0].pulp_href)
  for (const release of held) release()
  upstream.intercept = null
  clock.pass(HOUR)
  expect(await syncs()).toHaveLength(2)
})

test('88 a schedule that is off, or deleted, or whose repository is gone runs nothing and sets no timer', async () => {
  const made = await schedule({ interval: 3600 })
  expect((await api.call('PATCH', made.pulp_href, { enabled: false })).body.next_run).toBeNull()
  runner.look()
  expect(clock.armed).toBe(false)
  expect((await api.call('PATCH', made.pulp_href, { enabled: true })).body.next_run).not.toBeNull()
  runner.look()
  expect(clock.armed).toBe(true)
  expect((await api.call('DELETE', made.pulp_href)).status).toBe(204)
  await schedule({ interval: 3600 })
  await api.settle('DELETE', repository)
  clock.pass(DAY)
  expect(await syncs()).toHaveLength(0)
  expect(clock.armed).toBe(false)
  expect((await api.get(SCHEDULES)).count).toBe(0)
})

test('88 a schedule that cannot be run says why and does not keep the others', async () => {
  const bare = await api.call('POST', `${V3}repositories/file/file/`, { name: 'bare' })
  const broken = await schedule({ repository: bare.body.pulp_href, interval: 3600 })
  await schedule({ interval: 3600 })
  clock.pass(HOUR + 1000)
  expect(await syncs()).toHaveLength(1)
  const { error } = await api.get(broken.pulp_href)
  expect(error).toMatchObject({ code: 'repository.no_remote', advice: expect.stringContaining('remote') })
})

test('88 a full disk is no reason to stop: the run is made up for', async () => {
  await schedule({ interval: 3600 })
  const { catalogue } = api.it.engine
  const failing = vi.spyOn(catalogue, 'transaction').mockImplementation(() => {
    throw new Error('database or disk is full')
  })
  clock.pass(HOUR + 1000)
  failing.mockRestore()
  clock.pass(60_000)
  expect(await syncs()).toHaveLength(1)
})

test('88 rhythms that make no sense are refused by field', async () => {
  for (const values of [{}, { cron: '0 3 * * *', interval: 3600 }, { cron: 'nightly' }, { cron: '0 0 31 2 *' }]) {
    const { status, body } = await api.call('POST', SCHEDULES, { repository, ...values })
    expect([values, status, Object.keys(body)]).toEqual([values, 400, ['cron']])
  }
  for (const interval of [0, 59, 1e12]) {
    const { status, body } = await api.call('POST', SCHEDULES, { repository, interval })
    expect([status, Object.keys(body)]).toEqual([400, ['interval']])
  }
  const unknown = await api.call('POST', SCHEDULES, { repository: `${repository}x`, interval: 3600 })
  expect([unknown.status, Object.keys(unknown.body)]).toEqual([400, ['repository']])
})

test('88 one rhythm replaces the other, and lists are narrowed by repository', async () => {
  const made = await schedule({ interval: 3600 })
  const { body } = await api.call('PATCH', made.pulp_href, { cron: '0 3 * * *' })
  expect(body).toMatchObject({ cron: '0 3 * * *', interval: null })
  const { next_run: kept } = (await api.call('PATCH', made.pulp_href, { mirror: false })).body
  expect(kept).toBe(body.next_run)
  expect((await api.get(`${SCHEDULES}?repository=${repository}&enabled=true`)).count).toBe(1)
})

test('88 local time keeps its hour over the change of the clocks', () => {
  const nightly = { cron: '30 3 * * *', interval: null }
  const at = (text: string): number => Date.parse(text)
  expect(nextRun({ ...nightly, timezone: 'Europe/Berlin' }, at('2026-03-28T12:00:00Z'))).toBe(
    at('2026-03-29T01:30:00Z'),
  )
  expect(nextRun({ ...nightly, timezone: 'Europe/Berlin' }, at('2026-03-27T12:00:00Z'))).toBe(
    at('2026-03-28T02:30:00Z'),
  )
})
