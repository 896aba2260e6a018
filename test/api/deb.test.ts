/** The API of apt repositories as pulp_deb's users know it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plugins } from '../../src/main/plugins/all.ts'
import { buildDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: DebUpstream

beforeEach(async () => {
  api = await startTestApi({ plugins })
  upstream = await startDebUpstream()
  const hello = await buildDeb({ package: 'sw-hello', version: '1.0-1', fields: { Depends: 'libc6' } })
  await upstream.publish({ name: 'stable', components: { main: [hello] } })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

test('123 a script for pulp_deb runs: remote, repository, sync, publications, distribution, content', async () => {
  const remote = await api.call('POST', `${V3}remotes/deb/apt/`, {
    name: 'r',
    url: upstream.url,
    distributions: 'stable',
    components: 'main',
    architectures: 'amd64',
    gpgkey: upstream.publicKey,
    policy: 'on_demand',
  })
  expect([remote.status, remote.body]).toMatchObject([
    201,
    { sync_udebs: false, ignore_missing_package_indices: false },
  ])
  const repository = (await api.call('POST', `${V3}repositories/deb/apt/`, { name: 'r' })).body
  const sync = await api.settle('POST', `${repository.pulp_href}sync/`, { remote: remote.body.pulp_href, mirror: true })
  expect(sync.error).toBeNull()

  const [found] = (
    await api.get(`${V3}content/deb/packages/?package=sw-hello&repository_version=${repository.pulp_href}versions/1/`)
  ).results
  expect(found).toMatchObject({ package: 'sw-hello', version: '1.0-1', architecture: 'amd64', depends: 'libc6' })
  const component = (await api.get(`${V3}content/deb/release_components/`)).results[0]
  expect(component).toMatchObject({ distribution: 'stable', component: 'main' })
  const relations = `${V3}content/deb/package_release_components/`
  expect((await api.get(relations)).results).toMatchObject([
    { package: found.pulp_href, release_component: component.pulp_href },
  ])
  for (const type of ['releases', 'release_architectures', 'release_files', 'package_indices']) {
    expect((await api.get(`${V3}content/deb/${type}/`)).count, type).toBe(1)
  }
  for (const type of [
    'source_packages',
    'installer_packages',
    'generic_contents',
    'installer_file_indices',
    'source_indices',
  ]) {
    expect((await api.get(`${V3}content/deb/${type}/`)).count, type).toBe(0)
  }

  const simple = { repository: repository.pulp_href, simple: true, structured: true }
  const published = await api.settle('POST', `${V3}publications/deb/apt/`, simple)
  expect(published.error).toBeNull()
  const verbatim = await api.settle('POST', `${V3}publications/deb/verbatim/`, { repository: repository.pulp_href })
  expect(verbatim.error).toBeNull()
  const publication = published.created_resources.find((href) => href.includes('/publications/'))
  expect(await api.get(publication ?? '')).toMatchObject({ simple: true, structured: true, sign: true })
  const distribution = { name: 'd', base_path: 'd', publication }
  expect((await api.settle('POST', `${V3}distributions/deb/apt/`, distribution)).error).toBeNull()
  const components = (await api.get(`${V3}status/`)).versions.map((one: Json) => one.component)
  expect(components).toContain('deb')
})

test('91, 123 one clean-up takes units that others of them point at, packages of components too', async () => {
  const source = { url: upstream.url, distributions: 'stable', gpgkey: upstream.publicKey, policy: 'on_demand' }
  const remote = (await api.call('POST', `${V3}remotes/deb/apt/`, { name: 'r', ...source })).body.pulp_href
  const repository = (await api.call('POST', `${V3}repositories/deb/apt/`, { name: 'r', remote })).body.pulp_href
  expect((await api.settle('POST', `${repository}sync/`, {})).error).toBeNull()
  expect((await api.get(`${V3}content/deb/package_release_components/`)).count).toBe(1)
  expect((await api.settle('DELETE', repository)).error).toBeNull()
  await api.settle('POST', `${V3}orphans/cleanup/`, { orphan_protection_time: 0 })
  expect((await api.get(`${V3}content/`)).results).toEqual([])
})

test('a mirror of suites by address, with words for apt', async () => {
  const input = { url: upstream.url, distributions: ['stable'], components: ['main'], gpgkey: upstream.publicKey }
  const request = { plugin: 'deb', source: 'address', name: 'apt', input }
  const preview = await api.call('POST', `${OWN}mirrors/preview/`, request)
  expect(preview.body).toMatchObject({ name: 'apt', warnings: [] })
  const made = await api.call('POST', `${OWN}mirrors/`, request)
  expect(made.status).toBe(202)
  expect((await api.finished(made.body.task)).error).toBeNull()
  const mirror = await api.get(`${OWN}mirrors/${made.body.mirror.repository.split('/').at(-2)}/`)
  expect(mirror).toMatchObject({
    pulp_type: 'deb.apt-repo',
    source: `${upstream.url} stable main`,
    policy: 'on_demand',
  })
  const setup = await api.get(`${OWN}client-setup/?distribution=${mirror.distribution}`)
  const texts = Object.fromEntries(setup.snippets.map((one: Json) => [one.id, one.text]))
  expect(texts.deb822).toBe(
    `Types: deb\nURIs: ${mirror.base_url}\nSuites: stable\nComponents: main\nSigned-By: /etc/apt/keyrings/stillwater-apt.asc\n`,
  )
  expect(texts['one-line']).toBe(
    `deb [signed-by=/etc/apt/keyrings/stillwater-apt.asc] ${mirror.base_url} stable main\n`,
  )
})

test('the preview of a whole suite reads what upstream says of it', async () => {
  const input = { url: upstream.url, distributions: ['stable'], gpgkey: upstream.publicKey }
  const look = (values: object): Promise<{ status: number; body: Json }> =>
    api.call('POST', `${OWN}mirrors/preview/`, { plugin: 'deb', source: 'address', ...values })
  const now = (await look({ input, policy: 'immediate' })).body
  const later = (await look({ input })).body
  expect(now).toMatchObject({ packages: 1, warnings: [], summary: expect.stringMatching(/^stable: 1 package of /) })
  expect(later.summary).toContain('stored as clients ask for them')
  // What is stored at once is the package beside the indices.
  const [, file] = [...upstream.files].find(([path]) => path.endsWith('.deb')) ?? []
  expect(now.bytes - later.bytes).toBe(file?.length)
  const wrong = { ...input, distributions: ['stabel'] }
  expect(await look({ input: wrong })).toMatchObject({
    status: 400,
    body: { code: 'deb.no_release', detail: expect.stringContaining('stabel') },
  })
  const part = { ...input, components: ['mian'] }
  expect(await look({ input: part })).toMatchObject({ status: 400, body: { code: 'deb.unknown_component' } })
})

test('a mirror is made whether or not its upstream answers just then', async () => {
  const input = { url: 'http://127.0.0.1:9/debian', distributions: ['stable'] }
  const made = await api.call('POST', `${OWN}mirrors/`, { plugin: 'deb', source: 'address', name: 'later', input })
  expect(made.status).toBe(202)
  await api.finished(made.body.task)
})

test.each([
  ['url', { url: 'no address' }],
  ['distributions', { distributions: ['../x'] }],
  ['gpgkey', { gpgkey: 'no key' }],
])('a mirror with a wrong %s is refused by the name of the field', async (field, wrong) => {
  const input = { url: upstream.url, distributions: ['stable'], ...wrong }
  const answer = await api.call('POST', `${OWN}mirrors/preview/`, { plugin: 'deb', source: 'address', input })
  expect([answer.status, Object.keys(answer.body)]).toEqual([400, [field]])
})
