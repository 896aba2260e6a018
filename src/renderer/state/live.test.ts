import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import type { EngineEvent } from '#shared/event'
import type { LinkState } from '../host/host.ts'
import { key } from './client.ts'
import { watchEvents, withTask } from './live.ts'

const ID = '019ab3a2-5a49-7f0e-8d2b-0123456789ab'

/** The host as the test plays it. */
const stage = vi.hoisted(() => ({ send: (_event: EngineEvent) => {}, link: (_state: LinkState) => {} }))

vi.mock('../host/api.ts', () => ({
  host: {
    listen(onEvent: (event: EngineEvent) => void, onLink: (state: LinkState) => void) {
      stage.send = onEvent
      stage.link = onLink
      return () => undefined
    },
  },
}))

const task = (state: TaskBody['state'], href = '/tasks/1/'): TaskBody =>
  ({
    pulp_href: href,
    name: 'npm.sync',
    state,
    progress_reports: [],
    reserved_resources_record: [`prn:npm.npmrepository:${ID}`],
  }) as unknown as TaskBody

const event = (seq: number, body: TaskBody, action: EngineEvent['action'] = 'updated'): EngineEvent => ({
  seq,
  type: 'task',
  action,
  href: body.pulp_href,
  prn: '',
  body,
})

let later: (() => void)[] = []

beforeEach(() => {
  later = []
  vi.stubGlobal('window', { setTimeout: (work: () => void) => later.push(work), clearTimeout: () => undefined })
})
afterEach(() => vi.unstubAllGlobals())

function watched() {
  const client = new QueryClient()
  const ended: string[] = []
  client.setQueryData(key.activeTasks, [task('running')])
  client.setQueryData(key.mirrors, [{ repository: `/r/${ID}/`, last_task: task('running') } as unknown as MirrorBody])
  const stop = watchEvents(client, (one) => ended.push(one.state))
  return { client, ended, stop }
}

test('a task that ends leaves the running ones, is told once, and shows at its mirror', () => {
  const { client, ended } = watched()
  const invalidate = vi.spyOn(client, 'invalidateQueries')
  stage.send(event(1, task('failed')))
  expect(invalidate).toHaveBeenCalledExactlyOnceWith({ queryKey: key.mirror(ID) })
  stage.send(event(2, task('failed')))
  expect(client.getQueryData(key.activeTasks)).toEqual([])
  expect(client.getQueryData<MirrorBody[]>(key.mirrors)?.[0]?.last_task?.state).toBe('failed')
  expect(ended).toEqual(['failed'])
})

test('what a task that ended may have moved to the trash is read again, whoever started it', () => {
  const { client } = watched()
  client.setQueryData(['trash'], [])
  stage.send(event(1, task('completed')))
  for (const work of later) work()
  expect(client.getQueryState(['trash'])?.isInvalidated).toBe(true)
})

test('an answer that was on its way while an event came does not have the last word', async () => {
  const { client } = watched()
  const answers: ((tasks: TaskBody[]) => void)[] = []
  const queryFn = () => new Promise<TaskBody[]>((resolve) => answers.push(resolve))
  const observer = new QueryObserver(client, { queryKey: key.activeTasks, queryFn })
  onTestFinished(observer.subscribe(() => undefined))
  void client.invalidateQueries({ queryKey: key.activeTasks })
  stage.send(event(1, task('completed')))
  // The timer ends before the old answer is there, and once more after it.
  for (const work of later.splice(0)) work()
  answers.at(-1)?.([task('running')])
  await vi.waitFor(() => expect(client.isFetching()).toBe(0))
  expect(client.getQueryData(key.activeTasks)).toHaveLength(1)
  for (const work of later.splice(0)) work()
  await vi.waitFor(() => expect(client.isFetching()).toBe(1))
  answers.at(-1)?.([])
  await vi.waitFor(() => expect(client.getQueryData(key.activeTasks)).toEqual([]))
})

test('a gap in the numbers means everything is read again, a new connection starts counting anew', () => {
  const { client } = watched()
  const invalidate = vi.spyOn(client, 'invalidateQueries')
  stage.send(event(7, task('running')))
  stage.send(event(8, task('running')))
  expect(invalidate).not.toHaveBeenCalled()
  stage.send(event(10, task('running')))
  expect(invalidate).toHaveBeenCalledTimes(1)
  stage.link('lost')
  stage.link('open')
  expect(invalidate).toHaveBeenCalledTimes(2)
  stage.send(event(1, task('running')))
  expect(invalidate).toHaveBeenCalledTimes(2)
})

test('a list takes a new task in front, replaces a known one in place, and lets go of what ended', () => {
  const [one, two] = [task('running', '/1/'), task('running', '/2/')]
  const newer = task('running', '/1/')
  expect(withTask([one], two, true)).toEqual([two, one])
  expect(withTask([two, one], newer, true)[1]).toBe(newer)
  expect(withTask([two, one], one, false)).toEqual([two])
})
