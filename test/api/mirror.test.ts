import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MirrorBody } from '../../src/shared/api/mirror.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { CONTENT_URL, OWN, startTestApi, type TestApi, V3 } from './api.ts'

const MIRRORS = `${OWN}mirrors/`

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'dir/b.txt': 'beta' })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

const request = (more: object = {}) => ({
  plugin: 'file',
  source: 'address',
  name: 'My Files (ä)',
  input: { url: upstream.url },
  ...more,
})
const create = (more: object = {}) => api.call('POST', MIRRORS, request(more))
const idOf = (mirror: MirrorBody): string => mirror.repository.split('/').at(-2) ?? ''
const itemOf = (mirror: MirrorBody): string => `${MIRRORS}${idOf(mirror)}/`

/** How many objects of each kind there are. */
async function counts(): Promise<number[]> {
  const kinds = ['repositories', 'remotes', 'distributions', 'publications']
  return Promise.all(kinds.map(async (kind) => (await api.get(`${V3}${kind}/`)).count as number))
}

test('a mirror is created, synced, published, shown, and deleted with all of its parts', async () => {
  const { status, body } = await create()
  expect(status).toBe(202)
  expect(body.mirror).toMatchObject({
    name: 'My Files (ä)',
    health: 'syncing',
    latest_version: { number: 0 },
    base_path: 'my-files-a',
  })
  expect((await api.finished(body.task)).state).toBe('completed')
  const mirror = (await api.get(itemOf(body.mirror))) as MirrorBody
  expect(mirror).toMatchObject({
    plugin: 'file',
    pulp_type: 'file.file',
    base_url: `${CONTENT_URL}/pulp/content/my-files-a/`,
    source: upstream.url,
    policy: 'immediate',
    latest_version: { number: 1, content_count: 2, pulp_href: `${mirror.repository}versions/1/` },
    versions_count: 2,
    size: { stored: 9, on_demand: 0, units: 2 },
    last_task: { pulp_href: body.task, state: 'completed' },
    health: 'ok',
  })
  expect(await api.get(mirror.remote ?? '')).toMatchObject({ url: upstream.url })
  expect(await api.get(mirror.distribution ?? '')).toMatchObject({ repository: mirror.repository, name: 'my-files-a' })
  expect(await counts()).toEqual([1, 1, 1, 1])
  expect((await api.get(MIRRORS)).results).toEqual([mirror])

  const task = await api.settle('DELETE', `${itemOf(mirror)}?permanent=true`)
  expect(task.state).toBe('completed')
  expect(await counts()).toEqual([0, 0, 0, 0])
  expect((await api.call('GET', itemOf(mirror))).status).toBe(404)
})

test('the very same mirror again is synced again, another of the name is refused', async () => {
  const first = await create()
  await api.finished(first.body.task)
  const again = await create()
  expect([again.status, again.body.mirror.repository]).toEqual([202, first.body.mirror.repository])
  expect((await api.finished(again.body.task)).created_resources).toEqual([])
  for (const other of [{ policy: 'on_demand' }, { input: { url: `${upstream.url}x` } }]) {
    const { status, body } = await create(other)
    expect([status, Object.keys(body)]).toEqual([400, ['name']])
  }
  expect(await counts()).toEqual([1, 1, 1, 1])
})

test('what a request leaves unsaid is not held against the mirror that is there', async () => {
  const first = await create()
  await api.finished(first.body.task)
  const { repository } = first.body.mirror
  expect((await api.settle('PATCH', repository, { quarantine: true })).error).toBeNull()
  const again = await create()
  expect([again.status, again.body.mirror?.repository]).toEqual([202, repository])
  await api.finished(again.body.task)
  expect((await create({ quarantine: false })).status).toBe(400)
})

test('with update the definition under the name is replaced', async () => {
  const first = await create()
  await api.finished(first.body.task)
  const other = await startFileUpstream({ 'other.txt': 'other' })
  const updated = await create({ input: { url: other.url }, update: true })
  expect([updated.status, updated.body.mirror.repository]).toEqual([202, first.body.mirror.repository])
  expect((await api.finished(updated.body.task)).state).toBe('completed')
  expect((await api.get(itemOf(first.body.mirror))).latest_version.content_count).toBe(1)
  await other.close()
})

test('a name that a part of something else has is refused, and nothing stays of the try', async () => {
  await api.call('POST', `${V3}remotes/file/file/`, { name: 'taken', url: upstream.url })
  expect((await create({ name: 'taken' })).body).toHaveProperty('name')
  await api.settle('POST', `${V3}distributions/file/file/`, { name: 'd', base_path: 'served/below' })
  expect((await create({ name: 'served' })).body).toHaveProperty('name')
  expect(await counts()).toEqual([0, 1, 1, 0])
})

test('a mirror is synced by its own address, and a failure shows', async () => {
  const { body } = await create()
  await api.finished(body.task)
  upstream.files.set('c.txt', Buffer.from('gamma'))
  await api.settle('POST', `${itemOf(body.mirror)}sync/`)
  expect(await api.get(itemOf(body.mirror))).toMatchObject({ size: { units: 3, stored: 14 }, versions_count: 3 })
  upstream.files.delete('a.txt')
  await api.settle('POST', `${itemOf(body.mirror)}sync/`, { mirror: true })
  expect(await api.get(itemOf(body.mirror))).toMatchObject({ size: { units: 2 } })
  upstream.intercept = (_path, _request, response) => Boolean(response.writeHead(404).end())
  const failed = await api.settle('POST', `${itemOf(body.mirror)}sync/`)
  expect(failed.state).toBe('failed')
  expect(await api.get(itemOf(body.mirror))).toMatchObject({
    health: 'failed',
    last_task: {
      error: {
        code: 'file.no_manifest',
        advice: expect.stringContaining('path,sha256,size'),
        remedy: { act: 'source' },
      },
    },
  })
})

test('an on-demand mirror tells what is not here yet', async () => {
  const { body } = await create({ policy: 'on_demand' })
  await api.finished(body.task)
  expect(await api.get(itemOf(body.mirror))).toMatchObject({
    policy: 'on_demand',
    size: { stored: 0, on_demand: 9, units: 2 },
  })
  const unit = (await api.get(`${V3}content/file/files/?relative_path=a.txt`)).results[0]
  expect(unit).toMatchObject({ artifact: null, size: 5, sha256: unit.digest })
})

test('a preview writes nothing; what the form does not ask or misses is refused by field', async () => {
  const preview = (body: unknown) => api.call('POST', `${MIRRORS}preview/`, body)
  expect(await preview(request())).toMatchObject({
    status: 200,
    body: { name: 'My Files (ä)', items: [], warnings: [] },
  })
  expect(await counts()).toEqual([0, 0, 0, 0])
  expect((await preview(request({ input: {} }))).body).toEqual({ url: ['This field is required.'] })
  expect((await preview(request({ input: { url: 'nonsense' } }))).body).toHaveProperty('url')
  expect((await preview(request({ input: { url: upstream.url, depth: 3 } }))).body).toEqual({
    depth: ['Unexpected field'],
  })
  expect((await preview(request({ plugin: 'cobol' }))).body).toHaveProperty('plugin')
  expect((await preview(request({ source: 'rumour' }))).body).toHaveProperty('source')
  expect((await preview(request({ policy: 'never' }))).body).toHaveProperty('policy')
  expect((await preview({ ...request(), colour: 1 })).body).toHaveProperty('colour')
  expect((await preview({ plugin: 'file' })).body).toMatchObject({
    source: ['This field is required.'],
    input: ['This field is required.'],
  })
})

test('a remote that another repository uses outlives the mirror', async () => {
  const { body } = await create()
  await api.finished(body.task)
  await api.call('POST', `${V3}repositories/file/file/`, { name: 'other', remote: body.mirror.remote })
  await api.settle('DELETE', `${itemOf(body.mirror)}?permanent=true`)
  expect(await counts()).toEqual([1, 1, 0, 0])
})

test('types, client set-up and the check of the store', async () => {
  const { body } = await create()
  await api.finished(body.task)
  const types = await api.get(`${OWN}mirror-types/`)
  expect(types).toMatchObject([
    {
      plugin: 'file',
      pulp_type: 'file.file',
      sources: [
        { id: 'address', fields: [{ name: 'url' }, { name: 'include', advanced: true }, { name: 'exclude' }] },
        { id: 'git', fields: [{ name: 'url' }, { name: 'git_ref' }, { name: 'include' }, { name: 'exclude' }] },
      ],
    },
  ])
  const setup = await api.get(`${OWN}client-setup/?distribution=${body.mirror.distribution}`)
  expect(setup).toMatchObject({ distribution: body.mirror.distribution, base_url: body.mirror.base_url })
  expect(setup.snippets[0].text).toContain(body.mirror.base_url)
  for (const query of ['', '?distribution=x', `?distribution=${body.mirror.repository}`]) {
    expect((await api.call('GET', `${OWN}client-setup/${query}`)).body).toHaveProperty('distribution')
  }
  const task = await api.settle('POST', `${OWN}verify/`)
  expect(task).toMatchObject({ state: 'completed', result: { artifacts: 3, missing: [], corrupted: [], problems: [] } })
  expect(await api.get(`${OWN}traffic/`)).toMatchObject({ requests: 3 })
})

test('mirrors are listed by name, filtered and paged', async () => {
  for (const name of ['b', 'c', 'a']) await api.finished((await create({ name })).body.task)
  const listed = async (query = ''): Promise<string[]> =>
    (await api.get(`${MIRRORS}${query}`)).results.map((mirror: MirrorBody) => mirror.name)
  expect(await listed()).toEqual(['a', 'b', 'c'])
  expect(await listed('?limit=1&offset=1')).toEqual(['b'])
  expect(await listed('?name__in=c,a&ordering=-name')).toEqual(['c', 'a'])
  expect((await api.call('GET', `${MIRRORS}?health=ok`)).status).toBe(400)
})

test('a mirror without an address is served by one call: published, under a path nobody has; the second call changes nothing', async () => {
  const repository = await api.call('POST', `${V3}repositories/file/file/`, { name: 'My Files' })
  const href = repository.body.pulp_href as string
  await api.call('POST', `${V3}distributions/file/file/`, { name: 'other', base_path: 'my-files' })
  const remote = await api.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url })
  const synced = await api.call('POST', `${href}sync/`, { remote: remote.body.pulp_href })
  expect((await api.finished(synced.body.task)).state).toBe('completed')
  expect((await api.get(`${V3}publications/`)).count).toBe(0)
  const serve = `${MIRRORS}${href.split('/').at(-2)}/serve/`
  const { status, body } = await api.call('POST', serve)
  expect([status, body.base_path]).toEqual([201, 'my-files-2'])
  await expect.poll(async () => (await api.get(`${V3}publications/`)).count).toBe(1)
  expect((await api.get(href)).autopublish).toBe(true)
  const again = await api.call('POST', serve)
  expect([again.status, again.body.base_path]).toEqual([200, 'my-files-2'])
  expect((await api.get(`${V3}distributions/`)).count).toBe(2)
})
