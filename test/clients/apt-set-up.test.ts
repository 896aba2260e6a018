/** apt of this machine is set up for a mirror, shown to work, flown without a network, and put back as it was. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FetchResult } from '../../src/main/engine/client/fetch-missing.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'
import { buildDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { AptClient, hasApt } from './apt-client.ts'
import { type ClientApi, startClientApi } from './client-api.ts'

const LIST =
  'deb [arch=amd64] http://deb.example/debian stable main\n# a word\r\n  deb-src http://deb.example/debian stable main'
const SOURCES =
  '# mine\nTypes: deb\nURIs: http://d.example/\nSuites: x\n\n\nEnabled: yes\nTypes: deb\nURIs: http://e.example/\nSuites: y\n'

let upstream: DebUpstream
let mirror: DebMirror
let api: ClientApi
let apt: AptClient
let root: string
let address: string

const at = (path: string): string => join(root, path)

beforeEach(async () => {
  apt = new AptClient()
  root = apt.root
  upstream = await startDebUpstream()
  const debs = await Promise.all([
    buildDeb({
      package: 'sw-hello',
      version: '1:1.0-1',
      fields: { Depends: 'sw-data (>= 1), sw-left-out (>= 2) | sw-other' },
    }),
    buildDeb({ package: 'sw-data', version: '2', architecture: 'all' }),
    buildDeb({ package: 'sw-alone', version: '3' }),
  ])
  await upstream.publish({ name: 'stable', components: { main: debs }, architectures: ['amd64'] })
  mirror = new DebMirror(
    { url: upstream.url, gpgkey: upstream.publicKey, policy: 'on_demand' },
    {},
    { CLIENT_ROOT: root },
  )
  expect((await mirror.sync()).error).toBeNull()
  address = await mirror.serve()
  api = await startClientApi(mirror.test, 'apt', () => new URL(address).origin)
  writeFileSync(at('etc/apt/sources.list'), LIST)
  writeFileSync(at('etc/apt/sources.list.d/mine.sources'), SOURCES)
})
afterEach(async () => {
  await api?.close()
  await mirror?.close()
  await upstream.close()
  apt.close()
})

const files = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(at('etc/apt'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
  )

/** The key lies below the root of the sandbox, not where the machine would have it. */
function movedKey(ending: 'sources' | 'list'): void {
  const path = at(`etc/apt/sources.list.d/stillwater-apt.${ending}`)
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('/etc/apt/keyrings', at('etc/apt/keyrings')))
}

describe.skipIf(!hasApt)('apt (needs apt-get, dpkg and gpgv)', { timeout: 120_000 }, () => {
  test.each([
    ['apt', 'sources'],
    ['apt-one-line', 'list'],
  ] as const)(
    '138 %s is set up with every other source off, installs through the mirror, and all is as it was after undo',
    async (client, ending) => {
      const before = files()
      const plan = (await api.post('client-setup/plan/', { client, only: true })).body
      expect(plan.files.map(({ path }: { path: string }) => path.slice(root.length))).toEqual([
        '/etc/apt/keyrings/stillwater-apt.asc',
        `/etc/apt/sources.list.d/stillwater-apt.${ending}`,
        '/etc/apt/sources.list',
        '/etc/apt/sources.list.d/mine.sources',
      ])
      const applied = await api.post('client-setup/apply/', { client, only: true, digest: plan.digest })
      expect(applied).toMatchObject({ status: 200, body: { state: 'applied', only: true } })
      expect(files()[at('etc/apt/sources.list')]).toBe(
        '# Stillwater: deb [arch=amd64] http://deb.example/debian stable main\n# a word\r\n# Stillwater:   deb-src http://deb.example/debian stable main',
      )
      expect(files()[at('etc/apt/sources.list.d/mine.sources')]).toBe(
        '# mine\nEnabled: no\nTypes: deb\nURIs: http://d.example/\nSuites: x\n\n\nEnabled: no\nTypes: deb\nURIs: http://e.example/\nSuites: y\n',
      )
      const own = at(`etc/apt/sources.list.d/stillwater-apt.${ending}`)
      const text = readFileSync(own)
      movedKey(ending)
      const update = await apt.run('apt-get', 'update')
      expect(update.output).not.toMatch(/^(W|E|Err):?/m)
      expect(update.output).not.toContain('example')
      expect((await apt.run('apt-get', 'download', 'sw-alone')).code).toBe(0)
      writeFileSync(own, text)

      expect((await api.post('client-setup/undo/', { client })).body).toMatchObject({ state: 'none' })
      expect(files()).toEqual(before)
      expect(readdirSync(at('etc/apt'))).not.toContain('keyrings')
    },
  )

  test('138 the check runs the real apt and counts what came from the mirror', async () => {
    const report = await api.run('client-setup/check/', { client: 'apt' })
    expect(report).toMatchObject({ ok: true, past: 0, missing: [] })
    expect(report.command).toMatch(/^apt-get download sw-/)
    expect(report.requests).toBeGreaterThanOrEqual(3)
    expect(report.version).toMatch(/^\d/)
  })

  test('139 the airplane test lists what is not stored and what nobody has, and fetching closes what can be', async () => {
    await (await fetch(`${address}pool/main/s/sw-alone/sw-alone_3_amd64.deb`)).arrayBuffer()
    await expect.poll(async () => (await api.run('airplane-test/', { packages: ['sw-alone'] })).missing).toEqual([])
    const asked = upstream.requests.length
    const report = await api.run('airplane-test/')
    expect(report.ok).toBe(false)
    expect(report.missing.map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
      ['sw-data (2)', 'not_stored'],
      ['sw-hello (1.0-1)', 'not_stored'],
      ['sw-left-out (>= 2) | sw-other', 'absent'],
    ])
    expect(upstream.requests.length).toBe(asked)
    expect((await api.task('airplane-test/fetch/')).result as FetchResult).toMatchObject({ fetched: 2, failed: [] })
    expect((await api.run('airplane-test/')).missing.map(({ kind }) => kind)).toEqual(['absent'])

    const unknown = await api.run('airplane-test/', { packages: ['sw-alone', 'sw-nowhere'] })
    expect(unknown.missing.map(({ name }) => name)).toEqual(['sw-nowhere'])
    const unmet = await api.run('airplane-test/', { packages: ['sw-alone', 'sw-hello'] })
    expect(unmet.missing.map(({ name }) => name)).toEqual(['sw-left-out (>= 2) | sw-other'])
    const alone = await api.run('airplane-test/', { packages: ['sw-data', 'sw-alone'] })
    expect(alone).toMatchObject({ ok: true, missing: [], past: 0 })
    const bad = await api.task('airplane-test/', { packages: ['--config=x'] })
    expect(bad).toMatchObject({ state: 'failed', error: { code: 'deb.invalid_package' } })
  })
})
