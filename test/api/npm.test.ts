import { afterEach, beforeEach, expect, test } from 'vitest'
import { plugins } from '../../src/main/plugins/all.ts'
import { OWN, startTestApi, type TestApi, V3 } from './api.ts'

const REMOTES = `${V3}remotes/npm/npm/`

let api: TestApi
beforeEach(async () => {
  api = await startTestApi({ plugins })
})
afterEach(() => api.close())

/** A lockfile of a few megabytes that needs nothing. */
const lockfile = JSON.stringify({
  name: 'big',
  lockfileVersion: 3,
  packages: { '': { license: 'x'.repeat(3_000_000) } },
})

test('a remote takes a lockfile far beyond the usual size of a body, over both wires', async () => {
  const body = { name: 'r', url: 'http://127.0.0.1:1/', package_lock: lockfile }
  const made = await api.call('POST', REMOTES, body)
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ package_specs: [], platforms: [expect.any(String)] })
  expect((await api.get(`${made.body.pulp_href}?fields=package_lock`)).package_lock).toBe(lockfile)
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, name: 's' }),
  }
  expect((await api.http(REMOTES, init)).status).toBe(201)
  expect((await api.settle('PATCH', made.body.pulp_href, { package_lock: null })).state).toBe('completed')
  expect((await api.call('POST', REMOTES, { ...body, name: 't', platforms: ['beos'] })).body).toHaveProperty(
    'platforms.0',
  )
})

test('repositories take remotes of their own kind only', async () => {
  const remote = (await api.call('POST', REMOTES, { name: 'r', url: 'http://127.0.0.1:1/' })).body
  const made = await api.call('POST', `${V3}repositories/file/file/`, { name: 'f', remote: remote.prn })
  expect([made.status, Object.keys(made.body)]).toEqual([400, ['remote']])
  expect((await api.call('POST', `${V3}repositories/npm/npm/`, { name: 'n', remote: remote.prn })).status).toBe(201)
})

test('an npm distribution serves versions and knows no publications', async () => {
  const distribution = { name: 'd', base_path: 'd', publication: null }
  const { status, body } = await api.call('POST', `${V3}distributions/npm/npm/`, distribution)
  expect([status, body]).toEqual([400, { publication: ['Unexpected field'] }])
  expect((await api.call('GET', `${V3}publications/npm/npm/`)).status).toBe(404)
})

test('a mirror of a lockfile is one and the same when asked for twice', async () => {
  const lock = JSON.stringify({ name: 'mine', lockfileVersion: 3, packages: { '': { name: 'mine' } } })
  const request = { plugin: 'npm', source: 'lockfile', input: { package_lock: lock, url: 'http://127.0.0.1:1/' } }
  const first = await api.call('POST', `${OWN}mirrors/`, request)
  expect(first).toMatchObject({ status: 202, body: { mirror: { name: 'mine', plugin: 'npm', base_path: 'mine' } } })
  await api.finished(first.body.task)
  const second = await api.call('POST', `${OWN}mirrors/`, request)
  expect([second.status, second.body.mirror?.repository]).toEqual([202, first.body.mirror.repository])
  await api.finished(second.body.task)
  const setup = await api.get(`${OWN}client-setup/?distribution=${first.body.mirror.distribution}`)
  expect(setup.snippets.map((snippet: { text: string }) => snippet.text).join()).toContain(first.body.mirror.base_url)
})

test('70 a distribution of packages takes a remote to fetch what is not there, of its own kind only', async () => {
  const remote = (await api.call('POST', REMOTES, { name: 'r', url: 'http://127.0.0.1:1/' })).body.pulp_href
  const files = (await api.call('POST', `${V3}remotes/file/file/`, { name: 'f', url: 'http://127.0.0.1:1/' })).body
  const repository = (await api.call('POST', `${V3}repositories/npm/npm/`, { name: 'r' })).body.pulp_href
  const distribution = { name: 'd', base_path: 'd', repository, remote }
  const path = `${V3}distributions/npm/npm/`
  expect((await api.call('POST', path, { ...distribution, remote: files.pulp_href })).body).toHaveProperty('remote')
  expect((await api.call('POST', path, { ...distribution, repository: null })).body).toHaveProperty('remote')
  const task = await api.settle('POST', path, distribution)
  expect(await api.get(task.created_resources[0] ?? '')).toMatchObject({ remote, repository })
})
