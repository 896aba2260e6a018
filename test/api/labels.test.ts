import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.close())

const REPOSITORIES = `${V3}repositories/file/file/`
const REMOTES = `${V3}remotes/file/file/`
const DISTRIBUTIONS = `${V3}distributions/file/file/`
const FILES = `${V3}content/file/files/`

async function upload(path: string): Promise<string> {
  const answer = await api.http(FILES, { method: 'POST', body: uploadForm(path, path) })
  const task = await api.finished((await answer.json()).task)
  return task.created_resources[0] ?? ''
}

/** One maker for each kind of object with labels; each answers the href. */
const kinds: [kind: string, list: string, make: (name: string) => Promise<string>][] = [
  ['repository', REPOSITORIES, async (name) => (await api.call('POST', REPOSITORIES, { name })).body.pulp_href],
  [
    'remote',
    REMOTES,
    async (name) => (await api.call('POST', REMOTES, { name, url: 'http://127.0.0.1/' })).body.pulp_href,
  ],
  [
    'distribution',
    DISTRIBUTIONS,
    async (name) => (await api.settle('POST', DISTRIBUTIONS, { name, base_path: name })).created_resources[0] ?? '',
  ],
  ['content', FILES, upload],
]

test.each(kinds)('10 labels of a %s are set and unset one by one, and select', async (_kind, list, make) => {
  const [one, two, three] = [await make('one'), await make('two'), await make('three')]
  const set = (href: string, key: string, value: string | null) => api.call('POST', `${href}set_label/`, { key, value })
  expect(await set(one, 'env', 'prod')).toEqual({ status: 201, body: { key: 'env', value: 'prod' } })
  await Promise.all([set(one, 'team', 'web'), set(two, 'env', 'prod'), set(three, 'env', 'test')])
  await set(two, 'zone', null)
  expect((await api.get(one)).pulp_labels).toEqual({ env: 'prod', team: 'web' })
  expect((await api.get(two)).pulp_labels).toEqual({ env: 'prod', zone: null })

  const select = async (expression: string): Promise<Json[]> => {
    const page = await api.get(`${list}?pulp_label_select=${encodeURIComponent(expression)}`)
    return page.results.map(({ pulp_href }: Json) => pulp_href).toSorted()
  }
  expect(await select('env=prod,!zone')).toEqual([one])
  expect(await select('env=prod')).toEqual([one, two].toSorted())
  expect(await select('env!=prod')).toEqual([three])
  expect(await select('env~es')).toEqual([three])
  expect(await select('zone')).toEqual([two])
  expect(await select('!env')).toEqual([])

  expect(await api.call('POST', `${one}unset_label/`, { key: 'env' })).toEqual({
    status: 201,
    body: { key: 'env', value: 'prod' },
  })
  expect((await api.get(one)).pulp_labels).toEqual({ team: 'web' })
  expect(await select('env=prod')).toEqual([two])
  const again = await api.call('POST', `${one}unset_label/`, { key: 'env' })
  expect(again).toEqual({ status: 400, body: { key: ["Label 'env' is not set on the object."] } })
  expect((await set(one, 'a"b', 'x')).status).toBe(400)
  expect((await set(one, 'a', 'x(y)')).status).toBe(400)
  expect((await set(`${list}00000000-0000-7000-8000-000000000000/`, 'a', 'x')).status).toBe(404)
})

test('10 labels come with the object and are replaced as a whole by an update', async () => {
  const { body } = await api.call('POST', REPOSITORIES, { name: 'r', pulp_labels: { a: '1', b: '2' } })
  expect(body.pulp_labels).toEqual({ a: '1', b: '2' })
  await api.settle('PATCH', body.pulp_href, { pulp_labels: { b: '3' } })
  expect((await api.get(body.pulp_href)).pulp_labels).toEqual({ b: '3' })
  const answer = await api.call('POST', REPOSITORIES, { name: 's', pulp_labels: { 'a/b': '1' } })
  expect(answer.status).toBe(400)
})

test('10 the description names the operations as Pulp does', async () => {
  const { paths } = await api.get(`${V3}docs/api.json`)
  expect(paths['{file_file_repository_href}set_label/'].post.operationId).toBe('repositories_file_file_set_label')
  expect(paths['{file_file_content_href}unset_label/'].post.operationId).toBe('content_file_files_unset_label')
})

test('11 a global id outlives renames, resolves in lists and stands wherever an href does', async () => {
  const { body: remote } = await api.call('POST', REMOTES, { name: 'upstream', url: 'http://127.0.0.1/' })
  const { body: repository } = await api.call('POST', REPOSITORIES, { name: 'before', remote: remote.prn })
  expect(repository.remote).toBe(remote.pulp_href)
  expect(repository.prn).toMatch(/^prn:file\.filerepository:[0-9a-f-]{36}$/)
  const { created_resources } = await api.settle('POST', DISTRIBUTIONS, {
    name: 'd',
    base_path: 'd',
    repository: repository.prn,
  })
  const distribution = await api.get(created_resources[0] ?? '')
  expect(distribution.repository).toBe(repository.pulp_href)
  await api.settle('PATCH', repository.pulp_href, { name: 'after' })
  await api.settle('PATCH', remote.pulp_href, { name: 'elsewhere' })
  await api.settle('PATCH', distribution.pulp_href, { name: 'e', base_path: 'e' })

  for (const [list, before, name] of [
    [REPOSITORIES, repository, 'after'],
    [`${V3}repositories/`, repository, 'after'],
    [REMOTES, remote, 'elsewhere'],
    [DISTRIBUTIONS, distribution, 'e'],
  ] as const) {
    for (const query of [`prn=${before.prn}`, `prn__in=${before.prn},prn:file.fileremote:nobody`]) {
      const { count, results } = await api.get(`${list}?${query}`)
      expect([count, results[0].name, results[0].prn, results[0].pulp_href]).toEqual([
        1,
        name,
        before.prn,
        before.pulp_href,
      ])
    }
  }
  const unit = await api.get(await upload('a'))
  expect((await api.get(`${FILES}?prn__in=${unit.prn}`)).results).toEqual([unit])
  await api.settle('POST', `${repository.pulp_href}modify/`, { add_content_units: [unit.prn] })
  const version = await api.get(`${repository.pulp_href}versions/1/`)
  expect((await api.get(`${FILES}?repository_version=${version.prn}`)).results).toEqual([unit])
  expect((await api.get(`${V3}artifacts/?prn__in=${(await api.get(unit.artifact)).prn}`)).count).toBe(1)
  expect((await api.get(`${FILES}?prn=prn:file.filecontent:nobody`)).count).toBe(0)
})
