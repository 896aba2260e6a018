/** What Pulp's clients take for granted of every route, asked over HTTP: statuses, reservations, bounds, names. */
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, TOKEN, type TestApi, V3 } from './api.ts'
import { type Populated, startPopulatedApi } from './populated.ts'

let it: Populated
let api: TestApi
beforeAll(async () => {
  it = await startPopulatedApi()
  api = it.api
})
afterAll(() => it.close())

interface Described {
  id: string
  method: string
  path: string
  describes: Json
}

async function described(): Promise<Described[]> {
  const { paths } = await api.get(`${V3}docs/api.json?pk_path=1`)
  return Object.entries<Json>(paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, describes]) => ({ id: describes.operationId, method, path, describes })),
  )
}

/** What a successful request may answer. */
const successes = ({ describes }: Described): string[] =>
  Object.keys(describes.responses).filter((status) => status.startsWith('2'))

test('110 creating answers 201 or a task, deleting a task or 204, labels 201: by kind, as in Pulp', async () => {
  const operations = (await described()).filter(({ path }) => path.startsWith(V3))
  /** By kind, what any of its types may answer. */
  const statuses = (ending: string): Record<string, string[]> => {
    const kinds = Map.groupBy(
      operations.filter(({ id }) => id.endsWith(ending)),
      ({ path }) => path.slice(V3.length).split('/')[0] ?? '',
    )
    return Object.fromEntries([...kinds].map(([kind, all]) => [kind, [...new Set(all.flatMap(successes))]]))
  }
  expect(statuses('_create')).toMatchObject({
    repositories: ['201'],
    remotes: ['201'],
    contentguards: ['201'],
    acs: ['201'],
    uploads: ['201'],
    artifacts: ['201'],
    distributions: ['202'],
    publications: ['202'],
    content: ['202'],
  })
  expect(statuses('_delete')).toMatchObject({
    repositories: ['202'],
    remotes: ['202'],
    distributions: ['202'],
    publications: ['202'],
    acs: ['202'],
    contentguards: ['204'],
    artifacts: ['204'],
    uploads: ['204'],
    tasks: ['204'],
  })
  for (const one of operations.filter(({ id }) => /_(un)?set_label$/.test(id)))
    expect([one.id, successes(one)]).toEqual([one.id, ['201']])
  for (const one of operations.filter(({ id }) => /_(sync|modify|repair|cleanup|reclaim|purge|refresh)$/.test(id)))
    expect([one.id, successes(one)]).toEqual([one.id, ['202']])
})

test('110 each task reserves what it reserves in Pulp', async () => {
  const { prn: repository, pulp_href: href } = await api.get(it.made.repository ?? '')
  const { prn: remote } = await api.get(it.made.remote ?? '')
  const { prn: distribution } = await api.get(it.made.distribution ?? '')
  const shared = (prn: string): string => `shared:${prn}`
  const paths = 'pdrn:default:distributions'
  const cases: readonly [string, 'POST' | 'PATCH' | 'DELETE', string, object, readonly string[]][] = [
    ['sync', 'POST', `${href}sync/`, {}, [repository, shared(remote)]],
    ['modify', 'POST', `${href}modify/`, { remove_content_units: [] }, [repository]],
    ['publish', 'POST', `${V3}publications/file/file/`, { repository: href }, [shared(repository)]],
    ['repair of a version', 'POST', `${it.made.version}repair/`, {}, [shared(repository)]],
    ['reclaim', 'POST', `${V3}repositories/reclaim_space/`, { repo_hrefs: [href] }, [shared(repository)]],
    ['distribute', 'POST', `${V3}distributions/file/file/`, { name: 'new', base_path: 'new' }, [paths]],
    ['move', 'PATCH', it.made.distribution ?? '', { base_path: 'moved' }, [paths, distribution]],
    ['orphans', 'POST', `${V3}orphans/cleanup/`, {}, ['core:orphan-cleanup']],
    ['repair of all', 'POST', `${V3}repair/`, {}, ['core:repair']],
    ['update', 'PATCH', href, { description: 'else' }, [repository]],
  ]
  for (const [what, method, path, body, reserved] of cases) {
    const task = await api.settle(method, path, body)
    expect([what, task.error, task.reserved_resources_record.toSorted()]).toEqual([
      what,
      null,
      [...reserved].toSorted(),
    ])
  }
})

test('110 references are hrefs, addresses or PRNs, wherever an object is named', async () => {
  const { pulp_href: href, prn } = await api.get(it.made.remote ?? '')
  for (const [name, remote] of Object.entries({ href, address: `${api.url}${href}`, prn })) {
    const made = await api.call('POST', `${V3}repositories/file/file/`, { name: `by ${name}`, remote })
    expect([name, made.status, made.body.remote]).toEqual([name, 201, href])
  }
  const version = await api.get(it.made.version ?? '')
  for (const named of [version.pulp_href, `${api.url}${version.pulp_href}`, version.prn]) {
    const query = new URLSearchParams({ repository_version: named })
    expect([named, (await api.get(`${V3}content/file/files/?${query}`)).count]).toEqual([named, 3])
    expect([named, (await api.get(`${V3}publications/file/file/?${query}`)).count > 0]).toEqual([named, true])
  }
})

test('111 lists that are nested, or of all types, refuse filters nobody knows, too; paths are found by their lookups', async () => {
  const { pulp_href: repository } = await api.get(it.made.repository ?? '')
  const nested = [`${repository}versions/`, `${V3}repository_versions/`, `${V3}repositories/`, `${V3}content/`]
  for (const list of nested) {
    const { status, body } = await api.call('GET', `${list}?colour=red`)
    expect([list, status, Object.keys(body)]).toEqual([list, 400, ['colour']])
  }
  await api.settle('POST', `${V3}distributions/file/file/`, { name: 'other', base_path: 'Other/place', repository })
  const found = async (query: string): Promise<string[]> =>
    (await api.get(`${V3}distributions/file/file/?ordering=name&${query}`)).results.map(({ name }: Json) => name)
  expect(await found('base_path=Other/place')).toEqual(['other'])
  expect(await found('base_path__icontains=OTHER')).toEqual(['other'])
  expect(await found('base_path__contains=other')).toEqual([])
  expect(await found('base_path__in=Other/place,nowhere')).toEqual(['other'])
  expect(await found(`repository=${repository}`)).toEqual(['other'])
})

test('111 a comma in the value of a label is written with a backslash', async () => {
  const made = await api.call('POST', `${V3}repositories/file/file/`, {
    name: 'labelled',
    pulp_labels: { towns: 'Ulm, Graz', kind: 'list' },
  })
  expect(made.status).toBe(201)
  const select = async (text: string): Promise<number> =>
    (await api.get(`${V3}repositories/file/file/?pulp_label_select=${encodeURIComponent(text)}`)).count
  expect(await select(String.raw`towns=Ulm\, Graz,kind=list`)).toBe(1)
  expect(await select(String.raw`towns~\, G`)).toBe(1)
  expect(await select(String.raw`towns=Ulm\, Graz,kind=other`)).toBe(0)
})

/** The answer to a request that announces more than anybody takes, before a byte of it is sent. */
const announced = (method: string, path: string, type: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type, 'content-length': String(2 ** 40) }
    const sent = request(api.url + path, { method, headers }, (response) => {
      resolve(response.statusCode ?? 0)
      sent.destroy()
    })
    sent.on('error', reject)
    sent.flushHeaders()
  })

test('110 every body is bounded: one that announces more is refused before it comes', async () => {
  const writes = (await described()).filter(({ method, describes }) => method !== 'get' && describes.requestBody)
  expect(writes.length).toBeGreaterThan(60)
  const taken: unknown[] = []
  for (const { id, method, path, describes } of writes) {
    if (!('application/json' in describes.requestBody.content)) continue
    const to = path.replaceAll(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')
    const status = await announced(method.toUpperCase(), to, 'application/json')
    if (status !== 413) taken.push([id, status])
  }
  expect(taken).toEqual([])
})
