/** The versions of a mirror as the interface shows them: what changed, what is kept, and the contents at any position. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

const idOf = (href: string): string => href.split('/').at(-2) ?? ''

async function mirror(): Promise<{ id: string; body: Json }> {
  const { body } = await api.call('POST', `${OWN}mirrors/`, {
    plugin: 'file',
    source: 'address',
    name: 'lake',
    input: { url: upstream.url },
  })
  expect(await api.finished(body.task)).toMatchObject({ state: 'completed' })
  return { id: idOf(body.mirror.repository), body: body.mirror }
}

async function sync(id: string): Promise<void> {
  expect(await api.settle('POST', `${OWN}mirrors/${id}/sync/`)).toMatchObject({ state: 'completed' })
}

/** Three versions: a b c, then a d, then a b d. */
async function threeVersions(): Promise<{ id: string; body: Json }> {
  const made = await mirror()
  upstream.files.delete('b.txt')
  upstream.files.delete('c.txt')
  upstream.files.set('d.txt', Buffer.from('d'))
  await sync(made.id)
  upstream.files.set('b.txt', Buffer.from('b'))
  await sync(made.id)
  return made
}

const difference = (id: string, from: number, to: number): Promise<Json> =>
  api.get(`${OWN}mirrors/${id}/difference/?from=${from}&to=${to}`)
const names = async (id: string, side: string, from: number, to: number): Promise<string[]> =>
  (await api.get(`${OWN}mirrors/${id}/difference/${side}/?from=${from}&to=${to}`)).results
    .map(({ name }: Json) => name)
    .toSorted()

test('150 the timeline says what changed, who is served which, and what two versions differ in', async () => {
  const { id, body } = await threeVersions()
  const { count, results } = await api.get(`${OWN}mirrors/${id}/history/`)
  expect(count).toBe(4)
  const type = 'file.file'
  expect(results[0]).toMatchObject({
    number: 3,
    previous: 2,
    added: { [type]: 1 },
    removed: {},
    present: { [type]: 3 },
    pinned: false,
    published: true,
    dated_url: null,
    served_by: [{ name: 'lake', how: 'newest', base_url: body.base_url }],
  })
  expect(results.slice(1).map(({ served_by }: Json) => served_by.length)).toEqual([0, 0, 0])
  expect(results.at(-1)).toMatchObject({ number: 0, previous: null, published: false })

  expect(await difference(id, 1, 2)).toEqual({ added: { [type]: 1 }, removed: { [type]: 2 } })
  expect(await difference(id, 1, 3)).toEqual({ added: { [type]: 1 }, removed: { [type]: 1 } })
  expect(await difference(id, 3, 1)).toEqual({ added: { [type]: 1 }, removed: { [type]: 1 } })
  // b.txt left and came back: between these two it is no difference.
  expect(await names(id, 'added', 1, 3)).toEqual(['d.txt'])
  expect(await names(id, 'removed', 1, 3)).toEqual(['c.txt'])
  expect(await names(id, 'added', 3, 1)).toEqual(['c.txt'])
  expect(await names(id, 'added', 0, 2)).toEqual(['a.txt', 'd.txt'])
  expect(await names(id, 'removed', 2, 0)).toEqual(['a.txt', 'd.txt'])
})

test('150 a version that was deleted leaves its changes to the next one, which says so', async () => {
  const { id, body } = await threeVersions()
  await api.settle('DELETE', `${body.repository}versions/2/`)
  const { results } = await api.get(`${OWN}mirrors/${id}/history/`)
  expect(results.map(({ number, previous }: Json) => [number, previous])).toEqual([
    [3, 1],
    [1, 0],
    [0, null],
  ])
  expect(await names(id, 'added', 1, 3)).toEqual(['d.txt'])
})

test('150 a distribution that is pointed at an older version serves it, whatever is synced later', async () => {
  const { id, body } = await threeVersions()
  const old = `${body.repository}versions/1/`
  expect(await api.get(`${OWN}mirrors/${id}/`)).toMatchObject({ held: null })
  const change = { repository: null, repository_version: old }
  expect(await api.settle('PATCH', body.distribution, change)).toMatchObject({ state: 'completed' })
  upstream.files.set('e.txt', Buffer.from('e'))
  await sync(id)
  expect(await api.get(`${OWN}mirrors/${id}/`)).toMatchObject({ held: 1, latest_version: { number: 4 } })
  const { results } = await api.get(`${OWN}mirrors/${id}/history/`)
  expect(results.map(({ number, served_by }: Json) => [number, served_by.map(({ how }: Json) => how)])).toEqual([
    [4, []],
    [3, []],
    [2, []],
    [1, ['version']],
    [0, []],
  ])
})

test('150 a pinned version outlives retention and deletion until it is unpinned', async () => {
  const { id, body } = await threeVersions()
  const act = (name: string): Promise<Json> => api.call('POST', `${OWN}mirrors/${id}/history/1/${name}/`)
  expect((await act('pin')).body).toMatchObject({ number: 1, pinned: true })
  const numbers = async (): Promise<number[]> =>
    (await api.get(`${OWN}mirrors/${id}/history/`)).results.map(({ number }: Json) => number)
  await api.settle('PATCH', body.repository, { retain_repo_versions: 1 })
  upstream.files.set('f.txt', Buffer.from('f'))
  await sync(id)
  const kept = await numbers()
  expect(kept).toContain(1)
  expect(kept).not.toContain(0)
  expect(await api.call('DELETE', `${body.repository}versions/1/`)).toMatchObject({
    status: 409,
    body: { code: 'version.pinned' },
  })
  expect((await act('unpin')).body).toMatchObject({ pinned: false })
  expect(await api.settle('DELETE', `${body.repository}versions/1/`)).toMatchObject({ state: 'completed' })
})

test('150 where checkpoints are served, a version has a dated address', async () => {
  const { id, body } = await mirror()
  const made = await api.settle('POST', `${V3}publications/file/file/`, {
    repository_version: `${body.repository}versions/1/`,
    checkpoint: true,
  })
  expect(made).toMatchObject({ state: 'completed' })
  await api.settle('POST', `${V3}distributions/file/file/`, {
    name: 'dated',
    base_path: 'dated',
    repository: body.repository,
    checkpoint: true,
  })
  const [newest] = (await api.get(`${OWN}mirrors/${id}/history/`)).results
  expect(newest.dated_url).toMatch(/\/dated\/\d{8}T\d{6}Z\/$/)
  expect(newest.served_by.map(({ how }: Json) => how).toSorted()).toEqual(['checkpoint', 'newest'])
})

test('151 contents are read at any position, in any order that has an index, either way round', async () => {
  const count = 5300
  const path = (index: number): string => `d/${String(index).padStart(5, '0')}.txt`
  upstream.files.clear()
  // All the same bytes: what is many here is paths.
  for (let index = 0; index < count; index += 1) upstream.files.set(path(index), Buffer.from('x'))
  const { id } = await mirror()
  const page = (query: string): Promise<Json> => api.get(`${OWN}mirrors/${id}/contents/?${query}`)
  const first = await page('limit=2')
  expect(first).toMatchObject({
    count,
    more: false,
    ordering: 'relative_path',
    columns: [
      { field: 'relative_path', kind: 'text', sortable: true },
      { field: 'size', kind: 'bytes', sortable: false },
      { field: 'sha256', kind: 'digest', sortable: false },
    ],
    results: [{ relative_path: path(0), size: 1, state: 'stored' }, { relative_path: path(1) }],
  })
  const paths = async (query: string): Promise<string[]> =>
    (await page(query)).results.map((row: Json) => row.relative_path)
  for (const offset of [999, 1000, 2500, 4290, 4301, 5298])
    expect(await paths(`limit=3&offset=${offset}`)).toEqual(
      [offset, offset + 1, offset + 2].filter((index) => index < count).map(path),
    )
  expect(await paths('limit=2&offset=3000&ordering=-relative_path')).toEqual([path(2299), path(2298)])
  expect(await paths('limit=2&ordering=-relative_path')).toEqual([path(5299), path(5298)])
  expect(await paths('limit=2&offset=5300')).toEqual([])
  // In the order of their coming, which holds all of them once.
  const all = new Set<string>()
  for (let offset = 0; offset < count; offset += 1000)
    for (const one of await paths(`limit=1000&offset=${offset}&ordering=-pulp_id`)) all.add(one)
  expect(all.size).toBe(count)
  expect((await api.call('GET', `${OWN}mirrors/${id}/contents/?ordering=sha256`)).status).toBe(400)
})

test('151 a search keeps to the version, and one letter finds what begins with it', async () => {
  const { id } = await threeVersions()
  const found = async (query: string): Promise<string[]> =>
    (await api.get(`${OWN}mirrors/${id}/contents/?${query}`)).results.map((row: Json) => row.relative_path)
  expect(await found('q=.txt')).toEqual(['a.txt', 'b.txt', 'd.txt'])
  expect(await found('q=.txt&version=2')).toEqual(['a.txt', 'd.txt'])
  expect(await found('q=c&version=1')).toEqual(['c.txt'])
  expect(await found('q=c')).toEqual([])
})

test('151 a unit says its digests, where it comes from, and every mirror that has it', async () => {
  const { id, body } = await threeVersions()
  const [row] = (await api.get(`${OWN}mirrors/${id}/contents/?q=b.txt`)).results
  const unit = await api.get(`${OWN}unit/?unit=${row.pulp_href}`)
  expect(unit).toMatchObject({
    pulp_type: 'file.file',
    name: 'b.txt',
    fields: { relative_path: 'b.txt' },
    files: [
      {
        relative_path: 'b.txt',
        size: 1,
        state: 'stored',
        digests: { sha256: row.sha256 },
        upstreams: [{ url: upstream.url.replace('PULP_MANIFEST', 'b.txt'), remote: body.remote, failed_at: null }],
      },
    ],
    mirrors: [
      {
        name: 'lake',
        versions: [
          { first: 1, last: 1 },
          { first: 3, last: 3 },
        ],
        present: true,
      },
    ],
  })
})

test('forms follow the schemas: kinds, bounds, choices, secrets, and the words of the plugin', async () => {
  const { body } = await mirror()
  const fields = async (query: string): Promise<Record<string, Json>> =>
    Object.fromEntries((await api.get(`${OWN}form/?${query}`)).fields.map((field: Json) => [field.name, field]))
  const remote = await fields(`object=${body.remote}`)
  expect(remote.url).toMatchObject({ kind: 'url', required: true, secret: false })
  expect(remote.password).toMatchObject({ kind: 'text', secret: true, nullable: true })
  expect(remote.policy).toMatchObject({ kind: 'select', options: ['immediate', 'on_demand', 'streamed'] })
  expect(remote.download_concurrency).toMatchObject({ kind: 'number', min: 1, nullable: true })
  expect(remote.headers).toMatchObject({ kind: 'pairs' })
  expect(remote.signing_keys).toMatchObject({ kind: 'long-text' })
  expect(remote.include).toMatchObject({ kind: 'string-list' })
  expect(remote.allow_weak_signatures).toMatchObject({ kind: 'multi-select' })
  expect(remote.pulp_labels).toBeUndefined()
  const distribution = await fields(`object=${body.distribution}`)
  expect(distribution.content_guard).toMatchObject({ kind: 'reference', target: 'contentguard' })
  expect(await fields('kind=contentguard&pulp_type=core.header')).toMatchObject({
    header_name: { kind: 'text', required: true },
  })
  expect((await api.call('GET', `${OWN}form/?object=nothing`)).status).toBe(400)
})
