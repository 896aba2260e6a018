/** Row 152: what is deleted can be brought back. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DailyCleanUp } from '../../src/main/engine/housekeeping/daily-clean-up.ts'
import type { MirrorBody } from '../../src/shared/api/mirror.ts'
import type { TrashBody } from '../../src/shared/api/storage.ts'
import { diskUse } from '../fixtures/disk-use.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta' })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

async function mirror(name = 'one'): Promise<MirrorBody> {
  const body = { plugin: 'file', source: 'address', name, input: { url: upstream.url } }
  const answer = await api.call('POST', `${OWN}mirrors/`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(202)
  await api.finished(answer.body.task)
  return (await api.get(itemOf(answer.body.mirror))) as MirrorBody
}
const itemOf = ({ repository }: MirrorBody): string => `${OWN}mirrors/${repository.split('/').at(-2)}/`
const trash = async (): Promise<TrashBody[]> => (await api.get(`${OWN}trash/`)) as TrashBody[]
const restore = async (): Promise<Json> => api.settle('POST', `${(await trash())[0]?.pulp_href}restore/`)
const listed = async (path: string): Promise<number> => (await api.get(path)).count as number

test('152 a deleted mirror comes back whole: same objects, versions, addresses, labels and schedules', async () => {
  await mirror()
  upstream.files.set('c.txt', Buffer.from('gamma'))
  const before = await mirror()
  await api.settle('PATCH', before.distribution ?? '', { pulp_labels: { kept: 'yes' } })
  const schedule = { mirror: itemOf(before), cron: '0 3 * * *' }
  const made = await api.call('POST', `${OWN}schedules/`, {
    ...schedule,
    mirror: undefined,
    repository: before.repository,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const objects = [before.repository, before.remote, before.distribution].map(String)
  const versions = (await api.get(`${before.repository}versions/`)).results
  const bodies = await Promise.all(objects.map((href) => api.get(href)))
  expect(await api.settle('DELETE', itemOf(before))).toMatchObject({ state: 'completed' })

  for (const kind of ['repositories', 'remotes', 'distributions', 'remotes/file/file', 'repositories/file/file'])
    expect([kind, await listed(`${V3}${kind}/`)]).toEqual([kind, 0])
  expect(await listed(`${OWN}mirrors/`)).toBe(0)
  expect((await api.call('GET', itemOf(before))).status).toBe(404)
  expect((await api.get(`${OWN}schedules/`)).count).toBe(0)
  expect(await trash()).toMatchObject([
    { kind: 'mirror', name: 'one', versions_count: 3, base_paths: ['one'], version: null, pulp_type: 'file.file' },
  ])

  expect(await restore()).toMatchObject({ state: 'completed' })
  expect(await trash()).toEqual([])
  const times = { pulp_last_updated: expect.anything() }
  for (const [index, href] of objects.entries()) expect(await api.get(href)).toEqual({ ...bodies[index], ...times })
  expect((await api.get(`${before.repository}versions/`)).results).toEqual(versions)
  expect(await api.get(itemOf(before))).toEqual({ ...before, last_task: expect.anything() })
  expect((await api.get(`${OWN}schedules/`)).results).toMatchObject([{ cron: '0 3 * * *', enabled: true }])
  expect(await api.settle('POST', `${itemOf(before)}sync/`)).toMatchObject({ state: 'completed' })
})

test('152 names are free while a mirror lies in the trash; what took them stands in the way of bringing it back', async () => {
  const first = await mirror()
  await api.settle('DELETE', itemOf(first))
  const second = await mirror()
  expect(second.repository).not.toBe(first.repository)
  const refused = await api.call('POST', `${(await trash())[0]?.pulp_href}restore/`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'trash.name_taken' } })
  await api.settle('DELETE', `${itemOf(second)}?permanent=true`)
  expect(await restore()).toMatchObject({ state: 'completed' })
  expect(await listed(`${OWN}mirrors/`)).toBe(1)
})

test('152 what is emptied is gone for good, and its files go with the next clean-up; DELETE by way of Pulp never leaves trash', async () => {
  const one = await mirror()
  const other = await mirror('other')
  await api.settle('DELETE', itemOf(one))
  const plan = { trash: true, unused: { protection: 0 } }
  const before = diskUse(api.it.engine.folder.artifact) + diskUse(api.it.engine.folder.manifest)
  const forecast = (await api.settle('POST', `${OWN}storage/forecast/`, plan)).result as Json
  await api.settle('POST', `${OWN}storage/clean-up/`, plan)
  const after = diskUse(api.it.engine.folder.artifact) + diskUse(api.it.engine.folder.manifest)
  expect(before - after).toBe(forecast.bytes)
  expect(await trash()).toEqual([])
  expect((await api.call('GET', one.repository)).status).toBe(404)
  expect((await api.call('GET', one.remote ?? '')).status).toBe(404)
  await api.settle('DELETE', other.repository)
  expect(await trash()).toEqual([])
})

test('152 the trash is emptied by itself when the time is over, and not before', async () => {
  const one = await mirror()
  await api.settle('DELETE', itemOf(one))
  const { expires } = (await trash())[0] as TrashBody
  const daily = new DailyCleanUp(api.it.engine)
  const finished = async (): Promise<void> => {
    const { results } = await api.get(`${V3}tasks/?state__in=waiting,running`)
    for (const task of results) await api.finished(task.pulp_href)
  }
  daily.look(Date.parse(expires) - 1)
  await finished()
  expect(await trash()).toHaveLength(1)
  daily.look(Date.parse(expires))
  await finished()
  expect(await trash()).toEqual([])
  expect((await api.call('GET', one.repository)).status).toBe(404)
})

test('152 a version waits in the trash as well; one that is served is not let go', async () => {
  const one = await mirror()
  upstream.files.set('c.txt', Buffer.from('gamma'))
  await mirror()
  const version = (number: number): object => ({ version: `${one.repository}versions/${number}/` })
  expect(await api.call('POST', `${OWN}trash/`, version(2))).toMatchObject({ status: 400 })
  expect(await api.settle('POST', `${OWN}trash/`, version(1))).toMatchObject({ state: 'completed' })
  expect(await trash()).toMatchObject([{ kind: 'version', version: 1, name: 'one' }])
  expect(await restore()).toMatchObject({ state: 'completed' })
  await api.settle('POST', `${OWN}trash/`, version(1))
  await api.settle('DELETE', `${OWN}trash/`)
  expect((await api.call('GET', `${one.repository}versions/1/`)).status).toBe(404)
  expect((await api.call('GET', `${one.repository}versions/2/`)).status).toBe(200)
})

test('152 without a trash a mirror is deleted at once', async () => {
  await api.close()
  api = await startTestApi({ settings: { TRASH_PROTECTION_TIME: 0 } })
  const one = await mirror()
  await api.settle('DELETE', itemOf(one))
  expect(await trash()).toEqual([])
  expect((await api.call('GET', one.repository)).status).toBe(404)
})

test('152 a guard that is gone does not come back as no guard', async () => {
  const one = await mirror()
  const guard = await api.call('POST', `${V3}contentguards/core/header/`, {
    name: 'g',
    header_name: 'x-key',
    header_value: 'secret',
  })
  expect(guard.status, JSON.stringify(guard.body)).toBe(201)
  await api.settle('PATCH', one.distribution ?? '', { content_guard: guard.body.pulp_href })
  await api.settle('DELETE', itemOf(one))
  await api.call('DELETE', guard.body.pulp_href)
  expect(await restore()).toMatchObject({ state: 'failed', error: { code: 'trash.guard_gone' } })
  expect(await trash()).toHaveLength(1)
})
