/** The document against the server: every list and every href, and every operation with input that makes sense and that does not. */
import { Ajv } from 'ajv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, OWN, type TestApi, V3 } from './api.ts'
import { type Populated, startPopulatedApi } from './populated.ts'

let it: Populated
let api: TestApi
let document: Json
let byHref: Json
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { uri: true, uuid: true, 'date-time': true, date: true },
})

beforeAll(async () => {
  it = await startPopulatedApi()
  api = it.api
  document = await api.get(`${V3}docs/api.json?pk_path`)
  byHref = await api.get(`${V3}docs/api.json`)
  expect(typelessNullables(document)).toEqual([])
  ajv.addSchema({ ...document, $id: 'document' })
})
afterAll(() => it.close())

/** `nullable` means nothing without a type (OpenAPI 3.0.3). */
function typelessNullables(value: Json, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = value.nullable === true && value.type === undefined ? [`${at} ${JSON.stringify(value).slice(0, 80)}`] : []
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => typelessNullables(inner, `${at}/${key}`))]
}

interface Operation {
  path: string
  method: string
  id: string
  describes: Json
}

const operations = (): Operation[] =>
  Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, describes]) => ({ path, method, id: describes.operationId, describes })),
  )

/** Every text in a value that is an address of this API. */
function hrefsIn(value: Json): string[] {
  if (typeof value === 'string') return /^\/(pulp|stillwater)\/api\//.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [...hrefsIn(inner), ...hrefsIn(key)])
}

test('110 every list route answers, and every href in every body leads to something', async () => {
  const index = await api.get(V3)
  const lists = operations().filter(
    ({ id, path }) => id.endsWith('_list') && path.startsWith(V3) && !path.includes('{'),
  )
  expect(Object.values(index).toSorted()).toEqual(lists.map(({ path }) => path).toSorted())
  const own = operations().filter(({ method, path, describes }) => {
    const needs = describes.parameters.some((one: Json) => one.required)
    // A form is of something: of an object, or of a kind and a type.
    const isForm = path === `${OWN}form/`
    return method === 'get' && path.startsWith(OWN) && !needs && !isForm && !path.includes('session')
  })
  const queue = [...Object.values<string>(index), ...own.map(({ path }) => path), ...Object.values(it.made)]
  const seen = new Set<string>()
  const lost: string[] = []
  for (let href = queue.shift(); href !== undefined; href = queue.shift()) {
    if (seen.has(href)) continue
    seen.add(href)
    const { status, body } = await api.call('GET', href)
    if (status !== 200) lost.push(`${href}: ${status} ${JSON.stringify(body)}`)
    else queue.push(...hrefsIn(body))
  }
  expect(lost).toEqual([])
  for (const made of Object.values(it.made)) expect(seen).toContain(made)
  expect(seen.size).toBeGreaterThan(80)
})

test('110 each kind that plugins declare is in the document, in the index and in a list', async () => {
  const index = Object.keys(await api.get(V3))
  for (const plugin of api.it.engine.registry.plugins)
    for (const { model } of [
      plugin.repositories,
      plugin.remotes,
      plugin.publications,
      plugin.distributions,
      plugin.content,
    ].flat())
      expect(index).toContain(model.collectionHref.slice(V3.length, -1))
})

const IDS: Record<string, string> = {}

/** The path with ids of objects that are there, or null where there is none. */
async function realPath(path: string): Promise<string | null> {
  if (!path.includes('{')) return path
  const [, list = '', rest = ''] = /^([^{]*)\{\w+\}(.*)$/.exec(path) ?? []
  const known = Object.values(it.made).find((href) => href.startsWith(list) && !href.includes('/versions/'))
  const page: Json = (await api.call('GET', `${list}?limit=1`)).body
  IDS[list] ??= known ?? page.results?.[0]?.pulp_href ?? page.results?.[0]?.repository ?? ''
  const id = IDS[list]?.split('/').at(-2) ?? ''
  return id === '' ? null : `${list}${id}${rest.replace('{number}', '1').replace(/\{\w+\}/, 'x')}`
}

/** What is wrong with an answer, by the document. */
function problemsOf({ id, describes }: Operation, status: number, body: Json): string[] {
  const described = describes.responses[status]
  if (!described) return [`${id} answers ${status}, which is not described: ${JSON.stringify(body)}`]
  const schema = described.content?.['application/json']?.schema
  if (!schema) return []
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'))
  const isValid = ajv.validate(absolute, body)
  return isValid ? [] : [`${id} ${status}: ${ajv.errorsText(ajv.errors)} in ${JSON.stringify(body).slice(0, 300)}`]
}

/** What would end the test, or answers for ever. */
const SKIPPED = new Set(['events_list', 'events_read'])
const order = ['get', 'post', 'patch', 'put', 'delete']

test('160 lists that Pulp has and tools ask for: schedules, signing keys, the one user', async () => {
  const { results } = await api.get(`${V3}task-schedules/?name=files&q=next_dispatch__isnull=false`)
  expect(results).toMatchObject([{ name: 'files', dispatch_interval: '86400', last_task: null }])
  expect(await api.get(results[0].pulp_href)).toEqual(results[0])
  const services = await api.get(`${V3}signing-services/?name=default`)
  expect(services.results[0]).toMatchObject({ name: 'default', public_key: expect.stringContaining('PUBLIC KEY') })
  expect(JSON.stringify(services)).not.toContain('PRIVATE')
  expect((await api.get(`${V3}users/`)).results).toMatchObject([{ username: 'admin', is_staff: true }])
  for (const empty of ['groups', 'roles', 'domains']) expect((await api.get(`${V3}${empty}/`)).count).toBe(0)
})

test('110 every operation answers as the document says: for what is there, for what is not, and for nonsense', async () => {
  const problems: string[] = []
  const sorted = operations().toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method))
  const covered = new Set<string>()
  for (const operation of sorted) {
    const { id, method, path, describes } = operation
    if (SKIPPED.has(id) || id.startsWith('events')) continue
    const send = async (to: string, body?: unknown): Promise<void> => {
      const answer = await api.call(method.toUpperCase() as 'GET', to, body)
      problems.push(...problemsOf(operation, answer.status, answer.body))
      if (answer.status === 202 && answer.body.task) await api.finished(answer.body.task)
      if (answer.status < 400) covered.add(id)
    }
    const real = await realPath(path)
    const hasBody = describes.requestBody !== undefined
    if (real !== null) await send(real, hasBody ? {} : undefined)
    if (real !== null && hasBody) await send(real, { nonsense: true })
    if (path.includes('{')) {
      const nobody = path.replaceAll(/\{(\w+)\}/g, '00000000-0000-7000-8000-000000000000')
      await send(nobody, hasBody ? {} : undefined)
    }
  }
  expect(problems).toEqual([])
  expect(covered.size).toBeGreaterThan(100)
})

test('110 the document comes as YAML, by component, and for generators of clients', async () => {
  const yaml = await api.http(`${V3}docs/api.yaml`)
  expect(yaml.headers.get('content-type')).toBe('application/vnd.oai.openapi')
  expect(JSON.parse(await yaml.text())).toEqual(byHref)
  expect(await api.get(`${V3}docs/api.json?bindings`)).toEqual(byHref)
  const file = await api.get(`${V3}docs/api.json?component=file&pk_path=1`)
  expect(Object.keys(file.info['x-pulp-app-versions'])).toEqual(['file'])
  const paths = Object.keys(file.paths)
  expect(paths).toContain(`${V3}repositories/file/file/`)
  expect(paths.filter((path) => !path.includes('/file/'))).toEqual([])
  const parts = await Promise.all(
    Object.keys(byHref.info['x-pulp-app-versions']).map((name) => api.get(`${V3}docs/api.json?component=${name}`)),
  )
  const all = parts.flatMap((part) => Object.keys(part.paths))
  expect(all.toSorted()).toEqual(Object.keys(byHref.paths).toSorted())
  expect((await api.call('GET', `${V3}docs/api.json?component=rpmx`)).status).toBe(400)
})

test('110 what cannot be routed is told as Pulp tells it', async () => {
  const nowhere = await api.http(`${V3}nowhere/`)
  expect([nowhere.status, Object.keys((await nowhere.json()) as object)]).toEqual([404, ['detail', 'code']])
  const method = await api.http(`${V3}status/`, { method: 'DELETE' })
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET'])
  expect(await method.json()).toMatchObject({ detail: expect.stringContaining('DELETE') })
  const type = await api.http(`${V3}remotes/file/file/`, {
    method: 'POST',
    body: '<x/>',
    headers: { 'content-type': 'application/xml' },
  })
  expect([type.status, Object.keys((await type.json()) as object)]).toEqual([415, expect.arrayContaining(['detail'])])
  const large = await api.http(`${V3}uploads/`, {
    method: 'POST',
    body: JSON.stringify({ name: 'x'.repeat(2 ** 21) }),
    headers: { 'content-type': 'application/json' },
  })
  expect([large.status, Object.keys((await large.json()) as object)]).toEqual([413, expect.arrayContaining(['detail'])])
})
