/** What a sync of an apt archive stores, publishes, refuses and leaves alone. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { orphanCleanup } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { deleteVersion } from '../../src/main/engine/repository/delete-version.ts'
import { findVersion, type VersionRef } from '../../src/main/engine/repository/version.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'
import {
  buildDeb,
  type BuiltDeb,
  type DebUpstream,
  poolPath,
  sha256,
  startDebUpstream,
} from '../fixtures/deb-upstream.ts'
import { freshKey } from '../fixtures/deb-key.ts'

let upstream: DebUpstream
let mirror: DebMirror
let hello: BuiltDeb
let data: BuiltDeb
let debs: BuiltDeb[]

beforeEach(async () => {
  upstream = await startDebUpstream()
  hello = await buildDeb({
    package: 'sw-hello',
    version: '1.0-1',
    fields: { Depends: 'sw-data (>= 1)', 'X-Own': 'kept' },
  })
  data = await buildDeb({ package: 'sw-data', version: '2:1.5', architecture: 'all' })
  debs = [hello, data]
})
afterEach(async () => {
  await mirror?.close()
  await upstream.close()
})

type Remote = Omit<ConstructorParameters<typeof DebMirror>[0], 'url'>
type Repository = ConstructorParameters<typeof DebMirror>[1]

function start(remote: Remote = {}, repository: Repository = {}): DebMirror {
  mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey, ...remote }, repository)
  return mirror
}

const payload = (): string[] => upstream.requests.filter((path) => path.endsWith('.deb'))
const indices = (): string[] =>
  upstream.requests.filter((path) => /Packages|Sources|Translation/.test(path) || path.includes('by-hash'))
const PACKAGES = 'dists/stable/main/binary-amd64/Packages'

describe('a suite', () => {
  beforeEach(() => upstream.publish({ name: 'stable', components: { main: debs } }))

  test('123 is mirrored with its units; what nobody knows stays in the stanza', async () => {
    const task = await start().sync()
    expect(task.error).toBeNull()
    expect(mirror.latest().summary.present).toEqual({
      'deb.package': 2,
      'deb.package_index': 1,
      'deb.package_release_component': 2,
      'deb.release': 1,
      'deb.release_architecture': 1,
      'deb.release_component': 1,
      'deb.release_file': 1,
    })
    const packages = await mirror.text(PACKAGES)
    expect(packages).toBe(
      upstream.files
        .get(PACKAGES)
        ?.toString()
        .split('\n\n')
        .toReversed()
        .map((one) => `${one.trimEnd()}\n\n`)
        .join(''),
    )
    expect(packages).toContain('X-Own: kept')
    expect((await mirror.fetch(poolPath(hello, 'main'))).body.equals(hello.bytes)).toBe(true)
  })

  test('123 its Release lists every index as it is, in every compression, by name and by hash', async () => {
    await start().sync()
    const release = await mirror.text('dists/stable/Release')
    expect(release).toMatch(
      /^Origin: Upstream\nLabel: Upstream\nSuite: stable\nCodename: stable\nDate: .* UTC\nAcquire-By-Hash: yes\n/,
    )
    const [, listing = ''] = release.split('SHA256:\n')
    const lines = (listing.split('SHA512:')[0] ?? '').trim().split('\n')
    expect(lines.map((line) => line.trim().split(/\s+/)[2])).toEqual(
      ['', '.gz', '.xz'].map((ending) => `main/binary-amd64/Packages${ending}`),
    )
    for (const line of lines) {
      const [digest = '', size, path = ''] = line.trim().split(/\s+/)
      const { body } = await mirror.fetch(`dists/stable/${path}`)
      expect([sha256(body), body.length]).toEqual([digest, Number(size)])
      expect((await mirror.fetch(`dists/stable/main/binary-amd64/by-hash/SHA256/${digest}`)).body.equals(body)).toBe(
        true,
      )
    }
    expect(gunzipSync((await mirror.fetch(`${PACKAGES}.gz`)).body).toString()).toBe(await mirror.text(PACKAGES))
    expect(await mirror.text('dists/stable/InRelease')).toContain(release.trim())
  })

  test('49 a second sync asks for the Release alone and makes no version; without optimize it does the whole work', async () => {
    await start().sync()
    upstream.requests.length = 0
    const task = await mirror.sync()
    expect(upstream.requests).toEqual(['dists/stable/InRelease'])
    expect(mirror.reports(task)['sync.was_skipped']).toMatchObject({ done: 1 })
    expect(mirror.reports(task)['sync.parsing.packages']).toBeUndefined()
    expect(mirror.latest().number).toBe(1)
    const full = await mirror.sync({ optimize: false })
    expect(mirror.reports(full)['sync.parsing.packages']).toMatchObject({ done: 2 })
    expect(mirror.latest().number).toBe(1)
  })

  test('47 additive keeps what upstream dropped, mirror lets it go, older versions stay as they were', async () => {
    await start().sync()
    await upstream.publish({ name: 'stable', components: { main: [hello] } })
    await mirror.sync({ mirror: false })
    expect(mirror.latest().summary.present['deb.package']).toBe(2)
    expect(await mirror.text(PACKAGES)).toContain('sw-data')
    await mirror.sync({ mirror: true })
    expect(mirror.latest().summary.present).toMatchObject({ 'deb.package': 1, 'deb.package_release_component': 1 })
    expect(await mirror.text(PACKAGES)).not.toContain('Package: sw-data')
  })

  test('on demand fetches metadata alone, and a package when somebody asks', async () => {
    await start({ policy: 'on_demand' }).sync()
    expect(payload()).toEqual([])
    expect((await mirror.fetch(poolPath(hello, 'main'))).body.equals(hello.bytes)).toBe(true)
    expect(payload()).toEqual([poolPath(hello, 'main')])
  })

  test('48 a verbatim publication is byte-equal to upstream below dists/, also under hashes', async () => {
    await upstream.publish({
      name: 'stable',
      components: { main: debs },
      translation: 'Package: sw-hello\n',
      served: ['.gz', '.xz'],
    })
    await start({}, { verbatim: true }).sync()
    const paths = [...upstream.files.keys()].filter((path) => path.startsWith('dists/'))
    expect(paths.length).toBeGreaterThan(6)
    for (const path of paths) {
      const { status, body } = await mirror.fetch(path)
      expect([path, status, sha256(body)]).toEqual([path, 200, sha256(upstream.files.get(path) as Buffer)])
    }
    expect((await mirror.fetch(PACKAGES)).status).toBe(404)
  })

  test('51 one missing file is set aside, and its package is in no index', async () => {
    const many = await Promise.all(
      Array.from({ length: 12 }, (_, at) => buildDeb({ package: `sw-${at}`, version: '1' })),
    )
    await upstream.publish({ name: 'stable', components: { main: [...many, hello] } })
    upstream.files.delete(poolPath(hello, 'main'))
    const task = await start({}, { quarantine: true }).sync()
    expect(task.error).toBeNull()
    expect(task.result).toMatchObject({ quarantined: 1 })
    expect(mirror.latest().summary.present).toMatchObject({ 'deb.package': 12, 'deb.package_release_component': 12 })
    expect(await mirror.text(PACKAGES)).not.toContain('sw-hello')
  })

  test('52 filters choose packages by name; index files are taken all the same', async () => {
    await start({ include: ['sw-d*'] }).sync()
    expect(mirror.latest().summary.present).toMatchObject({
      'deb.package': 1,
      'deb.package_index': 1,
      'deb.release_file': 1,
    })
    expect(await mirror.text(PACKAGES)).not.toContain('Package: sw-hello')
  })

  test('54 the newest versions by dpkg’s order stay', async () => {
    const versions = ['1.9', '1.10', '1.10~rc1', '1:0.1']
    const all = await Promise.all(versions.map((version) => buildDeb({ package: 'sw-many', version })))
    await upstream.publish({ name: 'stable', components: { main: all } })
    await start({}, { retain_package_versions: 2 }).sync()
    const listed = [...(await mirror.text(PACKAGES)).matchAll(/^Version: (.*)$/gm)].map(([, version]) => version)
    expect(listed.toSorted()).toEqual(['1.10', '1:0.1'])
  })

  test('what no version holds is cleaned up, relations before what they relate', async () => {
    await start({ policy: 'on_demand' }).sync()
    const other = await buildDeb({ package: 'sw-other', version: '1' })
    await upstream.publish({ name: 'stable', components: { main: [other] } })
    await mirror.sync()
    const { engine } = mirror.test
    const first = findVersion(engine.catalogue, mirror.repository.pulp_id, 1)
    deleteVersion(engine, first as VersionRef)
    for (let round = 0; round < 2; round += 1) {
      expect((await mirror.test.run(orphanCleanup, { content: null, protection: 0 })).error).toBeNull()
    }
    expect([mirror.count('deb_package'), mirror.count('deb_packagereleasecomponent')]).toEqual([1, 1])
    expect(await mirror.text(PACKAGES)).toContain('sw-other')
  })

  test('other bytes under the same name, version and architecture take the place of the older', async () => {
    await start().sync()
    const again = await buildDeb({ package: 'sw-hello', version: '1.0-1', content: 'built again' })
    await upstream.publish({ name: 'stable', components: { main: [again, data] } })
    await mirror.sync({ mirror: false })
    const packages = await mirror.text(PACKAGES)
    expect(packages).toContain(sha256(again.bytes))
    expect(packages).not.toContain(sha256(hello.bytes))
    expect((await mirror.fetch(poolPath(hello, 'main'))).body.equals(again.bytes)).toBe(true)
  })
})

describe('what upstream offers', () => {
  test.each([[['.xz']], [['.gz']], [['']]])('123 indices are read whichever of them is served: %j', async (served) => {
    await upstream.publish({ name: 'stable', components: { main: debs }, served, byHash: false })
    expect((await start({ policy: 'on_demand' }).sync()).error).toBeNull()
    expect(mirror.latest().summary.present['deb.package']).toBe(2)
  })

  test('123 indices are fetched by their hash, so that an update in the middle does no harm', async () => {
    await upstream.publish({ name: 'stable', components: { main: debs } })
    upstream.intercept = (path, _request, response) => {
      if (!path.startsWith(PACKAGES)) return false
      response.end('of the next generation')
      return true
    }
    expect((await start({ policy: 'on_demand' }).sync()).error).toBeNull()
    expect(indices().every((path) => path.includes('/by-hash/SHA256/'))).toBe(true)
  })

  test('123 suites, components and architectures are chosen; a package of two suites is fetched once', async () => {
    const arm = await buildDeb({ package: 'sw-arm', version: '1', architecture: 'arm64' })
    const free = await buildDeb({ package: 'sw-contrib', version: '1' })
    const architectures = ['amd64', 'arm64']
    const phased = (text: string): string =>
      text.replace('Package: sw-hello', 'Phased-Update-Percentage: 10\nPackage: sw-hello')
    await upstream.publish({ name: 'stable', components: { main: [...debs, arm], contrib: [free] }, architectures })
    await upstream.publish({ name: 'stable-updates', components: { main: debs }, architectures, edit: phased })
    const remote = { distributions: 'stable stable-updates', components: 'main', architectures: 'amd64' }
    expect((await start(remote).sync()).error).toBeNull()
    expect(mirror.latest().summary.present).toMatchObject({
      'deb.package': 2,
      'deb.package_release_component': 4,
      'deb.release': 2,
    })
    expect(payload().toSorted()).toEqual([poolPath(data, 'main'), poolPath(hello, 'main')].toSorted())
    expect(await mirror.text(PACKAGES)).not.toContain('Phased')
    expect(await mirror.text('dists/stable-updates/main/binary-amd64/Packages')).toContain(
      'Phased-Update-Percentage: 10',
    )
    expect((await mirror.fetch('dists/stable/contrib/binary-amd64/Packages')).status).toBe(404)
  })

  test('123 source packages come with every file of theirs, shared ones once', async () => {
    const shared = { 'src_1.0.orig.tar.gz': 'upstream' }
    const sources = [
      { source: 'src', version: '1.0-1', files: { ...shared, 'src_1.0-1.debian.tar.xz': 'one' } },
      { source: 'src', version: '1.0-2', files: { ...shared, 'src_1.0-2.debian.tar.xz': 'two' } },
    ]
    await upstream.publish({ name: 'stable', components: { main: debs }, sources: { main: sources } })
    expect((await start({ sync_sources: true }).sync()).error).toBeNull()
    expect(mirror.latest().summary.present).toMatchObject({ 'deb.source_package': 2, 'deb.source_index': 1 })
    const listed = await mirror.text('dists/stable/main/source/Sources')
    expect(listed).toBe(`${upstream.files.get('dists/stable/main/source/Sources')?.toString().trimEnd()}\n\n`)
    for (const name of ['src_1.0-1.dsc', 'src_1.0.orig.tar.gz', 'src_1.0-2.debian.tar.xz']) {
      expect(
        (await mirror.fetch(`pool/main/s/src/${name}`)).body.equals(
          upstream.files.get(`pool/main/s/src/${name}`) as Buffer,
        ),
      ).toBe(true)
    }
  })

  test('123 the installer comes along when asked for: its packages in an index of their own, its files as upstream has them', async () => {
    const udeb = await buildDeb({ package: 'sw-udeb', version: '1' })
    const installer = { 'netboot/linux': 'kernel', 'netboot/initrd.gz': 'ramdisk' }
    await upstream.publish({ name: 'stable', components: { main: debs }, udebs: { main: [udeb] }, installer })
    expect((await start({ sync_udebs: true, sync_installer: true }, { verbatim: true }).sync()).error).toBeNull()
    expect(mirror.latest().summary.present).toMatchObject({
      'deb.package': 2,
      'deb.installer_package': 1,
      'deb.installer_file_index': 1,
      'deb.generic': 2,
    })
    const images = 'dists/stable/main/installer-amd64/current/images/'
    expect(await mirror.text(`${images}netboot/linux`)).toBe('kernel')
    expect(await mirror.text(`${images}SHA256SUMS`)).toContain('./netboot/initrd.gz')
    mirror.repository.save({ verbatim: false })
    expect((await mirror.sync()).error).toBeNull()
    expect(await mirror.text('dists/stable/main/debian-installer/binary-amd64/Packages')).toContain(
      'Package: sw-udeb\n',
    )
    expect(await mirror.text(PACKAGES)).not.toContain('sw-udeb')
  })

  test('an index that Release lists and nobody has fails the sync, or is left out when that is wanted', async () => {
    await upstream.publish({ name: 'stable', components: { main: debs, contrib: [] } })
    for (const path of upstream.files.keys()) if (path.includes('contrib')) upstream.files.delete(path)
    expect((await start().sync()).error).toMatchObject({ code: 'deb.index_missing' })
    mirror.remote.save({ ignore_missing_package_indices: true })
    const task = await mirror.sync()
    expect(task.error).toBeNull()
    expect(mirror.reports(task)['sync.missing_indices']?.message).toContain(
      'dists/stable/contrib/binary-amd64/Packages',
    )
    mirror.remote.save({ ignore_missing_package_indices: false, components: 'main nonsense' })
    expect((await mirror.sync()).error).toMatchObject({ code: 'deb.unknown_component', params: { names: 'nonsense' } })
    mirror.remote.save({ components: 'main', architectures: 'amd64 vax' })
    expect((await mirror.sync()).error).toMatchObject({ code: 'deb.unknown_architecture', params: { names: 'vax' } })
  })
})

describe('55 signatures', () => {
  const suite = {
    name: 'stable',
    get components() {
      return { main: debs }
    },
  }

  test.each(['inline', 'detached'] as const)('55 %s ones are verified; the key is named', async (sign) => {
    await upstream.publish({ ...suite, sign })
    const task = await start({ policy: 'on_demand' }).sync()
    expect(mirror.reports(task)['sync.signature_verified']?.message).toContain('Upstream of the tests')
  })

  test('55 without keys the sync says that nothing was checked', async () => {
    await upstream.publish(suite)
    const task = await start({ policy: 'on_demand', gpgkey: null }).sync()
    expect(task.error).toBeNull()
    expect(mirror.reports(task)['sync.signature_unchecked']?.message).toContain('stable')
  })

  test.each([
    [
      'a changed InRelease',
      'signature.invalid',
      (text: string) => text.replace('Origin: Upstream', 'Origin: Somebody'),
    ],
    ['text before the signed text', 'signature.malformed', (text: string) => `Origin: Somebody\n${text}`],
  ])('55 %s is refused, and nothing is stored', async (_case, code, change) => {
    await upstream.publish(suite)
    const signed = upstream.files.get('dists/stable/InRelease')?.toString() ?? ''
    upstream.files.set('dists/stable/InRelease', Buffer.from(change(signed)))
    const task = await start().sync()
    expect(task.error?.code).toBe(code)
    expect([mirror.count('core_artifact'), mirror.count('core_content'), mirror.latest().number]).toEqual([0, 0, 0])
  })

  test('55 a stripped signature and a stranger’s are refused', async () => {
    await upstream.publish({ ...suite, sign: 'none' })
    upstream.files.delete('dists/stable/Release.gpg')
    expect((await start().sync()).error?.code).toBe('deb.unsigned')
    const stranger = await freshKey()
    const text = upstream.files.get('dists/stable/Release')?.toString() ?? ''
    upstream.files.set('dists/stable/InRelease', Buffer.from(await upstream.signInline(text, stranger.privateKey)))
    expect((await mirror.sync()).error?.code).toBe('signature.unknown_key')
    expect(mirror.latest().number).toBe(0)
  })

  test('a Release older than one that was seen before is refused, also after the version is gone', async () => {
    const day = 24 * 3600 * 1000
    await upstream.publish({ ...suite, date: new Date(Date.now() - day) })
    await start({ policy: 'on_demand' }).sync()
    await upstream.publish({ ...suite, date: new Date(Date.now() - 2 * day) })
    expect((await mirror.sync()).error?.code).toBe('deb.release_older')
    await upstream.publish(suite)
    expect((await mirror.sync()).error).toBeNull()
  })

  test('a Release past its Valid-Until is refused unless archives are meant', async () => {
    await upstream.publish({ ...suite, fields: { 'Valid-Until': 'Sat, 01 Jan 2022 00:00:00 UTC' } })
    expect((await start({ policy: 'on_demand' }).sync()).error?.code).toBe('deb.release_expired')
    mirror.remote.save({ ignore_valid_until: true })
    expect((await mirror.sync()).error).toBeNull()
  })
})

describe('hostile upstreams', () => {
  const change = async (edit: (text: string) => string): Promise<unknown> => {
    await upstream.publish({ name: 'stable', components: { main: debs }, edit })
    const { error } = await start().sync()
    expect([mirror.count('core_artifact'), mirror.latest().number]).toEqual([0, 0])
    expect(payload()).toEqual([])
    return error
  }

  test.each([
    ['climbs', (text: string) => text.replace(/Filename: .*/, 'Filename: ../../etc/passwd'), 'deb.package_invalid'],
    [
      'is an address',
      (text: string) => text.replace(/Filename: .*/, 'Filename: https://example.org/x.deb'),
      'deb.package_invalid',
    ],
  ])('a Filename that %s is refused', async (_case, edit, code) => {
    expect(await change(edit)).toMatchObject({ code })
  })

  test.each([
    ['a field twice', (text: string) => text.replace('Version:', 'Package: other\nVersion:'), 'deb.control_invalid'],
    ['no SHA256', (text: string) => text.replaceAll(/SHA256: .*\n/g, ''), 'deb.package_invalid'],
    ['no version', (text: string) => text.replace(/Version: .*\n/, ''), 'deb.package_invalid'],
    [
      'a name that is none',
      (text: string) => text.replace('Package: sw-hello', 'Package: ../sw'),
      'deb.package_invalid',
    ],
    ['a size that is none', (text: string) => text.replace(/Size: .*/g, 'Size: -1'), 'deb.package_invalid'],
    [
      'an endless stanza',
      (text: string) => text.replace('Section: misc', `Section: misc\nX-Long: ${'x'.repeat(5_000_000)}`),
      'deb.control_invalid',
    ],
    [
      'two files at one path',
      (text: string) =>
        `${text}\n${text.replace(/SHA256: (.)/, (_all, first) => `SHA256: ${first === '0' ? '1' : '0'}`)}`,
      'deb.conflicting_package',
    ],
  ])('a stanza with %s is refused by name', async (_case, edit, code) => {
    expect(await change(edit)).toMatchObject({ code })
  })

  test('a package that is listed with a wrong size is refused', async () => {
    await upstream.publish({
      name: 'stable',
      components: { main: debs },
      edit: (text) => text.replace(/^Size: .*$/m, 'Size: 10'),
    })
    expect((await start().sync()).error?.code).toMatch(/^download\./)
    expect(mirror.latest().number).toBe(0)
  })

  test('an index that unpacks beyond its size is refused while it is read', async () => {
    await upstream.publish({ name: 'stable', components: { main: debs }, served: ['.gz'], byHash: false })
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, '\n'))
    const path = 'main/binary-amd64/Packages.gz'
    const text = upstream.files.get('dists/stable/Release')?.toString() ?? ''
    const listed = text.replace(new RegExp(` [0-9a-f]{64} \\d+ ${path}`), ` ${sha256(bomb)} ${bomb.length} ${path}`)
    upstream.files.set(`dists/stable/${path}`, bomb)
    upstream.files.set('dists/stable/InRelease', Buffer.from(await upstream.signInline(listed)))
    upstream.files.delete('dists/stable/Release')
    expect((await start().sync()).error?.code).toBe('deb.too_large')
  })

  test.each([
    ['a path that climbs', 'SHA256:\n', `SHA256:\n ${'0'.repeat(64)} 1 ../../x\n`],
    ['a digest that is none', 'SHA256:\n', `SHA256:\n ${'z'.repeat(64)} 1 x\n`],
    ['a size that is none', 'SHA256:\n', `SHA256:\n ${'0'.repeat(64)} -1 x\n`],
    ['two stanzas', 'SHA256:\n', '\nSHA256:\n'],
  ])('a Release with %s is refused', async (_case, from, to) => {
    await upstream.publish({ name: 'stable', components: { main: debs } })
    const text = upstream.files.get('dists/stable/Release')?.toString() ?? ''
    upstream.files.set('dists/stable/InRelease', Buffer.from(await upstream.signInline(text.replace(from, to))))
    expect((await start().sync()).error?.code).toBe('deb.release_invalid')
    expect(mirror.latest().number).toBe(0)
  })
})
