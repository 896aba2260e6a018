/** Contents files made here: they say what dpkg says of the packages. */
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { getVersion } from '../../src/main/engine/repository/version.ts'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { publishAptTask } from '../../src/main/plugins/deb/publish/publish-apt.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'
import {
  buildDeb,
  type BuiltDeb,
  type DebUpstream,
  poolPath,
  sha256,
  startDebUpstream,
} from '../fixtures/deb-upstream.ts'

let upstream: DebUpstream
let mirror: DebMirror
let debs: BuiltDeb[]

beforeEach(async () => {
  upstream = await startDebUpstream()
  debs = await Promise.all([
    buildDeb({ package: 'sw-b', version: '1', compression: '.zst' }),
    buildDeb({ package: 'sw-a', version: '1', architecture: 'all', fields: { Section: 'contrib/web' } }),
    buildDeb({ package: 'sw-a', version: '2', architecture: 'all', fields: { Section: 'contrib/web' } }),
    buildDeb({ package: 'sw-foreign', version: '1', architecture: 'arm64', compression: '.gz' }),
  ])
  await upstream.publish({ name: 'stable', components: { main: debs }, architectures: ['amd64', 'arm64'] })
})
afterEach(async () => {
  await mirror.close()
  await upstream.close()
})

/** Lines as dpkg has them: what is no folder, by path. */
function fromDpkg(wanted: readonly BuiltDeb[]): string {
  const lines = wanted.flatMap((deb) => {
    const path = join(mirror.test.engine.folder.tmp, `${sha256(deb.bytes)}.deb`)
    writeFileSync(path, deb.bytes)
    const section = deb.fields?.Section ?? 'misc'
    const listed = execFileSync('dpkg', ['-c', path]).toString().split('\n')
    return listed
      .filter((line) => line !== '' && !line.startsWith('d'))
      .map((line) => `${line.replace(/^(\S+\s+){5}\.\//, '')} ${section}/${deb.package}\n`)
  })
  return [...new Set(lines)].toSorted().join('')
}

test.skipIf(spawnSync('dpkg', ['--version']).status !== 0)(
  'Contents say what dpkg -c says, for each architecture, and Release lists them (needs dpkg)',
  async () => {
    mirror = new DebMirror({ url: upstream.url, policy: 'immediate' }, { contents: true })
    expect((await mirror.sync()).error).toBeNull()
    const of = (architecture: string) =>
      fromDpkg(debs.filter((one) => [architecture, 'all'].includes(one.architecture)))
    for (const architecture of ['amd64', 'arm64']) {
      const path = `dists/stable/main/Contents-${architecture}`
      expect(await mirror.text(path)).toBe(of(architecture))
      expect(gunzipSync((await mirror.fetch(`${path}.gz`)).body).toString()).toBe(of(architecture))
    }
    const digest = sha256(Buffer.from(of('amd64')))
    expect(await mirror.text('dists/stable/Release')).toMatch(new RegExp(`${digest} +\\d+ main/Contents-amd64\n`))
    expect(mirror.count('deb_filelist')).toBe(4)
  },
)

test('packages that are not downloaded are named; what was read once is remembered', async () => {
  mirror = new DebMirror({ url: upstream.url, policy: 'on_demand' }, { contents: true })
  const first = await mirror.sync()
  expect(first.error).toBeNull()
  expect(mirror.reports(first)['publish.contents_unread']).toMatchObject({
    total: 4,
    message: expect.stringContaining(poolPath(debs[0] as BuiltDeb, 'main')),
  })
  expect(await mirror.text('dists/stable/main/Contents-amd64')).toBe('')
  const [wanted] = debs as [BuiltDeb]
  const stored = mirror.count('core_artifact')
  expect((await mirror.fetch(poolPath(wanted, 'main'))).body.equals(wanted.bytes)).toBe(true)
  // Whoever asked has it a moment before it is stored.
  await vi.waitFor(() => expect(mirror.count('core_artifact')).toBe(stored + 1))
  const version = getVersion(mirror.test.engine.catalogue, mirror.latest().id)
  const publish = () => mirror.test.run(publishAptTask, { repository_version: version.id, contents: true })
  const second = await publish()
  expect([second.error, mirror.reports(second)['publish.contents_unread']?.total]).toEqual([null, 3])
  expect(await mirror.text('dists/stable/main/Contents-amd64')).toBe('usr/share/sw-b/content misc/sw-b\n')
  mirror.test.engine.catalogue.prepare('UPDATE core_contentartifact SET artifact_id = NULL').run()
  expect(mirror.reports(await publish())['publish.contents_unread']?.total).toBe(3)
})

test('no Contents are made unless somebody asks', async () => {
  mirror = new DebMirror({ url: upstream.url, policy: 'immediate' })
  expect((await mirror.sync()).error).toBeNull()
  expect((await mirror.fetch('dists/stable/main/Contents-amd64')).status).toBe(404)
})

test('what upstream says is published as it is until the suite is changed here', async () => {
  const theirs = 'usr/bin/theirs misc/sw-b\n'
  await upstream.publish({ name: 'stable', components: { main: debs }, contents: theirs })
  mirror = new DebMirror({ url: upstream.url, policy: 'immediate', generic_indices: ['contents'] }, { contents: true })
  expect((await mirror.sync()).error).toBeNull()
  const path = 'dists/stable/main/Contents-amd64'
  expect((await mirror.fetch(`${path}.xz`)).body.equals(upstream.files.get(`${path}.xz`) as Buffer)).toBe(true)
  expect(await mirror.text('dists/stable/Release')).not.toMatch(/Contents-amd64\.gz/)
  const add = { repository: mirror.repository.pulp_id, add: [], remove: [leavingPackage()], baseVersion: null }
  expect((await mirror.test.run(modifyRepository, add, { exclusive: [mirror.repository] })).error).toBeNull()
  const text = await mirror.text(path)
  expect(text).toContain('usr/share/sw-b/content misc/sw-b\n')
  expect(text).not.toContain('theirs')
})

/** Id of a package that is to leave. */
function leavingPackage(): string {
  const sql = `SELECT lower(hex(pulp_id)) FROM deb_package WHERE package = 'sw-a'`
  const id = String(mirror.test.engine.catalogue.prepare(sql).pluck().get())
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
