/** Packages copied from one repository into another, asked for as users of pulp_deb do, and what real apt then finds. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import { plugins } from '../../src/main/plugins/all.ts'
import { type Json, startTestApi, type TestApi, V3 } from '../api/api.ts'
import { buildDeb, type BuiltDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { AptClient, hasApt } from './apt-client.ts'

const made = (name: string, version = '1', fields: Record<string, string> = {}): Promise<BuiltDeb> =>
  buildDeb({ package: name, version, fields })

let api: TestApi
let upstream: DebUpstream
/** Address of a repository with the whole archive. */
let source: string
let target: string

async function repository(name: string, distribution: string): Promise<string> {
  const remote = await api.call('POST', `${V3}remotes/deb/apt/`, {
    name,
    url: upstream.url,
    distributions: distribution,
    gpgkey: upstream.publicKey,
    policy: 'on_demand',
    sync_sources: true,
    ignore_missing_package_indices: true,
  })
  const made = await api.call('POST', `${V3}repositories/deb/apt/`, { name, remote: remote.body.pulp_href })
  expect((await api.settle('POST', `${made.body.pulp_href}sync/`, {})).error).toBeNull()
  return made.body.pulp_href
}

beforeEach(async () => {
  api = await startTestApi({ plugins })
  upstream = await startDebUpstream()
  const debs = await Promise.all([
    made('sw-app', '2', { Depends: 'sw-lib (>= 1)' }),
    made('sw-lib'),
    made('sw-game', '1', { Section: 'games', Recommends: 'sw-sound' }),
    made('sw-sound'),
    made('sw-broken', '1', { Depends: 'sw-nowhere' }),
  ])
  const sources = { main: [{ source: 'sw-lib', version: '1', files: { 'sw-lib_1.tar.gz': 'source' } }] }
  await upstream.publish({ name: 'stable', components: { main: debs }, sources, architectures: ['amd64', 'arm64'] })
  await upstream.publish({ name: 'own', components: { extra: [await made('sw-mine'), await made('sw-app')] } })
  source = await repository('archive', 'stable')
  target = await repository('own', 'own')
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

const copy = (body: object): Promise<Json> => api.settle('POST', `${V3}deb/copy/`, body)
async function labels(version: string, type = 'packages'): Promise<string[]> {
  const { results } = await api.get(`${V3}content/deb/${type}/?repository_version=${version}&limit=100`)
  return results.map((one: Json) => [one.package ?? one.source ?? one.distribution, one.version].join(' ')).toSorted()
}
async function hrefOf(name: string): Promise<string> {
  return (await api.get(`${V3}content/deb/packages/?package=${name}&repository_version=${source}versions/1/`))
    .results[0].pulp_href
}

test('107 named units are copied with their place in the suites, and the source stays as it is', async () => {
  const from = { source_repo_version: `${source}versions/1/`, dest_repo: target }
  const task = await copy({ config: [{ ...from, content: [await hrefOf('sw-lib')] }] })
  expect(task).toMatchObject({ error: null, created_resources: [`${target}versions/2/`] })
  expect(await labels(`${target}versions/2/`)).toEqual(['sw-app 1', 'sw-lib 1', 'sw-mine 1'])
  expect(await labels(`${target}versions/2/`, 'releases')).toEqual(['own ', 'stable '])
  const architectures = await api.get(
    `${V3}content/deb/release_architectures/?repository_version=${target}versions/2/&distribution=stable`,
  )
  expect(architectures.results).toMatchObject([{ architecture: 'amd64' }])
  expect((await api.get(source)).latest_version_href).toBe(`${source}versions/1/`)
  const again = await copy({ ...from, content: [await hrefOf('sw-lib')], structured: false })
  expect(again).toMatchObject({ error: null, created_resources: [] })
})

test('107 a query is copied with what it needs, in one version; what cannot be had is named', async () => {
  const from = { source_repo_version: source, dest_repo: target }
  const config = [
    { ...from, package_query: ['sw-app', 'sw-broken'] },
    { ...from, package_query: ['Section (games)', 'sw-absent'] },
  ]
  const task = await copy({ config, dependency_solving: true, sync_sources: true })
  expect(task).toMatchObject({ error: null, created_resources: [`${target}versions/2/`] })
  expect(task.result.unmet).toEqual(['sw-broken 1 (amd64) Depends: sw-nowhere', 'sw-absent'])
  expect(await labels(`${target}versions/2/`)).toEqual([
    'sw-app 1',
    'sw-app 2',
    'sw-broken 1',
    'sw-game 1',
    'sw-lib 1',
    'sw-mine 1',
  ])
  expect(await labels(`${target}versions/2/`, 'source_packages')).toEqual(['sw-lib 1'])
  const replaced = await copy({ ...from, package_query: ['sw-app'], dest_base_version: 1, replace_versions: true })
  expect(replaced.error).toBeNull()
  expect(await labels(`${target}versions/3/`)).toEqual(['sw-app 2', 'sw-mine 1'])
})

test('107 a copy that is only asked about says what would come and leave, and what cannot be had', async () => {
  const from = { source_repo_version: source, dest_repo: target, dry_run: true, replace_versions: true }
  const task = await copy({ ...from, package_query: ['sw-app', 'sw-broken'], dependency_solving: true })
  expect(task).toMatchObject({ error: null, created_resources: [] })
  const { preview, unmet, copied } = task.result
  expect([unmet, copied]).toEqual([['sw-broken 1 (amd64) Depends: sw-nowhere'], {}])
  expect(preview).toMatchObject([
    { packages: ['sw-app 2 amd64', 'sw-broken 1 amd64', 'sw-lib 1 amd64'], leaving: ['sw-app 1 amd64'] },
  ])
  const { results } = await api.get(`${V3}content/deb/packages/?repository_version=${source}versions/1/&limit=100`)
  const wanted = results.filter(({ package: name }: Json) => ['sw-app', 'sw-broken', 'sw-lib'].includes(name))
  const bytes = wanted.reduce((sum: number, one: Json) => sum + one.size, 0)
  expect(preview[0]).toMatchObject({ units: { 'deb.package': 3, 'deb.package_release_component': 3 }, bytes })
  expect((await api.get(target)).latest_version_href).toBe(`${target}versions/1/`)
  // Done in earnest, it does what was said.
  const done = await copy({ ...from, dry_run: false, package_query: ['sw-app', 'sw-broken'], dependency_solving: true })
  expect(Object.values(done.result.copied)).toEqual([
    Object.values(preview[0].units as Record<string, number>).reduce((sum, count) => sum + count, 0),
  ])
  expect(await labels(`${target}versions/2/`)).toEqual(['sw-app 2', 'sw-broken 1', 'sw-lib 1', 'sw-mine 1'])
})

test('a whole version goes into an empty repository as it is; into another without its index files', async () => {
  const empty = (await api.call('POST', `${V3}repositories/deb/apt/`, { name: 'empty' })).body.pulp_href
  expect((await copy({ source_repo_version: source, dest_repo: empty })).error).toBeNull()
  const present = async (href: string) => (await api.get(href)).content_summary.present
  const counts = (summary: Json) => Object.entries(summary).map(([type, { count }]: Json) => [type, count])
  expect(counts(await present(`${empty}versions/1/`))).toEqual(counts(await present(`${source}versions/1/`)))
  expect((await copy({ source_repo_version: source, dest_repo: target })).error).toBeNull()
  expect(await labels(`${target}versions/2/`)).toHaveLength(7)
  expect((await present(`${target}versions/2/`))['deb.release_file'].count).toBe(1)
})

test('what cannot be copied is refused by the name of the field', async () => {
  const body = { source_repo_version: source, dest_repo: target }
  const refused = async (values: object) => {
    const { status, body: problem } = await api.call('POST', `${V3}deb/copy/`, { ...body, ...values })
    return [status, Object.keys(problem)]
  }
  expect(await refused({ dest_repo: '/pulp/api/v3/repositories/file/file/x/' })).toEqual([400, ['dest_repo']])
  expect(await refused({ source_repo_version: `${source}versions/9/` })).toEqual([400, ['source_repo_version']])
  expect(await refused({ dest_base_version: 9 })).toEqual([400, ['dest_base_version']])
  expect(await refused({ package_query: ['('] })).toEqual([400, ['package_query.0']])
  expect(await refused({ config: [body] })).toEqual([400, ['source_repo_version']])
  const { results } = await api.get(`${V3}content/deb/packages/?package=sw-mine`)
  const foreign = await copy({ ...body, content: [results[0].pulp_href] })
  expect(foreign.error).toMatchObject({ code: 'deb.not_in_source' })
})

test.skipIf(!hasApt)(
  '107 apt installs what was copied (needs apt-get, dpkg and gpgv)',
  { timeout: 60_000 },
  async () => {
    const options = { dependency_solving: true, package_query: ['sw-app'] }
    expect((await copy({ source_repo_version: source, dest_repo: target, ...options })).error).toBeNull()
    const published = await api.settle('POST', `${V3}publications/deb/apt/`, { repository: target })
    const publication = published.created_resources.find((href) => href.includes('/publications/'))
    await api.settle('POST', `${V3}distributions/deb/apt/`, { name: 'own', base_path: 'own', publication })
    const content: ContentServer = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
    const apt = new AptClient()
    try {
      const url = `${content.url}${api.it.engine.settings.CONTENT_PATH_PREFIX}own/`
      const key = await (await fetch(`${url}archive-key.asc`)).text()
      apt.setSources(`deb [signed-by=key] ${url} stable main\ndeb [signed-by=key] ${url} own extra\n`, key)
      const update = await apt.run('apt-get', 'update')
      expect(update.output).not.toMatch(/^(W|E|Err):?/m)
      const install = await apt.run('apt-get', '-y', 'install', '--simulate', 'sw-app', 'sw-mine')
      expect(install.output).toMatch(/Inst sw-app \(2 /)
      expect(install.output).toMatch(/Inst sw-lib \(1 /)
    } finally {
      apt.close()
      await content.close()
    }
  },
)
