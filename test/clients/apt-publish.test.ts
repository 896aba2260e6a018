/** What one publication wrote, the next one need not write again. */
import { expect, test } from 'vitest'
import { AptPublication, AptRepository } from '../../src/main/plugins/deb/model/resource.ts'
import { publishAptTask } from '../../src/main/plugins/deb/publish/publish-apt.ts'
import { buildDeb, type MadeSuite, poolPath, sha256 } from '../fixtures/deb-upstream.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'

const world = useDebWorld()

test('an index whose packages are those of an earlier publication is not written again', async () => {
  const suite = (name: string, main: MadeSuite['components'][string]): MadeSuite => ({ name, components: { main } })
  const { upstream, hello, data } = world
  for (const name of ['stable', 'testing']) await upstream.publish(suite(name, [hello, data]))
  const mirror = world.start({ architectures: 'amd64', distributions: 'stable testing' })
  const { catalogue } = mirror.test.engine
  expect((await mirror.sync()).error).toBeNull()
  const path = (name: string): string => `dists/${name}/main/binary-amd64/Packages`
  const before = await mirror.text(path('stable'))
  // Both suites have the same packages, each by relations of its own: two indices, in four forms each.
  expect(mirror.count('deb_writtenindex')).toBe(8)
  // Units never change. One that did shows which indices are written.
  catalogue.sqlite.exec("UPDATE deb_package SET paragraph = 'X-Changed: yes' || char(10) || paragraph")
  await upstream.publish(suite('testing', [hello]))
  expect((await mirror.sync()).error).toBeNull()
  expect(await mirror.text(path('stable'))).toBe(before)
  expect(await mirror.text(path('testing'))).toContain('X-Changed: yes')
  const release = await mirror.text('dists/stable/Release')
  for (const ending of ['', '.gz', '.xz', '.zst']) expect(release).toContain(` main/binary-amd64/Packages${ending}\n`)
  // Without what is remembered, all are.
  catalogue.sqlite.exec('DELETE FROM deb_writtenindex')
  const published = await mirror.test.run(publishAptTask, { repository_version: mirror.latest().id })
  expect(published.error).toBeNull()
  expect(await mirror.text(path('stable'))).toContain('X-Changed: yes')
})

test('how long a publication is valid is for the repository or the publication to say', async () => {
  await world.upstream.publish({ name: 'stable', components: { main: [world.hello] } })
  const mirror = world.start({}, { valid_days: 7 })
  expect((await mirror.sync()).error).toBeNull()
  const days = async (): Promise<number | null> => {
    const release = await mirror.text('dists/stable/Release')
    const field = (name: string): number => Date.parse(new RegExp(`^${name}: (.*)$`, 'm').exec(release)?.[1] ?? '')
    return release.includes('Valid-Until') ? (field('Valid-Until') - field('Date')) / (24 * 3600 * 1000) : null
  }
  expect(await days()).toBe(7)
  const publish = async (values: object): Promise<number | null> => {
    const { error } = await mirror.test.run(publishAptTask, { repository_version: mirror.latest().id, ...values })
    expect(error).toBeNull()
    return await days()
  }
  expect(await publish({ valid_days: 2 })).toBe(2)
  AptRepository.get(mirror.test.engine.catalogue, mirror.repository.pulp_id).save({ valid_days: null })
  expect(await publish({})).toBeNull()
})

test('123 packages lie where the layout of the publication has them, and indices say so', async () => {
  const udeb = await buildDeb({ package: 'sw-udeb', version: '1' })
  const suite = { name: 'stable', components: { main: [world.hello] }, udebs: { main: [udeb] } }
  await world.upstream.publish(suite)
  const mirror = world.start({ sync_udebs: true, policy: 'on_demand' }, { autopublish: false })
  // What a publication replaces is gone at once.
  mirror.test.engine.settings.DISTRIBUTED_PUBLICATION_RETENTION_PERIOD = 0
  expect((await mirror.sync()).error).toBeNull()
  const own = poolPath(world.hello, 'main')
  const hashed = own.replace(/([^/]+)$/, `by-digest/${sha256(world.hello.bytes).slice(0, 6)}-$1`)
  const publish = async (values: object) => {
    const { error } = await mirror.test.run(publishAptTask, { repository_version: mirror.latest().id, ...values })
    expect(error).toBeNull()
    const packages = await mirror.text('dists/stable/main/binary-amd64/Packages')
    const named = /^Filename: (.*)$/m.exec(packages)?.[1]
    const statuses = await Promise.all([own, hashed].map(async (path) => (await mirror.fetch(path)).status))
    return { named, statuses, packages }
  }
  const usual = await publish({})
  expect(usual).toMatchObject({ named: own, statuses: [200, 404] })
  const alone = await publish({ layout: 'nested_by_digest' })
  expect(alone).toMatchObject({ named: hashed, statuses: [404, 200] })
  expect(alone.packages.replace(hashed, own)).toBe(usual.packages)
  const udebs = await mirror.text('dists/stable/main/debian-installer/binary-amd64/Packages')
  const path = /^Filename: (.*)$/m.exec(udebs)?.[1] ?? ''
  expect(path).toContain(`/by-digest/${sha256(udeb.bytes).slice(0, 6)}-sw-udeb_1_`)
  expect((await mirror.fetch(path)).body.equals(udeb.bytes)).toBe(true)
  expect(await publish({ layout: 'nested_by_both' })).toMatchObject({ named: hashed, statuses: [200, 200] })
  // What was written for one layout is not taken for another.
  expect((await publish({})).packages).toBe(usual.packages)
  const all = await publish({ layout: 'nested_by_digest', simple: true })
  expect(all.named).toBe(hashed)
  expect(await mirror.text('dists/default/all/binary-amd64/Packages')).toContain(`Filename: ${hashed}\n`)
})

test('123 a Release file for each index is made and listed where old programs want it', async () => {
  await world.upstream.publish({ name: 'stable', components: { main: [world.hello] } })
  const mirror = world.start()
  expect((await mirror.sync()).error).toBeNull()
  const path = 'main/binary-amd64/Release'
  expect((await mirror.fetch(`dists/stable/${path}`)).status).toBe(404)
  const values = { repository_version: mirror.latest().id, publish_legacy_release_files: true }
  expect((await mirror.test.run(publishAptTask, values)).error).toBeNull()
  const { body } = await mirror.fetch(`dists/stable/${path}`)
  expect(body.toString()).toBe(
    'Archive: stable\nOrigin: Upstream\nLabel: Upstream\nAcquire-By-Hash: yes\nComponent: main\nArchitecture: amd64\n',
  )
  expect(await mirror.text('dists/stable/Release')).toMatch(new RegExp(`${sha256(body)} +${body.length} ${path}\n`))
  const publication = AptPublication.find(mirror.test.engine.catalogue, { publish_legacy_release_files: true })
  expect(publication).toMatchObject({ publish_legacy_release_files: true, layout: 'nested_alphabetically' })
})
