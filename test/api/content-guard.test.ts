import { generate } from 'selfsigned'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mayPass } from '../../src/main/engine/guard/pass.ts'
import { CONTENT_URL, startTestApi, type TestApi, V3 } from './api.ts'

const GUARDS = `${V3}contentguards/`
const SIGNED = '/stillwater/api/v1/signed-urls/'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.close())

const make = (type: string, body: object) => api.call('POST', `${GUARDS}${type}/`, body)

test('73 guards of every kind are made, changed and listed as in Pulp', async () => {
  const ca = await generate([{ name: 'commonName', value: 'authority' }], { keyType: 'ec', algorithm: 'sha256' })
  const header = await make('core/header', { name: 'h', header_name: 'X-Seat', header_value: 'window' })
  expect(header.status).toBe(201)
  expect(header.body).toMatchObject({ name: 'h', description: null, header_name: 'X-Seat', header_value: 'window' })
  const role = (await make('core/rbac', { name: 'r' })).body
  const composite = (await make('core/composite', { name: 'c', guards: [header.body.pulp_href, role.prn] })).body
  expect(composite.guards).toEqual([header.body.pulp_href, role.pulp_href])
  const redirect = (await make('core/content_redirect', { name: 'cr' })).body
  expect(JSON.stringify(redirect)).not.toContain('sealed')
  const certificate = (await make('certguard/x509', { name: 'x', ca_certificate: ca.cert })).body
  expect(certificate.pulp_href).toContain('/contentguards/certguard/x509/')
  expect((await api.get(GUARDS)).count).toBe(5)
  expect((await api.get(`${GUARDS}core/header/?name=h`)).count).toBe(1)
  const changed = await api.call('PATCH', header.body.pulp_href, { header_value: 'aisle' })
  expect([changed.status, changed.body.header_value, changed.body.name]).toEqual([200, 'aisle', 'h'])
})

test('73 a guard that cannot work is refused', async () => {
  expect((await make('core/header', { name: 'h', header_name: 'X Seat', header_value: 'w' })).body).toHaveProperty(
    'header_name',
  )
  expect((await make('certguard/x509', { name: 'x', ca_certificate: 'none' })).body).toHaveProperty('ca_certificate')
  expect((await make('core/composite', { name: 'c', guards: ['/nowhere/'] })).body).toHaveProperty('guards')
  expect((await make('core/rbac', { name: 'r', header_name: 'x' })).status).toBe(400)
  const composite = (await make('core/composite', { name: 'c', guards: [] })).body
  const itself = await api.call('PATCH', composite.pulp_href, { guards: [composite.pulp_href] })
  expect(itself.body).toHaveProperty('guards')
})

test('73 a guard that protects something stays', async () => {
  const guard = (await make('core/rbac', { name: 'r' })).body
  const composite = (await make('core/composite', { name: 'c', guards: [guard.prn] })).body
  const distribution = { name: 'd', base_path: 'd', content_guard: composite.pulp_href }
  const { created_resources: made } = await api.settle('POST', `${V3}distributions/file/file/`, distribution)
  expect((await api.get(made[0] ?? '')).content_guard).toBe(composite.pulp_href)
  for (const one of [guard, composite]) {
    const { status, body } = await api.call('DELETE', one.pulp_href)
    expect([status, Object.keys(body)]).toEqual([400, ['non_field_errors']])
  }
  await api.settle('PATCH', made[0] ?? '', { content_guard: null })
  for (const one of [composite, guard]) expect((await api.call('DELETE', one.pulp_href)).status).toBe(204)
  expect((await api.get(GUARDS)).count).toBe(0)
})

test('73 an address of a distribution with a redirect guard is signed for a while', async () => {
  const guard = (await make('core/content_redirect', { name: 'cr' })).body
  const distribution = { name: 'd', base_path: 'some/d', content_guard: guard.pulp_href }
  const { created_resources: made } = await api.settle('POST', `${V3}distributions/file/file/`, distribution)
  const signed = await api.call('POST', SIGNED, { distribution: made[0], relative_path: 'a b/c', expires_in: 60 })
  const url = new URL(signed.body.url)
  expect(url.href.startsWith(`${CONTENT_URL}/pulp/content/some/d/a%20b/c?`)).toBe(true)
  const request = {
    path: url.pathname,
    query: url.searchParams,
    headers: {},
    certificates: [],
    isUser: async () => false,
  }
  const id = guard.prn.split(':')[2] as string
  expect(await mayPass(api.it.engine, id, request)).toBe(true)
  expect(await mayPass(api.it.engine, id, { ...request, path: `${url.pathname}x` })).toBe(false)
  // A rotation of the keys leaves what was signed valid.
  expect((await api.settle('POST', '/stillwater/api/v1/secrets/rotate/', {})).state).toBe('completed')
  expect(await mayPass(api.it.engine, id, request)).toBe(true)
  await api.settle('PATCH', made[0] ?? '', { content_guard: null })
  expect((await api.call('POST', SIGNED, { distribution: made[0] })).body).toHaveProperty('distribution')
})
