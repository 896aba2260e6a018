import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Live, live, ShelfWorld } from './shelf.ts'
import { ask } from './client.ts'

const AT = '/pulp/content/'
let world: ShelfWorld

afterEach(async () => await world.close())

const got = async (path: string): Promise<[string | string[] | undefined, string]> => {
  const { headers, text } = await ask(world.url, AT + path)
  return [headers['x-pulp-cache'], text]
}

test('74 the second GET is a HIT; whatever is written, the next one is a MISS with the new answer', async () => {
  world = await ShelfWorld.start()
  const repository = world.repository()
  const one = await world.publish(await world.put(repository, { f: 'one' }))
  const two = await world.publish(await world.put(repository, { f: 'two' }))
  const distribution = world.distribute('d', { publication_id: one.pulp_id })
  for (let round = 0; round < 20; round += 1) {
    expect(await got('d/f')).toEqual(['MISS', 'one'])
    expect(await got('d/f')).toEqual(['HIT', 'one'])
    distribution.save({ publication_id: two.pulp_id })
    expect(await got('d/f')).toEqual(['MISS', 'two'])
    expect(await got('d/f')).toEqual(['HIT', 'two'])
    distribution.save({ publication_id: one.pulp_id })
  }
  const partial = await ask(world.url, `${AT}d/f`, { headers: { range: 'bytes=0-0' } })
  expect([partial.status, partial.headers['x-pulp-cache']]).toEqual([206, 'MISS'])
  const same = { 'if-none-match': partial.headers.etag }
  const unchanged = await ask(world.url, `${AT}d/f`, { headers: same })
  expect([unchanged.status, unchanged.headers['x-pulp-cache']]).toEqual([304, 'HIT'])
  distribution.delete()
  expect((await ask(world.url, `${AT}d/f`)).status).toBe(404)
})

/** As if everything had been stored a while ago: files of this very second are looked up again after each change. */
const age = (): void => {
  world.it.engine.catalogue.prepare('UPDATE core_artifact SET pulp_created = pulp_created - 10000').run()
}

test('74 a change elsewhere leaves what is known alone; a change that matters does not', async () => {
  world = await ShelfWorld.start()
  const repository = world.repository()
  const publication = await world.publish(await world.put(repository, { 'a/f': 'one' }))
  const distribution = world.distribute('d', { publication_id: publication.pulp_id })
  age()
  expect(await got('d/a/f')).toEqual(['MISS', 'one'])
  await world.put(world.repository(), { f: 'other' })
  expect(await got('d/a/f')).toEqual(['HIT', 'one'])
  await world.serve('e', { f: 'another' })
  // A new base path may cover more of the path than the one before.
  expect(await got('d/a/f')).toEqual(['MISS', 'one'])
  await world.put(world.repository(), { f: 'third' })
  expect(await got('d/a/f')).toEqual(['HIT', 'one'])
  await world.serve('d/a', { f: 'covers it' })
  expect(await got('d/a/f')).toEqual(['MISS', 'covers it'])
  distribution.save({ pulp_labels: { a: 'b' } })
  expect((await got('d/a/f'))[1]).toEqual('covers it')
})

test('74 that there is nothing at a path is remembered, until there is something', async () => {
  world = await ShelfWorld.start()
  const repository = world.repository()
  const one = await world.publish(await world.put(repository, { f: 'one' }))
  const two = await world.publish(await world.put(repository, { g: 'two' }))
  const named = world.distribute('named', { publication_id: one.pulp_id })
  const followed = world.repository()
  world.distribute('followed', { repository_id: followed.pulp_id })
  const nothing = 'Not found\n'
  expect(await got('named/g')).toEqual(['MISS', nothing])
  expect(await got('followed/g')).toEqual(['MISS', nothing])
  await world.put(world.repository(), { f: 'elsewhere' })
  expect(await got('named/g')).toEqual(['HIT', nothing])
  expect(await got('followed/g')).toEqual(['HIT', nothing])
  await world.publish(await world.put(followed, { g: 'g' }))
  expect(await got('followed/g')).toEqual(['MISS', 'g'])
  // Nobody asked while the other was shown: what was replaced stays for its period all the same.
  named.save({ publication_id: two.pulp_id })
  named.save({ publication_id: one.pulp_id })
  expect(await got('named/g')).toEqual(['MISS', 'two'])
  expect(await got('named/h')).toEqual(['MISS', nothing])
  await world.serve('named/h', { 'index.html': 'a page' })
  expect((await ask(world.url, `${AT}named/h`)).status).toBe(301)
})

test('74 what is no longer stored is looked up again', async () => {
  world = await ShelfWorld.start()
  await world.serve('d', { f: 'one' })
  age()
  expect(await got('d/f')).toEqual(['MISS', 'one'])
  expect(await got('d/f')).toEqual(['HIT', 'one'])
  world.it.engine.catalogue.prepare('UPDATE core_contentartifact SET artifact_id = NULL').run()
  expect((await ask(world.url, `${AT}d/f`)).status).toBe(404)
})

test('74 answers of a plugin are of the version that is served now', async () => {
  world = await ShelfWorld.start()
  const repository = world.repository()
  await world.put(repository, { f: 'one' })
  live.handler = ({ version }) => ({ kind: 'body', contentType: 'text/plain', body: String(version?.number) })
  world.distribute('d', { repository_id: repository.pulp_id }, Live)
  expect(await got('d/x')).toEqual(['MISS', '1'])
  expect(await got('d/x')).toEqual(['HIT', '1'])
  await world.put(repository, { f: 'two' })
  expect(await got('d/x')).toEqual(['MISS', '2'])
})

test('74 the header can be left out', async () => {
  world = await ShelfWorld.start({ settings: { CONTENT_CACHE_HEADER: false } })
  await world.serve('d', { f: 'x' })
  expect(await got('d/f')).toEqual([undefined, 'x'])
})

const lines = (name = 'access.log'): Record<string, unknown>[] =>
  readFileSync(join(world.it.engine.folder.log, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('75 one GET is one line with path, status, bytes, time, client and distribution; the query is left out', async () => {
  world = await ShelfWorld.start()
  await world.serve('a/b', { 'd/f': 'hello', big: 'x'.repeat(100_000) })
  await ask(world.url, `${AT}a/b/d/f?validate_token=secret`)
  await ask(world.url, `${AT}a/b/d/f`, { method: 'HEAD' })
  await ask(world.url, `${AT}a/b/none`)
  await ask(world.url, `${AT}a/b/big`, { headers: { range: 'bytes=0-9' } })
  await ask(world.url, '/', { method: 'POST' })
  await expect.poll(() => lines().length, { timeout: 5000 }).toBe(5)
  expect(lines()[0]).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    address: '127.0.0.1',
    method: 'GET',
    path: `${AT}a/b/d/f`,
    status: 200,
    bytes: 5,
    ms: expect.any(Number),
    distribution: 'a/b',
    complete: true,
  })
  expect(lines().map(({ status, bytes, distribution }) => [status, bytes, distribution])).toEqual([
    [200, 5, 'a/b'],
    [200, 0, 'a/b'],
    [404, 10, 'a/b'],
    [206, 10, 'a/b'],
    [405, expect.any(Number), null],
  ])
  expect(statSync(join(world.it.engine.folder.log, 'access.log')).mode & 0o777).toBe(0o600)
  expect(world.server.stats().distributions['a/b']).toEqual({ requests: 4, bytes: 25 })
})

test('75 the access log stays within its bounds, and can be switched off', async () => {
  world = await ShelfWorld.start({ settings: { ACCESS_LOG_MAX_MB: 0.002, ACCESS_LOG_FILES: 3 } })
  await world.serve('d', { f: 'x' })
  for (let count = 0; count < 60; count += 1) await ask(world.url, `${AT}d/f`)
  const { log } = world.it.engine.folder
  const files = (): string[] => readdirSync(log).filter((name) => name.startsWith('access.log'))
  await expect.poll(() => files().toSorted(), { timeout: 5000 }).toEqual(['access.log', 'access.log.1', 'access.log.2'])
  for (const name of files()) expect(statSync(join(log, name)).size).toBeLessThan(2600)
  expect(lines('access.log.1').length).toBeGreaterThan(5)
  await world.close()
  world = await ShelfWorld.start({ settings: { ACCESS_LOG: false } })
  await world.serve('d', { f: 'x' })
  await ask(world.url, `${AT}d/f`)
  expect(readdirSync(world.it.engine.folder.log)).toEqual([])
})
