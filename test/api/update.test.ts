/** Row 112: an update that changes nothing makes no task. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, type TestApi, V3 } from './api.ts'
import { type Populated, startPopulatedApi } from './populated.ts'

let it: Populated
let api: TestApi
beforeAll(async () => {
  it = await startPopulatedApi()
  api = it.api
})
afterAll(() => it.close())

const tasks = async (): Promise<number> => (await api.get(`${V3}tasks/?limit=1`)).count

const PATCHES: Record<string, Json> = {
  repositories: { description: 'new', pulp_labels: { a: 'b' }, retain_repo_versions: 3 },
  remotes: { rate_limit: 7, password: 'secret', headers: [{ x: 'y' }], pulp_labels: { a: 'b' } },
  distributions: { base_path: 'elsewhere', hidden: true, pulp_labels: { a: 'b' } },
  acs: { name: 'renamed', paths: ['b', 'a'] },
}

test('112 the same PATCH twice: 202, then 200 with the object and no task; so for every kind and for PUT', async () => {
  const document = await api.get(`${V3}docs/api.json?pk_path=1`)
  const asynchronous = Object.entries<Json>(document.paths).filter(
    ([path, { patch }]) => path.startsWith(V3) && patch && '202' in patch.responses,
  )
  // What a client may rely on: all updates that may make a task say so, and that they may not.
  for (const [path, { patch, put }] of asynchronous)
    expect([path, '200' in patch.responses, '200' in put.responses]).toEqual([path, true, true])
  const kinds = new Set(asynchronous.map(([path]) => path.slice(V3.length).split('/')[0] ?? ''))
  expect([...kinds].toSorted()).toEqual(Object.keys(PATCHES).toSorted())
  const objects = Object.fromEntries([...kinds].map((kind) => [kind, [] as string[]]))
  for (const [path] of asynchronous) {
    const list = path.replace(/\{\w+\}\/$/, '')
    const { results } = await api.get(`${list}?limit=1`)
    for (const { pulp_href } of results) objects[path.slice(V3.length).split('/')[0] ?? '']?.push(pulp_href)
  }
  for (const [kind, hrefs] of Object.entries(objects)) {
    expect([kind, hrefs.length > 0]).toEqual([kind, true])
    for (const href of hrefs) {
      const patch = PATCHES[kind]
      const first = await api.call('PATCH', href, patch)
      expect([href, first.status]).toEqual([href, 202])
      expect((await api.finished(first.body.task)).error).toBeNull()
      const before = await tasks()
      const again = await api.call('PATCH', href, patch)
      expect([href, again.status, again.body]).toEqual([href, 200, await api.get(href)])
      expect((await api.call('PATCH', href, {})).status).toBe(200)
      expect(await tasks()).toBe(before)
      // One field that differs is enough.
      const other = kind === 'acs' ? { paths: ['a'] } : { pulp_labels: { a: 'c' } }
      const third = await api.call('PATCH', href, { ...patch, ...other })
      expect([href, third.status]).toEqual([href, 202])
      await api.finished(third.body.task)
    }
  }
})

test('112 a PUT of what is there already makes no task either', async () => {
  const { repository, acs } = it.made
  for (const [href, names] of [
    [
      repository ?? '',
      ['name', 'description', 'pulp_labels', 'remote', 'retain_repo_versions', 'quarantine', 'autopublish', 'manifest'],
    ],
    [acs ?? '', ['name', 'remote', 'paths']],
  ] as const) {
    const body = await api.get(href)
    const fields = Object.fromEntries(names.filter((name) => name in body).map((name) => [name, body[name]]))
    const answer = await api.call('PUT', href, fields)
    expect([href, answer.status, answer.body]).toEqual([href, 200, body])
  }
})
