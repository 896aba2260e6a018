import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestApi, type TestApi, V3 } from './api.ts'

const REMOTES = `${V3}remotes/file/file/`
const REPOSITORIES = `${V3}repositories/file/file/`

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.close())

const remote = (name: string, more: object = {}) =>
  api.call('POST', REMOTES, { name, url: 'http://127.0.0.1:1/PULP_MANIFEST', ...more })
const repository = (name: string, more: object = {}) => api.call('POST', REPOSITORIES, { name, ...more })
const names = (page: { results: { name: string }[] }): string[] => page.results.map((one) => one.name)

test('a repository is made at once, with version 0, and read back', async () => {
  const { status, body } = await repository('one', { description: 'first', pulp_labels: { team: 'a' } })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    name: 'one',
    description: 'first',
    pulp_labels: { team: 'a' },
    remote: null,
    autopublish: false,
    manifest: 'PULP_MANIFEST',
    versions_href: `${body.pulp_href}versions/`,
    latest_version_href: `${body.pulp_href}versions/0/`,
  })
  expect(body.prn).toMatch(/^prn:file\.filerepository:[0-9a-f-]{36}$/)
  expect(new Date(body.pulp_created).toISOString()).toBe(body.pulp_created)
  expect(await api.get(body.pulp_href)).toEqual(body)
  expect(await api.get(`${body.versions_href}0/`)).toMatchObject({ number: 0, repository: body.pulp_href })
})

test('objects are named by href or by PRN, and a wrong one is refused by field', async () => {
  const { body: made } = await remote('r')
  const byHref = await repository('a', { remote: made.pulp_href })
  const byPrn = await repository('b', { remote: made.prn })
  expect([byHref.body.remote, byPrn.body.remote]).toEqual([made.pulp_href, made.pulp_href])
  const missing = made.pulp_href.replace(/[0-9a-f]{12}\/$/, '000000000000/')
  for (const wrong of [missing, byHref.body.pulp_href, 'nonsense', 7]) {
    const { status, body } = await repository('c', { remote: wrong })
    expect([status, Object.keys(body)]).toEqual([400, ['remote']])
  }
})

test('mistakes are told field by field, and nothing is made', async () => {
  expect(await repository('')).toEqual({ status: 400, body: { name: ['This field may not be blank.'] } })
  const wrong = await api.call('POST', REMOTES, { url: 'ftp://x/', policy: 'never', tls_validation: 'yes', colour: 1 })
  expect(wrong.status).toBe(400)
  expect(wrong.body).toMatchObject({ name: ['This field is required.'], colour: ['Unexpected field'] })
  expect(Object.keys(wrong.body).toSorted()).toEqual(['colour', 'name', 'policy', 'tls_validation', 'url'])
  expect((await remote('x', { url: 'http://user:secret@example.org/' })).body).toHaveProperty('url')
  expect((await api.call('POST', REMOTES, [])).body).toHaveProperty('non_field_errors')
  await repository('twice')
  expect(await repository('twice')).toEqual({ status: 400, body: { name: ['This field must be unique.'] } })
  expect((await api.get(REPOSITORIES)).count).toBe(1)
})

test('secrets go in and never come out, not by a task either', async () => {
  const secret = 'open sesame'
  const { body } = await remote('r', { username: 'me', password: secret })
  const hidden = (object: { hidden_fields: { name: string; is_set: boolean }[] }): string[] =>
    object.hidden_fields.filter((field) => field.is_set).map((field) => field.name)
  expect(body).not.toHaveProperty('password')
  expect(body).not.toHaveProperty('username')
  expect(hidden(body)).toEqual(['username', 'password'])
  const task = await api.settle('PATCH', body.pulp_href, { client_key: secret, password: null, proxy_password: secret })
  expect(task.state).toBe('completed')
  expect(hidden(await api.get(body.pulp_href))).toEqual(['client_key', 'username', 'proxy_password'])
  const stored = api.it.engine.catalogue.prepare('SELECT input FROM core_task').all()
  expect(JSON.stringify(stored)).not.toContain(secret)
  expect((await api.call('GET', `${REMOTES}?password=${secret}`)).status).toBe(400)
})

test('PATCH changes what is sent, PUT resets the rest, and neither makes a task for nothing', async () => {
  const { body } = await repository('one', { description: 'first' })
  expect(await api.call('PATCH', body.pulp_href, { description: 'first' })).toEqual({ status: 200, body })
  expect((await api.settle('PATCH', body.pulp_href, { autopublish: true })).state).toBe('completed')
  expect(await api.get(body.pulp_href)).toMatchObject({ name: 'one', description: 'first', autopublish: true })
  await api.settle('PUT', body.pulp_href, { name: 'two' })
  expect(await api.get(body.pulp_href)).toMatchObject({ name: 'two', description: null, autopublish: false })
  expect((await api.call('PUT', body.pulp_href, {})).body).toEqual({ name: ['This field is required.'] })
  await repository('other')
  expect((await api.call('PATCH', body.pulp_href, { name: 'other' })).body).toHaveProperty('name')
})

test('a deleted object is gone once its task has ended', async () => {
  const { body } = await repository('one')
  const task = await api.settle('DELETE', body.pulp_href)
  expect(task).toMatchObject({ state: 'completed', reserved_resources_record: [body.prn] })
  expect((await api.call('GET', body.pulp_href)).status).toBe(404)
  expect((await api.call('DELETE', body.pulp_href)).status).toBe(404)
  expect((await api.call('GET', `${REPOSITORIES}not-an-id/`)).status).toBe(404)
})

test('lists are paged, with links to the pages beside', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await repository(name)
  const page = await api.get(`${REPOSITORIES}?ordering=name&limit=2&offset=2`)
  expect(page.count).toBe(5)
  expect(names(page)).toEqual(['c', 'd'])
  expect(names(await api.get(page.next))).toEqual(['e'])
  expect(names(await api.get(page.previous))).toEqual(['a', 'b'])
  expect((await api.get(page.next)).next).toBeNull()
  const network = await (await api.http(`${REPOSITORIES}?limit=1`)).json()
  expect(network.next).toMatch(new RegExp(`^${api.url}${REPOSITORIES}\\?`))
  for (const query of ['limit=x', 'limit=0', 'offset=-1']) {
    expect((await api.call('GET', `${REPOSITORIES}?${query}`)).status).toBe(400)
  }
})

test('lists are narrowed by filters on fields', async () => {
  const { body: one } = await repository('alpha', { pulp_labels: { stage: 'prod', blue: null } })
  await repository('Beta', { description: '50% off' })
  const { body: three } = await repository('al*ha', { pulp_labels: { stage: 'test' } })
  const found = async (query: string): Promise<string[]> =>
    names(await api.get(`${REPOSITORIES}?ordering=name&${query}`))
  expect(await found('name=alpha')).toEqual(['alpha'])
  expect(await found('name__in=alpha,Beta')).toEqual(['Beta', 'alpha'])
  expect(await found('name__contains=a')).toEqual(['Beta', 'al*ha', 'alpha'])
  expect(await found('name__contains=*')).toEqual(['al*ha'])
  expect(await found('name__icontains=BET')).toEqual(['Beta'])
  expect(await found('name__startswith=al')).toEqual(['al*ha', 'alpha'])
  expect(await found('name__istartswith=be')).toEqual(['Beta'])
  expect(await found('name__ne=alpha')).toEqual(['Beta', 'al*ha'])
  expect(await found('description__isnull=false')).toEqual(['Beta'])
  expect(await found('description__icontains=0%25')).toEqual(['Beta'])
  expect(await found('autopublish=true')).toEqual([])
  expect(await found(`pulp_href__in=${one.pulp_href},${three.pulp_href}`)).toEqual(['al*ha', 'alpha'])
  expect(await found(`prn__in=${three.prn}`)).toEqual(['al*ha'])
  expect(await found('pulp_label_select=stage')).toEqual(['al*ha', 'alpha'])
  expect(await found('pulp_label_select=stage%3Dprod,!red')).toEqual(['alpha'])
  expect(await found('pulp_label_select=stage!%3Dprod')).toEqual(['al*ha'])
  expect(await found(`pulp_created__gte=${encodeURIComponent(three.pulp_created)}&name=al*ha`)).toEqual(['al*ha'])
  expect(await found('pulp_created__lt=2001-01-01T00:00:00Z')).toEqual([])
  expect(await found('remote=null')).toEqual(['Beta', 'al*ha', 'alpha'])
})

test('filters and orderings that nobody knows, and values that make no sense, are refused', async () => {
  for (const [query, field] of [
    ['colour=red', 'colour'],
    ['name__regexp=x', 'name__regexp'],
    ['next_version=1', 'next_version'],
    ['ordering=colour', 'ordering'],
    ['autopublish=maybe', 'autopublish'],
    ['pulp_created__gt=yesterday-ish', 'pulp_created__gt'],
    ['remote=nobody', 'remote'],
  ] as const) {
    const { status, body } = await api.call('GET', `${REPOSITORIES}?${query}`)
    expect([query, status, Object.keys(body)]).toEqual([query, 400, [field]])
  }
  expect((await api.call('GET', `${REPOSITORIES}?pulp_label_select=((`)).status).toBe(400)
})

test('clients choose the fields they want', async () => {
  const { body } = await repository('one')
  expect((await api.get(`${REPOSITORIES}?fields=name,prn`)).results).toEqual([{ name: 'one', prn: body.prn }])
  expect(await api.get(`${body.pulp_href}?exclude_fields=prn`)).not.toHaveProperty('prn')
})

test('each kind has a list of all its types', async () => {
  const { body } = await repository('one')
  const { body: from } = await remote('r')
  const { results } = await api.get(`${V3}repositories/`)
  expect(results).toMatchObject([{ pulp_href: body.pulp_href, prn: body.prn, pulp_type: 'file.file', name: 'one' }])
  expect((await api.get(`${V3}remotes/?pulp_type=file.file`)).results[0].pulp_href).toBe(from.pulp_href)
  for (const kind of ['content', 'publications', 'distributions', 'contentguards', 'acs', 'exporters', 'importers']) {
    expect(await api.get(`${V3}${kind}/`)).toEqual({ count: 0, next: null, previous: null, results: [] })
  }
})

test('listeners hear of what the API makes', async () => {
  const heard: string[] = []
  api.it.events.subscribe((event) => heard.push(`${event.type} ${event.action}`))
  const { body } = await repository('one')
  await api.settle('PATCH', body.pulp_href, { description: 'x' })
  expect(heard[0]).toBe('resource created')
  expect(heard).toContain('resource updated')
})

test('a method that a path does not know is refused, with those it knows', async () => {
  const { body } = await repository('one')
  expect((await api.call('PATCH', `${body.versions_href}0/`)).status).toBe(405)
  const answer = await api.http(`${V3}status/`, { method: 'POST' })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
  expect((await api.call('GET', `${V3}nothing/`)).status).toBe(404)
})
