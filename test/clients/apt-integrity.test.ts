/** What holds of every version of an apt repository, whoever makes it. */
import { expect, test } from 'vitest'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { PackageReleaseComponent, ReleaseComponent } from '../../src/main/plugins/deb/model/release.ts'
import { Package } from '../../src/main/plugins/deb/model/package.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'

const world = useDebWorld()

async function modify(change: { add?: string[]; remove?: string[] | '*' }): Promise<void> {
  const { test: it, repository } = world.mirror
  const rest = { add: [], remove: [], baseVersion: null, overwrite: true, repository: repository.pulp_id }
  const task = await it.run(modifyRepository, { ...rest, ...change } as never, { exclusive: [repository] })
  expect(task.error).toBeNull()
}

const present = (type: string): number => world.mirror.latest().summary.present[type] ?? 0

test('a package that is taken out takes its places in components with it, and so does a component', async () => {
  await world.upstream.publish({ name: 'stable', components: { main: world.debs, extra: [world.data] } })
  await world.start({ policy: 'on_demand' }).sync()
  const { catalogue } = world.mirror.test.engine
  expect([present('deb.package'), present('deb.package_release_component')]).toEqual([3, 3])
  const hello = Package.find(catalogue, { package: 'sw-hello' })
  await modify({ remove: [hello?.pulp_id ?? ''] })
  expect([present('deb.package'), present('deb.package_release_component')]).toEqual([2, 2])
  expect(await world.mirror.text('dists/stable/main/binary-amd64/Packages')).not.toContain('sw-hello')
  const extra = ReleaseComponent.find(catalogue, { component: 'extra' })
  await modify({ remove: [extra?.pulp_id ?? ''] })
  expect([present('deb.package'), present('deb.package_release_component')]).toEqual([2, 1])
})

test('that a package is in a component does not come without the package', async () => {
  await world.upstream.publish({ name: 'stable', components: { main: world.debs } })
  await world.start({ policy: 'on_demand' }).sync()
  const { catalogue } = world.mirror.test.engine
  const places = PackageReleaseComponent.list(catalogue, {}).map(({ pulp_id: id }) => id)
  await modify({ remove: '*' })
  const hello = Package.find(catalogue, { package: 'sw-hello' })
  const component = ReleaseComponent.find(catalogue, { component: 'main' })
  await modify({ add: [...places, hello?.pulp_id ?? '', component?.pulp_id ?? ''] })
  expect([present('deb.package'), present('deb.package_release_component')]).toEqual([1, 1])
})

test.each(['in one sync', 'one sync after the other'])(
  'source packages that claim different files under one name are refused: %s',
  async (how) => {
    const source = (version: string, content: string) => ({
      source: 'src',
      version,
      files: { 'src.orig.tar': content },
    })
    const [one, two] = [source('1-1', 'one'), source('1-2', 'two')]
    const remote = { policy: 'on_demand', sync_sources: true } as const
    const components = { main: world.debs }
    if (how === 'in one sync') {
      await world.upstream.publish({ name: 'stable', components, sources: { main: [one, two] } })
      world.start(remote)
    } else {
      await world.upstream.publish({ name: 'stable', components, sources: { main: [one] } })
      expect((await world.start(remote).sync({ mirror: false })).error).toBeNull()
      await world.upstream.publish({ name: 'stable', components, sources: { main: [two] } })
    }
    const before = world.mirror.latest().number
    const { error } = await world.mirror.sync({ mirror: false })
    expect(error).toMatchObject({ code: 'deb.conflicting_package', params: { path: 'pool/main/s/src/src.orig.tar' } })
    expect(world.mirror.latest().number).toBe(before)
  },
)
