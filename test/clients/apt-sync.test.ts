/** What a sync of an apt archive stores, publishes and leaves alone. */
import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { orphanCleanup } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { deleteVersion } from '../../src/main/engine/repository/delete-version.ts'
import { findVersion, type VersionRef } from '../../src/main/engine/repository/version.ts'
import { buildDeb, poolPath, sha256 } from '../fixtures/deb-upstream.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'

const world = useDebWorld()
const PACKAGES = 'dists/stable/main/binary-amd64/Packages'

describe('a suite', () => {
  beforeEach(() => world.upstream.publish({ name: 'stable', components: { main: world.debs } }))

  test('123 is mirrored with its units; what nobody knows stays in the stanza', async () => {
    const task = await world.start().sync()
    expect(task.error).toBeNull()
    expect(world.mirror.latest().summary.present).toEqual({
      'deb.package': 2,
      'deb.package_index': 1,
      'deb.package_release_component': 2,
      'deb.release': 1,
      'deb.release_architecture': 1,
      'deb.release_component': 1,
      'deb.release_file': 1,
    })
    const packages = await world.mirror.text(PACKAGES)
    expect(packages).toBe(
      world.upstream.files
        .get(PACKAGES)
        ?.toString()
        .split('\n\n')
        .toReversed()
        .map((one) => `${one.trimEnd()}\n\n`)
        .join(''),
    )
    expect(packages).toContain('X-Own: kept')
    expect((await world.mirror.fetch(poolPath(world.hello, 'main'))).body.equals(world.hello.bytes)).toBe(true)
  })

  test('123 its Release lists every index as it is, in every compression, by name and by hash', async () => {
    await world.start().sync()
    const release = await world.mirror.text('dists/stable/Release')
    expect(release).toMatch(
      /^Origin: Upstream\nLabel: Upstream\nSuite: stable\nCodename: stable\nDate: .* UTC\nAcquire-By-Hash: yes\n/,
    )
    const [, listing = ''] = release.split('SHA256:\n')
    const lines = (listing.split('SHA512:')[0] ?? '').trim().split('\n')
    expect(lines.map((line) => line.trim().split(/\s+/)[2])).toEqual(
      ['', '.gz', '.xz', '.zst'].map((ending) => `main/binary-amd64/Packages${ending}`),
    )
    for (const line of lines) {
      const [digest = '', size, path = ''] = line.trim().split(/\s+/)
      const { body } = await world.mirror.fetch(`dists/stable/${path}`)
      expect([sha256(body), body.length]).toEqual([digest, Number(size)])
      expect(
        (await world.mirror.fetch(`dists/stable/main/binary-amd64/by-hash/SHA256/${digest}`)).body.equals(body),
      ).toBe(true)
    }
    expect(gunzipSync((await world.mirror.fetch(`${PACKAGES}.gz`)).body).toString()).toBe(
      await world.mirror.text(PACKAGES),
    )
    expect(await world.mirror.text('dists/stable/InRelease')).toContain(release.trim())
  })

  test('49 a second sync asks for the Release alone and makes no version; without optimize it does the whole work', async () => {
    await world.start().sync()
    world.upstream.requests.length = 0
    const task = await world.mirror.sync()
    expect(world.upstream.requests).toEqual(['dists/stable/InRelease'])
    expect(world.mirror.reports(task)['sync.was_skipped']).toMatchObject({ done: 1 })
    expect(world.mirror.reports(task)['sync.parsing.packages']).toBeUndefined()
    expect(world.mirror.latest().number).toBe(1)
    const full = await world.mirror.sync({ optimize: false })
    expect(world.mirror.reports(full)['sync.parsing.packages']).toMatchObject({ done: 2 })
    expect(world.mirror.latest().number).toBe(1)
  })

  test('47 additive keeps what upstream dropped, mirror lets it go, older versions stay as they were', async () => {
    await world.start().sync()
    await world.upstream.publish({ name: 'stable', components: { main: [world.hello] } })
    await world.mirror.sync({ mirror: false })
    expect(world.mirror.latest().summary.present['deb.package']).toBe(2)
    expect(await world.mirror.text(PACKAGES)).toContain('sw-data')
    await world.mirror.sync({ mirror: true })
    expect(world.mirror.latest().summary.present).toMatchObject({
      'deb.package': 1,
      'deb.package_release_component': 1,
    })
    expect(await world.mirror.text(PACKAGES)).not.toContain('Package: sw-data')
  })

  test('on demand fetches metadata alone, and a package when somebody asks', async () => {
    await world.start({ policy: 'on_demand' }).sync()
    expect(world.payload()).toEqual([])
    expect((await world.mirror.fetch(poolPath(world.hello, 'main'))).body.equals(world.hello.bytes)).toBe(true)
    expect(world.payload()).toEqual([poolPath(world.hello, 'main')])
  })

  test('48 a verbatim publication is byte-equal to upstream below dists/, also under hashes', async () => {
    await world.upstream.publish({
      name: 'stable',
      components: { main: world.debs },
      translation: 'Package: sw-hello\n',
      served: ['.gz', '.xz'],
    })
    await world.start({}, { verbatim: true }).sync()
    const paths = [...world.upstream.files.keys()].filter((path) => path.startsWith('dists/'))
    expect(paths.length).toBeGreaterThan(6)
    for (const path of paths) {
      const { status, body } = await world.mirror.fetch(path)
      expect([path, status, sha256(body)]).toEqual([path, 200, sha256(world.upstream.files.get(path) as Buffer)])
    }
    expect((await world.mirror.fetch(PACKAGES)).status).toBe(404)
  })

  test('51 one missing file is set aside, and its package is in no index', async () => {
    const many = await Promise.all(
      Array.from({ length: 12 }, (_, at) => buildDeb({ package: `sw-${at}`, version: '1' })),
    )
    await world.upstream.publish({ name: 'stable', components: { main: [...many, world.hello] } })
    world.upstream.files.delete(poolPath(world.hello, 'main'))
    const task = await world.start({}, { quarantine: true }).sync()
    expect(task.error).toBeNull()
    expect(task.result).toMatchObject({ quarantined: 1 })
    expect(world.mirror.latest().summary.present).toMatchObject({
      'deb.package': 12,
      'deb.package_release_component': 12,
    })
    expect(await world.mirror.text(PACKAGES)).not.toContain('sw-hello')
  })

  test('52 filters choose packages by name; index files are taken all the same', async () => {
    await world.start({ include: ['sw-d*'] }).sync()
    expect(world.mirror.latest().summary.present).toMatchObject({
      'deb.package': 1,
      'deb.package_index': 1,
      'deb.release_file': 1,
    })
    expect(await world.mirror.text(PACKAGES)).not.toContain('Package: sw-hello')
  })

  test('54 the newest versions by dpkg’s order stay', async () => {
    const versions = ['1.9', '1.10', '1.10~rc1', '1:0.1']
    const all = await Promise.all(versions.map((version) => buildDeb({ package: 'sw-many', version })))
    await world.upstream.publish({ name: 'stable', components: { main: all } })
    await world.start({}, { retain_package_versions: 2 }).sync()
    const listed = [...(await world.mirror.text(PACKAGES)).matchAll(/^Version: (.*)$/gm)].map(([, version]) => version)
    expect(listed.toSorted()).toEqual(['1.10', '1:0.1'])
    // The others were not even fetched.
    const kept = all.filter(({ version }) => listed.includes(version)).map((deb) => poolPath(deb, 'main'))
    expect(world.payload().toSorted()).toEqual(kept.toSorted())
    const newer = await buildDeb({ package: 'sw-many', version: '1:0.2' })
    await world.upstream.publish({ name: 'stable', components: { main: [...all, newer] } })
    world.upstream.requests.length = 0
    await world.mirror.sync()
    expect(world.payload()).toEqual([poolPath(newer, 'main')])
    expect(world.mirror.latest().summary.present['deb.package']).toBe(2)
  })

  test('54 each architecture has its newest version; an older one comes back when upstream takes the newer away, and goes again', async () => {
    const arm = await buildDeb({ package: 'sw-many', version: '1.8', architecture: 'arm64' })
    const older = await buildDeb({ package: 'sw-many', version: '1.9' })
    const newer = await buildDeb({ package: 'sw-many', version: '1.10' })
    const architectures = ['amd64', 'arm64']
    const listed = async (): Promise<(string | undefined)[]> => {
      const texts = await Promise.all(
        architectures.map((name) => world.mirror.text(`dists/stable/main/binary-${name}/Packages`)),
      )
      return texts.map((text) => [...text.matchAll(/^Version: (.*)$/gm)].map(([, version]) => version).join(' '))
    }
    await world.upstream.publish({ name: 'stable', components: { main: [arm, older, newer] }, architectures })
    await world.start({}, { retain_package_versions: 1 }).sync()
    expect(await listed()).toEqual(['1.10', '1.8'])
    await world.upstream.publish({ name: 'stable', components: { main: [arm, older] }, architectures })
    await world.mirror.sync({ mirror: true })
    expect(await listed()).toEqual(['1.9', '1.8'])
    await world.upstream.publish({ name: 'stable', components: { main: [arm, newer] }, architectures })
    await world.mirror.sync({ mirror: false })
    expect(await listed()).toEqual(['1.10', '1.8'])
  })

  test('what no version holds is cleaned up, relations before what they relate', async () => {
    await world.start({ policy: 'on_demand' }).sync()
    const other = await buildDeb({ package: 'sw-other', version: '1' })
    await world.upstream.publish({ name: 'stable', components: { main: [other] } })
    await world.mirror.sync()
    const { engine } = world.mirror.test
    const first = findVersion(engine.catalogue, world.mirror.repository.pulp_id, 1)
    deleteVersion(engine, first as VersionRef)
    for (let round = 0; round < 2; round += 1) {
      expect((await world.mirror.test.run(orphanCleanup, { content: null, protection: 0 })).error).toBeNull()
    }
    expect([world.mirror.count('deb_package'), world.mirror.count('deb_packagereleasecomponent')]).toEqual([1, 1])
    expect(await world.mirror.text(PACKAGES)).toContain('sw-other')
  })

  test('other bytes under the same name, version and architecture take the place of the older', async () => {
    await world.start().sync()
    const again = await buildDeb({ package: 'sw-hello', version: '1.0-1', content: 'built again' })
    await world.upstream.publish({ name: 'stable', components: { main: [again, world.data] } })
    await world.mirror.sync({ mirror: false })
    const packages = await world.mirror.text(PACKAGES)
    expect(packages).toContain(sha256(again.bytes))
    expect(packages).not.toContain(sha256(world.hello.bytes))
    expect((await world.mirror.fetch(poolPath(world.hello, 'main'))).body.equals(again.bytes)).toBe(true)
  })
})

describe('what upstream offers', () => {
  test.each([[['.xz']], [['.zst']], [['.gz']], [['']]])(
    '123 indices are read whichever of them is served: %j',
    async (served) => {
      await world.upstream.publish({ name: 'stable', components: { main: world.debs }, served, byHash: false })
      expect((await world.start({ policy: 'on_demand' }).sync()).error).toBeNull()
      expect(world.mirror.latest().summary.present['deb.package']).toBe(2)
    },
  )

  test('123 indices are fetched by their hash, so that an update in the middle does no harm', async () => {
    await world.upstream.publish({ name: 'stable', components: { main: world.debs } })
    world.upstream.intercept = (path, _request, response) => {
      if (!path.startsWith(PACKAGES)) return false
      response.end('of the next generation')
      return true
    }
    expect((await world.start({ policy: 'on_demand' }).sync()).error).toBeNull()
    expect(world.indices().every((path) => path.includes('/by-hash/SHA256/'))).toBe(true)
  })

  test('123 suites, components and architectures are chosen; a package of two suites is fetched once', async () => {
    const arm = await buildDeb({ package: 'sw-arm', version: '1', architecture: 'arm64' })
    const free = await buildDeb({ package: 'sw-contrib', version: '1' })
    const architectures = ['amd64', 'arm64']
    const phased = (text: string): string =>
      text.replace('Package: sw-hello', 'Phased-Update-Percentage: 10\nPackage: sw-hello')
    await world.upstream.publish({
      name: 'stable',
      components: { main: [...world.debs, arm], contrib: [free] },
      architectures,
    })
    await world.upstream.publish({
      name: 'stable-updates',
      components: { main: world.debs },
      architectures,
      edit: phased,
    })
    const remote = { distributions: 'stable stable-updates', components: 'main', architectures: 'amd64' }
    expect((await world.start(remote).sync()).error).toBeNull()
    expect(world.mirror.latest().summary.present).toMatchObject({
      'deb.package': 2,
      'deb.package_release_component': 4,
      'deb.release': 2,
    })
    expect(world.payload().toSorted()).toEqual([poolPath(world.data, 'main'), poolPath(world.hello, 'main')].toSorted())
    expect(await world.mirror.text(PACKAGES)).not.toContain('Phased')
    expect(await world.mirror.text('dists/stable-updates/main/binary-amd64/Packages')).toContain(
      'Phased-Update-Percentage: 10',
    )
    expect((await world.mirror.fetch('dists/stable/contrib/binary-amd64/Packages')).status).toBe(404)
  })

  test('123 source packages come with every file of theirs, shared ones once', async () => {
    const shared = { 'src_1.0.orig.tar.gz': 'upstream' }
    const sources = [
      { source: 'src', version: '1.0-1', files: { ...shared, 'src_1.0-1.debian.tar.xz': 'one' } },
      { source: 'src', version: '1.0-2', files: { ...shared, 'src_1.0-2.debian.tar.xz': 'two' } },
    ]
    await world.upstream.publish({ name: 'stable', components: { main: world.debs }, sources: { main: sources } })
    expect((await world.start({ sync_sources: true }).sync()).error).toBeNull()
    expect(world.mirror.latest().summary.present).toMatchObject({ 'deb.source_package': 2, 'deb.source_index': 1 })
    const listed = await world.mirror.text('dists/stable/main/source/Sources')
    expect(listed).toBe(`${world.upstream.files.get('dists/stable/main/source/Sources')?.toString().trimEnd()}\n\n`)
    for (const name of ['src_1.0-1.dsc', 'src_1.0.orig.tar.gz', 'src_1.0-2.debian.tar.xz']) {
      expect(
        (await world.mirror.fetch(`pool/main/s/src/${name}`)).body.equals(
          world.upstream.files.get(`pool/main/s/src/${name}`) as Buffer,
        ),
      ).toBe(true)
    }
  })

  test('123 the installer comes along when asked for: its packages in an index of their own, its files as upstream has them', async () => {
    const udeb = await buildDeb({ package: 'sw-udeb', version: '1' })
    const installer = { 'netboot/linux': 'kernel', 'netboot/initrd.gz': 'ramdisk' }
    await world.upstream.publish({
      name: 'stable',
      components: { main: world.debs },
      udebs: { main: [udeb] },
      installer,
    })
    expect((await world.start({ sync_udebs: true, sync_installer: true }, { verbatim: true }).sync()).error).toBeNull()
    expect(world.mirror.latest().summary.present).toMatchObject({
      'deb.package': 2,
      'deb.installer_package': 1,
      'deb.installer_file_index': 1,
      'deb.generic': 2,
    })
    const images = 'dists/stable/main/installer-amd64/current/images/'
    expect(await world.mirror.text(`${images}netboot/linux`)).toBe('kernel')
    expect(await world.mirror.text(`${images}SHA256SUMS`)).toContain('./netboot/initrd.gz')
    world.mirror.repository.save({ verbatim: false })
    expect((await world.mirror.sync()).error).toBeNull()
    expect(await world.mirror.text('dists/stable/main/debian-installer/binary-amd64/Packages')).toContain(
      'Package: sw-udeb\n',
    )
    expect(await world.mirror.text(PACKAGES)).not.toContain('sw-udeb')
  })

  test('files of the installer are published with indices of our own, which list their checksums', async () => {
    const installer = { 'netboot/linux': 'kernel', 'netboot/initrd.gz': 'ramdisk' }
    await world.upstream.publish({ name: 'stable', components: { main: world.debs }, installer })
    expect((await world.start({ sync_installer: true }).sync()).error).toBeNull()
    const images = 'main/installer-amd64/current/images/'
    expect(await world.mirror.text(`dists/stable/${images}netboot/linux`)).toBe('kernel')
    const sums = (await world.mirror.fetch(`dists/stable/${images}SHA256SUMS`)).body
    expect(sums.toString()).toContain('./netboot/initrd.gz')
    expect(await world.mirror.text('dists/stable/Release')).toMatch(
      new RegExp(`${sha256(sums)} +\\d+ ${images}SHA256SUMS\n`),
    )
  })

  test('an index that Release lists and nobody has fails the sync, or is left out when that is wanted', async () => {
    await world.upstream.publish({ name: 'stable', components: { main: world.debs, contrib: [] } })
    for (const path of world.upstream.files.keys()) if (path.includes('contrib')) world.upstream.files.delete(path)
    expect((await world.start().sync()).error).toMatchObject({ code: 'deb.index_missing' })
    world.mirror.remote.save({ ignore_missing_package_indices: true })
    const task = await world.mirror.sync()
    expect(task.error).toBeNull()
    expect(world.mirror.reports(task)['sync.missing_indices']?.message).toContain(
      'dists/stable/contrib/binary-amd64/Packages',
    )
    world.mirror.remote.save({ ignore_missing_package_indices: false, components: 'main nonsense' })
    expect((await world.mirror.sync()).error).toMatchObject({
      code: 'deb.unknown_component',
      params: { names: 'nonsense' },
    })
    world.mirror.remote.save({ components: 'main', architectures: 'amd64 vax' })
    expect((await world.mirror.sync()).error).toMatchObject({
      code: 'deb.unknown_architecture',
      params: { names: 'vax' },
    })
  })
})
