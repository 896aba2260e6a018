/** What one publication wrote, the next one need not write again. */
import { expect, test } from 'vitest'
import { AptRepository } from '../../src/main/plugins/deb/model/resource.ts'
import { publishAptTask } from '../../src/main/plugins/deb/publish/publish-apt.ts'
import type { MadeSuite } from '../fixtures/deb-upstream.ts'
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
