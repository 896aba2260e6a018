import { afterEach, expect, test } from 'vitest'
import { createPublication } from '../../src/main/engine/repository/publication-builder.ts'
import { applyRetention } from '../../src/main/engine/repository/retention.ts'
import { forgetReplaced } from '../../src/main/engine/repository/replaced-publication.ts'
import { listVersions } from '../../src/main/engine/repository/version.ts'
import { ask } from './client.ts'
import { ShelfPublication, ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'
let world: ShelfWorld

afterEach(async () => await world.close())

const status = async (path: string): Promise<number> => (await ask(world.url, AT + path)).status

/** As if everything that was replaced had been so that many seconds before. */
const passed = (seconds: number): unknown =>
  world.it.engine.catalogue
    .prepare('UPDATE core_distributedpublication SET replaced_at = replaced_at - ?')
    .run(seconds * 1000)

test('71 old metadata stays at its path for the period after its publication was replaced, then 404', async () => {
  world = await ShelfWorld.start({ settings: { DISTRIBUTED_PUBLICATION_RETENTION_PERIOD: 3600 } })
  const repository = world.repository()
  await world.publish(await world.put(repository, { old: 'x' }), { INDEX: 'one', 'meta/1.xml': 'meta one' }, true)
  world.distribute('latest', { repository_id: repository.pulp_id })
  const second = await world.publish(await world.put(repository, { new: 'y' }), { INDEX: 'two', 'meta/2.xml': 'm' })
  const named = world.distribute('named', { publication_id: second.pulp_id })
  expect((await ask(world.url, `${AT}latest/INDEX`)).text).toBe('two')
  expect((await ask(world.url, `${AT}latest/meta/1.xml`)).text).toBe('meta one')
  expect(await status('named/meta/1.xml')).toBe(404)
  const other = world.repository()
  named.save({ publication_id: null, repository_id: other.pulp_id })
  expect(await status('named/meta/2.xml')).toBe(404)
  await world.publish(await world.put(other, { z: 'z' }))
  expect(await status('named/meta/2.xml')).toBe(200)
  const listed = await ask(world.url, `${AT}latest/meta/`)
  expect(listed.text).not.toContain('1.xml')
  passed(3590)
  expect(await status('latest/meta/1.xml')).toBe(200)
  passed(11)
  expect(await status('latest/meta/1.xml')).toBe(404)
  expect(await status('named/meta/2.xml')).toBe(404)
})

test('71 files of the replaced version that old metadata names are there too, of pass-through publications', async () => {
  world = await ShelfWorld.start()
  const repository = world.repository()
  await world.publish(await world.put(repository, { f: 'one' }), {}, true)
  world.distribute('d', { repository_id: repository.pulp_id })
  const { newVersion } = await import('../../src/main/engine/repository/new-version.ts')
  const empty = await newVersion(world.context(), repository, {}, async (builder) => void builder.removeAll())
  await world.publish(empty as never, {}, true)
  expect((await ask(world.url, `${AT}d/f`)).text).toBe('one')
  passed(3 * 24 * 3600 + 1)
  expect(await status('d/f')).toBe(404)
})

test('71 with a period of 0 what is replaced is gone at once', async () => {
  world = await ShelfWorld.start({ settings: { DISTRIBUTED_PUBLICATION_RETENTION_PERIOD: 0 } })
  const repository = world.repository()
  await world.publish(await world.put(repository, { f: 'one' }), { 'meta/1': 'm' })
  world.distribute('d', { repository_id: repository.pulp_id })
  expect(await status('d/meta/1')).toBe(200)
  await world.publish(await world.put(repository, { f: 'two' }))
  expect(await status('d/meta/1')).toBe(404)
})

test('71 a remembered answer ends with the period, though nothing is written then', async () => {
  world = await ShelfWorld.start({ settings: { DISTRIBUTED_PUBLICATION_RETENTION_PERIOD: 2 } })
  const repository = world.repository()
  await world.publish(await world.put(repository, { f: 'one' }), { 'meta/1': 'm' })
  world.distribute('d', { repository_id: repository.pulp_id })
  await world.publish(await world.put(repository, { f: 'two' }))
  expect(await status('d/meta/1')).toBe(200)
  await expect.poll(() => status('d/meta/1'), { timeout: 10_000 }).toBe(404)
})

test('71 retention keeps the version of a publication that was replaced lately, and lets it go afterwards', async () => {
  world = await ShelfWorld.start()
  const repository = world.repository()
  await world.publish(await world.put(repository, { f: 'one' }), { 'meta/1': 'm' })
  world.distribute('d', { repository_id: repository.pulp_id })
  repository.save({ retain_repo_versions: 1 })
  await world.publish(await world.put(repository, { f: 'two' }))
  await world.publish(await world.put(repository, { f: 'three' }))
  const numbers = () => listVersions(world.it.engine.catalogue, repository.pulp_id).map(({ number }) => number)
  applyRetention(world.context(), repository.pulp_id)
  expect(numbers()).toEqual([3, 2, 1])
  expect(await status('d/meta/1')).toBe(200)
  passed(3 * 24 * 3600 + 1)
  forgetReplaced(world.it.engine)
  applyRetention(world.context(), repository.pulp_id)
  expect(numbers()).toEqual([3, 2])
})

test('71 what lay under its hash stays there, too, and no look goes through all that was replaced', async () => {
  world = await ShelfWorld.start()
  const { catalogue } = world.it.engine
  const repository = world.repository()
  const first = await world.put(repository, { f: 'one' })
  await createPublication(world.context(), ShelfPublication, first, { pass_through: true }, async (builder) => {
    const index = await builder.addMetadata('INDEX', await world.temporaryFile('index one'))
    builder.addArtifacts([{ relativePath: 'by-hash/1', ...index }])
  })
  world.distribute('d', { repository_id: repository.pulp_id })
  const prepared: string[] = []
  const prepare = catalogue.prepare.bind(catalogue)
  catalogue.prepare = (sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }
  await world.publish(await world.put(repository, { g: 'two' }), { INDEX: 'index two' }, true)
  expect((await ask(world.url, `${AT}d/by-hash/1`)).text).toBe('index one')
  expect(await status('d/none')).toBe(404)
  const sql = prepared.find((one) => one.includes('core_distributedpublication r') && one.includes('@path')) ?? ''
  const plan = catalogue.sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({ path: 'x', distribution: null, since: 0 })
  const details = (plan as { detail: string }[]).map(({ detail }) => detail)
  // By its whole key: those of one distribution may be thousands.
  const replaced = details.filter((detail) => / r USING/.test(detail))
  expect(replaced).toHaveLength(3)
  for (const detail of replaced) expect(detail).toContain('(distribution_id=? AND publication_id=?)')
  expect(details.filter((detail) => detail.startsWith('SCAN'))).toEqual([])
})
