import { afterEach, beforeEach, expect, test } from 'vitest'
import { CONTENT_URL, startTestApi, type TestApi, V3 } from './api.ts'

const DISTRIBUTIONS = `${V3}distributions/file/file/`
const PUBLICATIONS = `${V3}publications/file/file/`

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.close())

const repository = async (name: string) =>
  (await api.call('POST', `${V3}repositories/file/file/`, { name })).body as { pulp_href: string; prn: string }
const distribute = (body: object) => api.settle('POST', DISTRIBUTIONS, body)

test('a distribution is made by a task that names it', async () => {
  const { prn, pulp_href } = await repository('r')
  const task = await distribute({ name: 'd', base_path: 'some/path with blank', repository: prn })
  expect(task).toMatchObject({ state: 'completed', name: 'core.create_distribution' })
  const made = await api.get(task.created_resources[0] ?? '')
  expect(made).toMatchObject({
    name: 'd',
    base_path: 'some/path with blank',
    base_url: `${CONTENT_URL}/pulp/content/some/path%20with%20blank/`,
    repository: pulp_href,
    publication: null,
    repository_version: null,
    content_guard: null,
    hidden: false,
  })
  expect((await api.get(`${DISTRIBUTIONS}?repository=${prn}`)).count).toBe(1)
})

test('63 base paths may not be the same as, above or below one another', async () => {
  await distribute({ name: 'd', base_path: 'a/b' })
  for (const path of ['a', 'a/b', 'a/b/c']) {
    const { status, body } = await api.call('POST', DISTRIBUTIONS, { name: 'x', base_path: path })
    expect([path, status, Object.keys(body)]).toEqual([path, 400, ['base_path']])
  }
  expect((await distribute({ name: 'e', base_path: 'a/bc' })).state).toBe('completed')
  for (const path of ['', '/a', 'a/', 'a//c', '../a', 'a?b']) {
    expect((await api.call('POST', DISTRIBUTIONS, { name: 'x', base_path: path })).body).toHaveProperty('base_path')
  }
})

test('63 of two that claim overlapping paths at once, one fails', async () => {
  const answers = await Promise.all([
    api.call('POST', DISTRIBUTIONS, { name: 'one', base_path: 'p' }),
    api.call('POST', DISTRIBUTIONS, { name: 'two', base_path: 'p/q' }),
  ])
  const tasks = await Promise.all(answers.map(({ body }) => api.finished(body.task)))
  expect(tasks.map((task) => task.state).toSorted()).toEqual(['completed', 'failed'])
  expect(tasks.find((task) => task.state === 'failed')?.error?.code).toBe('distribution.base_path_overlap')
})

test('61 a distribution has one source at most', async () => {
  const { prn, pulp_href } = await repository('r')
  const both = { name: 'd', base_path: 'd', repository: prn, repository_version: `${pulp_href}versions/0/` }
  expect((await api.call('POST', DISTRIBUTIONS, both)).body).toHaveProperty('non_field_errors')
  const task = await distribute({ name: 'd', base_path: 'd', repository: prn })
  const href = task.created_resources[0] ?? ''
  const version = `${pulp_href}versions/0/`
  expect((await api.call('PATCH', href, { repository_version: version })).status).toBe(400)
  await api.settle('PATCH', href, { repository: null, repository_version: version })
  expect(await api.get(href)).toMatchObject({ repository: null, repository_version: version })
})

test('a distribution is moved, left alone and deleted', async () => {
  const href = (await distribute({ name: 'd', base_path: 'd' })).created_resources[0] ?? ''
  expect((await api.call('PATCH', href, { base_path: 'd' })).status).toBe(200)
  expect((await api.settle('PATCH', href, { base_path: 'd/e' })).state).toBe('completed')
  expect((await api.get(href)).base_path).toBe('d/e')
  expect((await api.settle('DELETE', href)).state).toBe('completed')
  expect((await api.get(DISTRIBUTIONS)).count).toBe(0)
})

test('a version is published, found by its repository, and deleted', async () => {
  const { pulp_href, prn } = await repository('r')
  const task = await api.settle('POST', PUBLICATIONS, { repository: prn, manifest: 'LIST' })
  expect(task).toMatchObject({ state: 'completed', reserved_resources_record: [`shared:${prn}`] })
  const href = task.created_resources[0] ?? ''
  expect(await api.get(href)).toMatchObject({
    repository: pulp_href,
    repository_version: `${pulp_href}versions/0/`,
    manifest: 'LIST',
  })
  const other = await repository('other')
  expect((await api.get(`${PUBLICATIONS}?repository=${pulp_href}`)).count).toBe(1)
  expect((await api.get(`${PUBLICATIONS}?repository=${other.pulp_href}`)).count).toBe(0)
  expect((await api.get(`${PUBLICATIONS}?repository_version=${pulp_href}versions/0/`)).count).toBe(1)
  expect((await api.get(`${V3}content/`)).count).toBe(0)
  for (const body of [{}, { repository: prn, repository_version: `${pulp_href}versions/0/` }]) {
    expect((await api.call('POST', PUBLICATIONS, body)).status).toBe(400)
  }
  await api.settle('DELETE', href)
  expect((await api.call('GET', href)).status).toBe(404)
})
