import { afterEach, beforeEach, expect, test } from 'vitest'
import { plugins } from '../../src/main/plugins/all.ts'
import { CONTENT_URL, type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

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

test('70 a file distribution fetches from a remote, with a repository that keeps what came or without', async () => {
  await api.close()
  api = await startTestApi({ plugins })
  const remote = async (type: string, name: string): Promise<string> => {
    const values = { name, url: 'http://127.0.0.1/a/', ...(type === 'npm' ? { package_specs: ['x'] } : {}) }
    return (await api.call('POST', `${V3}remotes/${type}/${type}/`, values)).body.pulp_href as string
  }
  const own = await remote('file', 'f')
  const task = await distribute({ name: 'd', base_path: 'd', remote: own })
  expect(await api.get(task.created_resources[0] ?? '')).toMatchObject({ remote: own, repository: null })
  const other = await remote('npm', 'n')
  expect((await api.call('POST', DISTRIBUTIONS, { name: 'e', base_path: 'e', remote: other })).status).toBe(400)
  const lonely = { name: 'e', base_path: 'e', remote: other }
  const refused = await api.call('POST', `${V3}distributions/npm/npm/`, lonely)
  expect([refused.status, Object.keys(refused.body as object)]).toEqual([400, ['remote']])
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

test('111 repositories are found by a unit they hold or once held, distributions by one they show now', async () => {
  const [one, two] = [await repository('one'), await repository('two')]
  const answer = await api.http(`${V3}content/file/files/`, {
    method: 'POST',
    body: uploadForm('a.txt', 'alpha', one.pulp_href),
  })
  const [unit] = (await api.finished(((await answer.json()) as Json).task)).created_resources.filter((href) =>
    href.includes('/content/'),
  )
  await api.settle('POST', PUBLICATIONS, { repository: one.pulp_href })
  await distribute({ name: 'newest', base_path: 'newest', repository: one.pulp_href })
  await distribute({ name: 'empty', base_path: 'empty', repository_version: `${one.pulp_href}versions/0/` })
  await distribute({ name: 'other', base_path: 'other', repository: two.pulp_href })
  const named = async (list: string, filter: string): Promise<string[]> =>
    (await api.get(`${V3}${list}/?${filter}=${unit}`)).results.map(({ name }: Json) => name)
  for (const list of ['repositories/file/file', 'repositories']) {
    expect([list, await named(list, 'with_content')]).toEqual([list, ['one']])
    expect([list, await named(list, 'latest_with_content')]).toEqual([list, ['one']])
  }
  for (const list of ['distributions/file/file', 'distributions'])
    expect([list, await named(list, 'with_content')]).toEqual([list, ['newest']])
  await api.settle('POST', `${one.pulp_href}modify/`, { remove_content_units: ['*'] })
  expect(await named('repositories', 'with_content')).toEqual(['one'])
  expect(await named('repositories', 'latest_with_content')).toEqual([])
  // What was published is shown until the next publication.
  expect(await named('distributions', 'with_content')).toEqual(['newest'])
  await api.settle('POST', PUBLICATIONS, { repository: one.pulp_href })
  expect(await named('distributions', 'with_content')).toEqual([])
  expect((await api.call('GET', `${V3}distributions/?with_content=${one.pulp_href}`)).body).toHaveProperty(
    'with_content',
  )
})
