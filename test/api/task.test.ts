import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TaskBody } from '../../src/shared/api/task.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, startTestApi, type TestApi, V3 } from './api.ts'

const TASKS = `${V3}tasks/`

let api: TestApi
let upstream: FileUpstream
let repository: Json
let remote: Json
beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a.txt': 'alpha' })
  remote = (await api.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url })).body
  repository = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r', remote: remote.prn })).body
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

/** Starts a sync whose upstream never answers, once it asks. */
async function stuckSync(): Promise<string> {
  const asked = new Promise<void>((resolve) => {
    upstream.intercept = () => {
      resolve()
      return true
    }
  })
  const { body } = await api.call('POST', `${repository.pulp_href}sync/`)
  await asked
  return body.task as string
}

test('a sync reserves its repository alone and its remote with others, and makes a version', async () => {
  const task = await api.settle('POST', `${repository.pulp_href}sync/`, { mirror: true })
  expect(task).toMatchObject({
    state: 'completed',
    name: 'file.sync',
    error: null,
    created_resources: [`${repository.pulp_href}versions/1/`],
  })
  expect(task.reserved_resources_record.toSorted()).toEqual([repository.prn, `shared:${remote.prn}`])
  expect(task.progress_reports.every((report) => report.state === 'completed')).toBe(true)
})

test('a sync needs a remote that fits', async () => {
  const bare = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'bare' })).body
  expect((await api.call('POST', `${bare.pulp_href}sync/`, {})).body).toHaveProperty('remote')
  expect((await api.call('POST', `${bare.pulp_href}sync/`, { remote: bare.prn })).body).toHaveProperty('remote')
  expect((await api.call('POST', `${bare.pulp_href}sync/`, { remote: remote.prn, speed: 1 })).status).toBe(400)
  expect((await api.settle('POST', `${bare.pulp_href}sync/`, { remote: remote.pulp_href })).state).toBe('completed')
})

test('a running task is cancelled, its waiting follower too, and both only once', async () => {
  const running = await stuckSync()
  const { body: next } = await api.call('POST', `${repository.pulp_href}sync/`)
  expect((await api.get(next.task)).state).toBe('waiting')
  expect((await api.get(`${TASKS}?state__in=waiting,running,canceling`)).count).toBe(2)
  const misspelt = await api.call('GET', `${TASKS}?state__in=waiting,runing`)
  expect(misspelt).toMatchObject({ status: 400, body: { state__in: [expect.stringContaining('"runing"')] } })
  const cancel = (href: string) => api.call('PATCH', href, { state: 'canceled' })
  expect((await cancel(next.task)).body.state).toBe('canceled')
  expect((await cancel(running)).status).toBe(200)
  expect((await api.finished(running)).state).toBe('canceled')
  expect(await cancel(running)).toMatchObject({ status: 409, body: { code: 'task.illegal_transition' } })
  expect((await api.call('PATCH', running, { state: 'completed' })).status).toBe(400)
})

test('a task that has ended is deleted, one that runs is not', async () => {
  const running = await stuckSync()
  expect((await api.call('DELETE', running)).status).toBe(409)
  await api.call('PATCH', running, { state: 'canceled' })
  await api.finished(running)
  expect(await api.call('DELETE', running)).toEqual({ status: 204, body: null })
  expect((await api.call('GET', running)).status).toBe(404)
})

test('an update waits for who uses the object, and forgets its values when it is cancelled', async () => {
  const running = await stuckSync()
  const { body } = await api.call('PATCH', remote.pulp_href, { password: 'open sesame' })
  expect((await api.get(body.task)).state).toBe('waiting')
  await api.call('PATCH', body.task, { state: 'canceled' })
  const stored = api.it.engine.catalogue.prepare('SELECT input FROM core_task').all()
  expect(JSON.stringify(stored)).not.toContain('sesame')
  await api.call('PATCH', running, { state: 'canceled' })
  await api.finished(running)
})

test('tasks are found by what they are, what they reserve and what they made', async () => {
  const task = await api.settle('POST', `${repository.pulp_href}sync/`)
  await api.settle('PATCH', repository.pulp_href, { description: 'x' })
  const found = async (query: string): Promise<string[]> =>
    (await api.get(`${TASKS}?${query}`)).results.map((one: TaskBody) => one.name)
  expect(await found('')).toEqual(['core.update_object', 'file.sync'])
  expect(await found('ordering=pulp_created')).toEqual(['file.sync', 'core.update_object'])
  expect(await found('name__contains=sync&state=completed')).toEqual(['file.sync'])
  expect(await found(`reserved_resources=${repository.prn}`)).toHaveLength(2)
  expect(await found(`reserved_resources__in=${repository.prn},nobody`)).toHaveLength(2)
  expect(await found('reserved_resources__in=nobody')).toEqual([])
  expect(await found(`exclusive_resources=${remote.pulp_href}`)).toEqual([])
  expect(await found(`shared_resources=${remote.pulp_href}`)).toEqual(['file.sync'])
  expect(await found(`created_resources=${task.created_resources[0]}`)).toEqual(['file.sync'])
  expect(await found('state=failed')).toEqual([])
  expect(await found('started_at__gt=2020-01-01')).toHaveLength(2)
  expect(await api.get(task.worker ?? '')).toMatchObject({ pulp_href: task.worker })
  expect(await found(`worker=${task.worker}`)).toEqual(['file.sync'])
  expect(await found(`worker__in=${api.url}${task.worker},nobody`)).toEqual(['file.sync'])
  // What the engine does itself has no worker.
  expect(await found('worker__isnull=true')).toEqual(['core.update_object'])
  expect((await api.call('GET', `${TASKS}?parent=1`)).status).toBe(400)
  expect((await api.get(`${TASKS}?fields=state`)).results).toEqual([{ state: 'completed' }, { state: 'completed' }])
})

test('workers tell what they run; groups are listed', async () => {
  const running = await stuckSync()
  const { results } = await api.get(`${V3}workers/`)
  expect(results.map((worker: Json) => worker.current_task).filter(Boolean)).toEqual([running])
  expect(await api.get(results[0].pulp_href)).toMatchObject({
    name: results[0].name,
    versions: { core: expect.any(String) },
  })
  expect((await api.call('GET', `${V3}workers/nobody/`)).status).toBe(404)
  expect((await api.get(`${V3}task-groups/`)).count).toBe(0)
  expect((await api.call('GET', `${V3}task-groups/01900000-0000-7000-8000-000000000000/`)).status).toBe(404)
  await api.call('PATCH', running, { state: 'canceled' })
  await api.finished(running)
})
