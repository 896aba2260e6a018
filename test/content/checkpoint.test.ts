import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import type { PublicationInstance } from '../../src/main/engine/db/masters.ts'
import { checkpointName } from '../../src/main/engine/repository/checkpoint-name.ts'
import { applyRetention } from '../../src/main/engine/repository/retention.ts'
import { listVersions } from '../../src/main/engine/repository/version.ts'
import { ask } from './client.ts'
import { ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'
let world: ShelfWorld

beforeEach(async () => {
  world = await ShelfWorld.start()
})
afterEach(async () => await world.close())

function madeAt(publication: PublicationInstance, time: string): void {
  world.it.engine.catalogue
    .prepare('UPDATE core_publication SET pulp_created = ? WHERE pulp_id = ?')
    .run(Date.parse(time), uuidToBlob(publication.pulp_id))
}

/** A repository with checkpoints of January and March, and a publication of February that is none. */
async function threeMonths() {
  const repository = world.repository()
  const january = await world.publish(await world.put(repository, { 'd/f': 'one' }), {}, false, true)
  const february = await world.publish(await world.put(repository, { 'd/f': 'two' }))
  const march = await world.publish(
    await world.put(repository, { 'd/f': 'three', new: 'n' }),
    { INDEX: 'i' },
    true,
    true,
  )
  madeAt(january, '2026-01-01T10:00:00.250Z')
  madeAt(february, '2026-02-01T10:00:00Z')
  madeAt(march, '2026-03-01T10:00:00.999Z')
  world.distribute('past', { repository_id: repository.pulp_id, checkpoint: true })
  return { repository, january, march }
}

test('72 the time of a checkpoint serves it, one between two leads to the earlier, future and before the first are 404', async () => {
  await threeMonths()
  const reply = await ask(world.url, `${AT}past/20260101T100000Z/d/f`)
  expect([reply.status, reply.text]).toEqual([200, 'one'])
  expect((await ask(world.url, `${AT}past/20260301T100000Z/d/f`)).text).toBe('three')
  expect((await ask(world.url, `${AT}past/20260301T100000Z/INDEX`)).text).toBe('i')
  expect((await ask(world.url, `${AT}past/20260101T100000Z/new`)).status).toBe(404)
  const between = await ask(world.url, `${AT}past/20260215T000000Z/d/f`)
  expect([between.status, between.headers.location]).toEqual([301, `${AT}past/20260101T100000Z/d/f`])
  const after = await ask(world.url, `${AT}past/20260301T100001Z/`)
  expect([after.status, after.headers.location]).toEqual([301, `${AT}past/20260301T100000Z/`])
  const nextYear = `${new Date().getUTCFullYear() + 1}0101T000000Z`
  for (const time of ['20251231T235959Z', nextYear, '20260231T000000Z', '2026', '20260101T100000', 'd']) {
    expect((await ask(world.url, `${AT}past/${time}/d/f`)).status, time).toBe(404)
  }
})

test('72 a moment that is still to come is there once it has come, though nothing was written', async () => {
  await threeMonths()
  const soon = checkpointName(Date.now() + 2000)
  const status = async (): Promise<number> => (await ask(world.url, `${AT}past/${soon}/d/f`)).status
  expect([await status(), await status()]).toEqual([404, 404])
  await expect.poll(status, { timeout: 10_000 }).toBe(301)
})

test('72 checkpoints of one second have addresses of their own', async () => {
  const { january, march } = await threeMonths()
  madeAt(march, '2026-01-01T10:00:00.251Z')
  expect(january.pulp_id).not.toBe(march.pulp_id)
  expect((await ask(world.url, `${AT}past/20260101T100000Z/d/f`)).text).toBe('one')
  expect((await ask(world.url, `${AT}past/20260101T100001Z/d/f`)).text).toBe('three')
  const page = await ask(world.url, `${AT}past/`)
  expect(page.text.match(/href="\.\/2026[^"]*/g)).toEqual(
    ['20260101T100000Z/', '20260101T100001Z/'].map((one) => `href="./${one}`),
  )
})

test('72 a distribution of checkpoints lists their times, and folders below them', async () => {
  await threeMonths()
  const page = await ask(world.url, `${AT}past/`)
  const names = (text: string): string[] => [...text.matchAll(/<a href="\.\/([^"]*)"/g)].map(([, name = '']) => name)
  expect(names(page.text)).toEqual(['20260101T100000Z/', '20260301T100000Z/'])
  expect(page.text).toContain('2026-01-01 10:00')
  const bare = await ask(world.url, `${AT}past/20260101T100000Z`)
  expect([bare.status, bare.headers.location]).toEqual([301, `${AT}past/20260101T100000Z/`])
  expect(names((await ask(world.url, `${AT}past/20260301T100000Z/`)).text)).toEqual(['INDEX', 'd/', 'new'])
  const folder = await ask(world.url, `${AT}past/20260301T100000Z/d`)
  expect([folder.status, folder.headers.location]).toEqual([301, `${AT}past/20260301T100000Z/d/`])
  expect((await ask(world.url, `${AT}past/20260301T100000Z/d/`)).text).toContain('Index of /pulp/content/past/2026')
})

test('72 retention leaves versions of checkpoints alone while they are served, and retain_checkpoints keeps the newest', async () => {
  const { repository, january } = await threeMonths()
  const numbers = () => listVersions(world.it.engine.catalogue, repository.pulp_id).map(({ number }) => number)
  repository.save({ retain_repo_versions: 1 })
  applyRetention(world.context(), repository.pulp_id)
  expect(numbers()).toEqual([3, 2, 1])
  repository.save({ retain_checkpoints: 1 })
  applyRetention(world.context(), repository.pulp_id)
  expect((await ask(world.url, `${AT}past/20260301T100000Z/d/f`)).text).toBe('three')
  expect((await ask(world.url, `${AT}past/20260101T100000Z/d/f`)).status).toBe(404)
  expect(numbers()).not.toContain(1)
  expect(january.pulp_id).toBeDefined()
})
