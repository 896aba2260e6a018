/** Repository versions over REST: differences, roll back, deletion, sizes, and where a unit is used. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

const FILES = `${V3}content/file/files/`
const PUBLICATIONS = `${V3}publications/file/file/`

let api: TestApi
let repository: Json
beforeEach(async () => {
  api = await startTestApi()
  repository = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })).body
})
afterEach(() => api.close())

/** Href of a new unit. */
async function unit(path: string, bytes = path): Promise<string> {
  const answer = await api.http(FILES, { method: 'POST', body: uploadForm(path, bytes) })
  return (await api.finished((await answer.json()).task)).created_resources[0] ?? ''
}
const modify = (body: object) => api.settle('POST', `${repository.pulp_href}modify/`, body)
const version = (number: number): string => `${repository.versions_href}${number}/`
const hrefs = (page: Json): string[] => page.results.map((one: Json) => one.pulp_href).toSorted()
const listed = async (filter: string, number: number): Promise<string[]> =>
  hrefs(await api.get(`${FILES}?${filter}=${version(number)}`))
const members = (number: number): Promise<string[]> => listed('repository_version', number)
const numbers = async (query = ''): Promise<number[]> =>
  (await api.get(`${repository.versions_href}?ordering=number${query}`)).results.map((one: Json) => one.number)

test('13 a new repository has version 0 with nothing in it', async () => {
  const page = await api.get(repository.versions_href)
  expect(page).toMatchObject({ count: 1, results: [{ number: 0, content_summary: { present: {} } }] })
  expect(await members(0)).toEqual([])
})

test('17 what a version added and removed is the difference of two listings, also after a deletion', async () => {
  const [a, b, c, d] = [await unit('a'), await unit('b'), await unit('c'), await unit('d')]
  await modify({ add_content_units: [a, b] })
  await modify({ add_content_units: [c], remove_content_units: [a] })
  await modify({ add_content_units: [d, a], remove_content_units: [b] })
  const compare = async (older: number, newer: number): Promise<void> => {
    const [old, now] = [await members(older), await members(newer)]
    const added = now.filter((href) => !old.includes(href))
    const removed = old.filter((href) => !now.includes(href))
    expect(await listed('repository_version_added', newer)).toEqual(added)
    expect(await listed('repository_version_removed', newer)).toEqual(removed)
    const { content_summary } = await api.get(version(newer))
    const counts = [content_summary.added, content_summary.removed, content_summary.present]
    const sizes = counts.map((one: Json) => one['file.file']?.count ?? 0)
    expect(sizes).toEqual([added.length, removed.length, now.length])
  }
  for (const newer of [1, 2, 3]) await compare(newer - 1, newer)
  await api.settle('DELETE', version(2))
  await compare(1, 3)
  await api.settle('DELETE', version(0))
  expect(await listed('repository_version_added', 1)).toEqual(await members(1))
})

test('18 modify with base_version rolls back to exactly that version plus the change', async () => {
  const [a, b, c] = [await unit('a'), await unit('b'), await unit('c')]
  await modify({ add_content_units: [a] })
  await modify({ add_content_units: [b], remove_content_units: [a] })
  const task = await modify({ base_version: version(1), add_content_units: [c] })
  expect(task.created_resources).toEqual([version(3)])
  expect(await members(3)).toEqual([a, c].toSorted())
  expect((await api.get(version(3))).base_version).toBe(version(1))
  await modify({ base_version: version(2) })
  expect(await members(4)).toEqual([b])
})

test('18 with a base version the units of the change win over those of the base under the same path', async () => {
  const [old, replaced, fresh] = [await unit('p', 'old'), await unit('p', 'replaced'), await unit('p', 'fresh')]
  await modify({ add_content_units: [old] })
  await modify({ add_content_units: [replaced] })
  await modify({ base_version: version(1), add_content_units: [fresh] })
  expect(await members(3)).toEqual([fresh])
  await modify({ base_version: version(1), add_content_units: [replaced] })
  expect(await members(4)).toEqual([replaced])
})

test('19 removing * and adding one unit leaves only that unit', async () => {
  const [a, b, c] = [await unit('a'), await unit('b'), await unit('c')]
  await modify({ add_content_units: [a, b] })
  await modify({ remove_content_units: ['*'], add_content_units: [c] })
  expect(await members(2)).toEqual([c])
})

test('20 another unit at the same path replaces the older one, or is refused with overwrite=false', async () => {
  const [old, fresh, other] = [await unit('p', 'old'), await unit('p', 'fresh'), await unit('q')]
  await modify({ add_content_units: [old] })
  const refused = await modify({ add_content_units: [fresh, other], overwrite: false })
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'repository.content_exists', params: { key: 'p' } } })
  expect(await numbers()).toEqual([0, 1])
  const fine = { add_content_units: [old, other], overwrite: false }
  expect((await modify(fine)).state).toBe('completed')
  expect((await modify({ ...fine, add_content_units: [fresh], remove_content_units: [old] })).state).toBe('completed')
  expect(await members(3)).toEqual([fresh, other].toSorted())
  await modify({ add_content_units: [old] })
  expect(await members(4)).toEqual([old, other].toSorted())
})

test('21 a version is deleted by a task that holds its repository', async () => {
  await modify({ add_content_units: [await unit('a')] })
  await modify({ add_content_units: [await unit('b')] })
  const before = await members(2)
  const task = await api.settle('DELETE', version(1))
  expect(task).toMatchObject({
    name: 'core.delete_version',
    state: 'completed',
    reserved_resources_record: [repository.prn],
  })
  expect((await api.call('GET', version(1))).status).toBe(404)
  expect((await api.call('DELETE', version(1))).status).toBe(404)
  expect(await numbers()).toEqual([0, 2])
  expect(await members(2)).toEqual(before)
})

test('22 deleting the only or a served version is refused with the reason', async () => {
  const only = await api.call('DELETE', version(0))
  expect(only).toMatchObject({ status: 400, body: { code: 'version.only_one' } })
  await modify({ add_content_units: [await unit('a')] })
  const distribution = { name: 'shop', base_path: 'shop', repository_version: version(1) }
  await api.settle('POST', `${V3}distributions/file/file/`, distribution)
  const served = await api.call('DELETE', version(1))
  expect(served).toMatchObject({ status: 400, body: { code: 'version.protected' } })
  expect(served.body.detail).toContain('shop')
  expect(await numbers()).toEqual([0, 1])
})

test('23 lowering retain_repo_versions deletes what it no longer keeps', async () => {
  expect(repository.retain_repo_versions).toBeNull()
  for (const path of ['a', 'b', 'c']) await modify({ add_content_units: [await unit(path)] })
  expect((await api.call('PATCH', repository.pulp_href, { retain_repo_versions: 0 })).status).toBe(400)
  const lowered = await api.settle('PATCH', repository.pulp_href, { retain_repo_versions: 2 })
  expect(lowered.worker).toMatch(/\/workers\/worker-\d+\/$/)
  expect((await api.get(repository.pulp_href)).retain_repo_versions).toBe(2)
  expect(await numbers()).toEqual([2, 3])
  await modify({ add_content_units: [await unit('d')] })
  expect(await numbers()).toEqual([3, 4])
})

test('26 the size of a repository is the sum of its files, here or on demand', async () => {
  const upstream = await startFileUpstream({
    'one.bin': 'x'.repeat(1000),
    'two.bin': 'y'.repeat(300),
    'one again.bin': 'x'.repeat(1000),
  })
  const remote = { name: 'up', url: upstream.url, policy: 'on_demand' }
  const { body: made } = await api.call('POST', `${V3}remotes/file/file/`, remote)
  const size = () => api.get(`${repository.pulp_href}size/`)
  const sync = () => api.settle('POST', `${repository.pulp_href}sync/`, { remote: made.pulp_href, optimize: false })
  await sync()
  expect(await size()).toEqual({ disk_size: 0, on_demand_size: 1300, on_demand_unknown: 0 })
  await modify({ add_content_units: [await unit('mine', 'z'.repeat(50)), await unit('copy', 'z'.repeat(50))] })
  expect(await size()).toEqual({ disk_size: 50, on_demand_size: 1300, on_demand_unknown: 0 })
  await modify({ remove_content_units: ['*'] })
  await api.settle('PATCH', made.pulp_href, { policy: 'immediate' })
  await sync()
  expect(await size()).toEqual({ disk_size: 1350, on_demand_size: 0, on_demand_unknown: 0 })
  await upstream.close()
})

test('27 a query finds exactly the versions and the publications that hold a unit', async () => {
  const [a, b] = [await unit('a'), await unit('b')]
  await modify({ add_content_units: [a] })
  await modify({ add_content_units: [b] })
  await modify({ remove_content_units: [a] })
  await modify({ remove_content_units: [b], add_content_units: [a] })
  expect(await numbers(`&content=${a}`)).toEqual([1, 2, 4])
  expect(await numbers(`&content=${b}`)).toEqual([2, 3])
  expect(await numbers(`&content__in=${a},${b}`)).toEqual([1, 2, 3, 4])
  const published = new Map<number, string>()
  for (const number of [1, 2, 3, 4]) {
    const task = await api.settle('POST', PUBLICATIONS, { repository_version: version(number) })
    published.set(number, task.created_resources[0] ?? '')
  }
  const found = async (query: string): Promise<string[]> => hrefs(await api.get(`${PUBLICATIONS}?${query}`))
  const of = (...some: number[]): string[] => some.map((number) => published.get(number) ?? '').toSorted()
  expect(await found(`content=${a}`)).toEqual(of(1, 2, 4))
  expect(await found(`with_content=${b}`)).toEqual(of(2, 3))
  expect(await found(`content__in=${a},${b}`)).toEqual(of(1, 2, 3, 4))
  // The same where a publication shows the whole version without listing its files.
  api.it.engine.catalogue.sqlite.exec(
    'DELETE FROM core_publishedartifact; UPDATE core_publication SET pass_through = 1',
  )
  expect(await found(`content=${b}`)).toEqual(of(2, 3))
  expect(hrefs(await api.get(`${V3}publications/?content=${b}`))).toEqual(of(2, 3))
})

test('versions are narrowed by number, time, href and PRN', async () => {
  for (const path of ['a', 'b']) await modify({ add_content_units: [await unit(path)] })
  expect(await numbers('&number__gte=1')).toEqual([1, 2])
  expect(await numbers('&number__in=0,2')).toEqual([0, 2])
  expect(await numbers('&pulp_created__lt=2020-01-01T00:00:00Z')).toEqual([])
  expect(await numbers(`&pulp_href__in=${version(0)},${version(2)},/nothing/`)).toEqual([0, 2])
  const { prn } = await api.get(version(1))
  expect(await numbers(`&prn=${prn}`)).toEqual([1])
  expect(hrefs(await api.get(`${V3}repository_versions/?prn__in=${prn}`))).toEqual([version(1)])
})
