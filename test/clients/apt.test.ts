/** Real apt takes its packages from a mirror and checks every signature on the way. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DistributionInstance } from '../../src/main/engine/db/masters.ts'
import { clientSetup } from '../../src/main/plugins/deb/client-setup.ts'
import { AptDistribution } from '../../src/main/plugins/deb/model/resource.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'
import { buildDeb, type BuiltDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { AptClient, hasApt } from './apt-client.ts'
import { startLoggingProxy, type LoggingProxy } from './logging-proxy.ts'

let upstream: DebUpstream
let mirror: DebMirror
let apt: AptClient
let proxy: LoggingProxy
let debs: BuiltDeb[]

const DESCRIPTION_MD5 = createHash('md5')
  .update('a package of the tests\n It does nothing.\n .\n And well.\n')
  .digest('hex')

beforeEach(async () => {
  upstream = await startDebUpstream()
  debs = await Promise.all([
    buildDeb({ package: 'sw-hello', version: '1:1.0+b1-1', fields: { Depends: 'sw-data (>= 1)' } }),
    buildDeb({ package: 'sw-data', version: '2~rc1', architecture: 'all', compression: '.gz' }),
    buildDeb({ package: 'sw-foreign', version: '1', architecture: 'arm64' }),
  ])
  apt = new AptClient()
})
afterEach(async () => {
  apt.close()
  await proxy?.close()
  await mirror?.close()
  await upstream.close()
})

/** Serves the mirror behind a log, and tells apt of it in the words of its client set-up. */
async function configure(labels: Record<string, string>, snippet: 'deb822' | 'one-line', key?: string): Promise<void> {
  proxy = await startLoggingProxy(await mirror.serve())
  const distribution = AptDistribution.find(mirror.test.engine.catalogue, { name: 'apt' })
  distribution?.save({ pulp_labels: labels })
  const setup = clientSetup(
    AptDistribution.find(mirror.test.engine.catalogue, { name: 'apt' }) as unknown as DistributionInstance,
    proxy.url,
  )
  const text = setup.find(({ id }) => id === snippet)?.text ?? ''
  apt.setSources(text, key ?? (await mirror.text('archive-key.asc')))
}

describe.skipIf(!hasApt)('apt (needs apt-get, dpkg and gpgv)', { timeout: 120_000 }, () => {
  test.each(['deb822', 'one-line'] as const)(
    '123 update, policy, download and a simulated install with Signed-By, by hash, from %s sources',
    async (snippet) => {
      await upstream.publish({
        name: 'stable',
        components: { main: debs },
        architectures: ['amd64', 'arm64'],
        translation: `Package: sw-hello\nDescription-md5: ${DESCRIPTION_MD5}\nDescription-en: translated\n`,
      })
      mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey, policy: 'on_demand' })
      expect((await mirror.sync()).error).toBeNull()
      await configure({ suites: 'stable', components: 'main' }, snippet)
      const update = await apt.run('apt-get', 'update', '-o', 'Debug::Acquire::http=0')
      expect(update.output).not.toMatch(/^(W|E|Err):?/m)
      expect(update.code).toBe(0)
      expect(proxy.requests.some((path) => /main\/binary-amd64\/by-hash\/SHA256\/[0-9a-f]{64}$/.test(path))).toBe(true)
      expect(proxy.requests.some((path) => /i18n\/by-hash\/SHA256/.test(path))).toBe(true)
      expect(proxy.failures).toEqual([])

      const policy = await apt.run('apt-cache', 'policy', 'sw-hello')
      expect(policy.output).toContain('Candidate: 1:1.0+b1-1')
      expect(policy.output).toContain('stable/main amd64 Packages')
      expect((await apt.run('apt-cache', 'policy', 'sw-foreign')).output).not.toContain('Candidate')

      const install = await apt.run('apt-get', '-y', 'install', '--simulate', 'sw-hello')
      expect(install.output).toContain('Inst sw-data (2~rc1 Upstream:stable [all])')
      expect(install.output).toContain('Inst sw-hello (1:1.0+b1-1 Upstream:stable [amd64])')

      const download = await apt.run('apt-get', '-y', 'install', '--download-only', 'sw-hello')
      expect(download.code, download.output).toBe(0)
      const file = join(apt.root, 'var/cache/apt/archives/sw-hello_1%3a1.0+b1-1_amd64.deb')
      expect(readFileSync(file).equals(debs[0]?.bytes as Buffer)).toBe(true)
    },
  )

  test('48, 123 a verbatim mirror is checked with upstream’s own key', async () => {
    await upstream.publish({ name: 'stable', components: { main: debs } })
    mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey }, { verbatim: true })
    expect((await mirror.sync()).error).toBeNull()
    await configure({ suites: 'stable', components: 'main' }, 'deb822', upstream.publicKey)
    const update = await apt.run('apt-get', 'update')
    expect(update.output).not.toMatch(/^(W|E|Err):?/m)
    expect(update.code).toBe(0)
    expect(proxy.requests.some((path) => /main\/binary-amd64\/by-hash\/SHA256\//.test(path))).toBe(true)
    const install = await apt.run('apt-get', '-y', 'install', '--download-only', 'sw-hello')
    expect(install.code, install.output).toBe(0)
    expect(statSync(join(apt.root, 'var/cache/apt/archives/sw-data_2~rc1_all.deb')).size).toBe(debs[1]?.bytes.length)
  })

  test('123 a flat repository is mirrored as one', async () => {
    await upstream.publish({ name: './', components: { any: debs.slice(0, 2) } })
    mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey, distributions: './' })
    expect((await mirror.sync()).error).toBeNull()
    await configure({ suites: './' }, 'deb822')
    const update = await apt.run('apt-get', 'update')
    expect(update.output).not.toMatch(/^(W|E|Err):?/m)
    const install = await apt.run('apt-get', '-y', 'install', '--download-only', 'sw-hello')
    expect(install.code, install.output).toBe(0)
  })

  test('123 a client in the middle of an update finds the index of the Release it has', async () => {
    await upstream.publish({ name: 'stable', components: { main: debs } })
    mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey, policy: 'on_demand' })
    await mirror.sync()
    await configure({ suites: 'stable', components: 'main' }, 'deb822')
    const more = await buildDeb({ package: 'sw-more', version: '1' })
    // apt has fetched InRelease; before it asks for the index, there is a new publication.
    let synced: Promise<unknown> | null = null
    proxy.before = async (path) => {
      if (!path.includes('/by-hash/')) return
      synced ??= upstream.publish({ name: 'stable', components: { main: [...debs, more] } }).then(() => mirror.sync())
      await synced
    }
    const update = await apt.run('apt-get', 'update')
    expect(update.output).not.toMatch(/^(W|E|Err):?/m)
    expect(update.code).toBe(0)
    expect(mirror.latest().number).toBe(2)
    expect((await apt.run('apt-cache', 'policy', 'sw-more')).output).not.toContain('Candidate')
    proxy.before = null
    expect((await apt.run('apt-get', 'update')).code).toBe(0)
    expect((await apt.run('apt-cache', 'policy', 'sw-more')).output).toContain('Candidate: 1')
  })

  test('108 apt refuses the mirror when its key is another', async () => {
    await upstream.publish({ name: 'stable', components: { main: debs } })
    mirror = new DebMirror({ url: upstream.url, policy: 'on_demand' })
    await mirror.sync()
    await configure({ suites: 'stable', components: 'main' }, 'deb822', upstream.publicKey)
    const update = await apt.run('apt-get', 'update')
    expect(update.output).toMatch(/NO_PUBKEY|not signed/)
    expect(update.code).not.toBe(0)
  })
})
