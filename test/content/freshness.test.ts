import { afterEach, beforeEach, expect, test } from 'vitest'
import { Catalogue } from '../../src/main/engine/db/catalogue.ts'
import { Distribution } from '../../src/main/engine/db/masters.ts'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { ask } from './client.ts'
import { Live, live, ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'

let world: ShelfWorld

beforeEach(async () => {
  world = await ShelfWorld.start()
})
afterEach(async () => await world.close())

const text = async (path: string): Promise<string> => {
  const reply = await ask(world.url, AT + path)
  return reply.status === 200 ? reply.text : String(reply.status)
}

test('64, 74 re-pointing is seen by the very next request, whoever writes it', async () => {
  const repository = world.repository()
  const one = await world.publish(await world.put(repository, { f: 'one', g: 'only one' }))
  const two = await world.publish(await world.put(repository, { f: 'two' }))
  const distribution = world.distribute('d', { publication_id: one.pulp_id })
  const elsewhere = Catalogue.open(world.it.engine.catalogue.file)
  try {
    const repoint = elsewhere.prepare('UPDATE core_distribution SET publication_id = ? WHERE pulp_id = ?')
    for (let round = 0; round < 50; round += 1) {
      expect(await text('d/f')).toBe('one')
      distribution.save({ publication_id: two.pulp_id })
      expect(await text('d/f')).toBe('two')
      repoint.run(uuidToBlob(one.pulp_id), uuidToBlob(distribution.pulp_id))
    }
  } finally {
    elsewhere.close()
  }
})

test('62, 74 new versions, new publications, renames and deletions are seen at once', async () => {
  const repository = world.repository()
  const version = await world.put(repository, { f: 'one' })
  world.distribute('p', { repository_id: repository.pulp_id })
  world.distribute('v', { repository_id: repository.pulp_id }, Live)
  expect([await text('p/f'), await text('v/f')]).toEqual(['404', 'one'])
  await world.publish(version)
  expect([await text('p/f'), await text('v/f')]).toEqual(['one', 'one'])
  const next = await world.put(repository, { f: 'two' })
  expect([await text('p/f'), await text('v/f')]).toEqual(['one', 'two'])
  await world.publish(next)
  expect([await text('p/f'), await text('v/f')]).toEqual(['two', 'two'])
  const distribution = Distribution.find(world.it.engine.catalogue, { base_path: 'p' })
  distribution?.save({ base_path: 'q' })
  expect([await text('p/f'), await text('q/f')]).toEqual(['404', 'two'])
  distribution?.cast().delete()
  expect(await text('q/f')).toBe('404')
})

test('58 every answer of a walk during switches belongs to one publication', async () => {
  const repository = world.repository()
  const goods = (mark: string): Record<string, string> =>
    Object.fromEntries(['a', 'b', 'c'].map((path) => [path, mark]))
  const publications = [
    await world.publish(await world.put(repository, goods('one'))),
    await world.publish(await world.put(repository, goods('two'))),
  ]
  const distribution = world.distribute('d', { publication_id: publications[0]?.pulp_id })
  let current = 0
  let running = true
  const switching = (async () => {
    while (running) {
      current = 1 - current
      distribution.save({ publication_id: publications[current]?.pulp_id ?? null })
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  const seen = new Set<string>()
  for (let round = 0; round < 200; round += 1) {
    const replies = await Promise.all(['a', 'b', 'c'].map((path) => text(`d/${path}`)))
    for (const reply of replies) seen.add(reply)
  }
  running = false
  await switching
  expect(seen).toEqual(new Set(['one', 'two']))
  distribution.save({ publication_id: publications[0]?.pulp_id ?? null })
  expect(await Promise.all(['a', 'b', 'c'].map((path) => text(`d/${path}`)))).toEqual(['one', 'one', 'one'])
})

test('index files of publications made in the same second have different dates, and going back is noticed', async () => {
  const repository = world.repository()
  const version = await world.put(repository, { f: 'file' })
  const publications = []
  for (const mark of ['one', 'two', 'three', 'four']) publications.push(await world.publish(version, { INDEX: mark }))
  const distribution = world.distribute('d', { publication_id: publications[0]?.pulp_id })
  const dates: string[] = []
  for (const publication of publications) {
    distribution.save({ publication_id: publication.pulp_id })
    dates.push((await ask(world.url, `${AT}d/INDEX`)).headers['last-modified'] ?? '')
  }
  expect(new Set(dates).size).toBe(4)
  distribution.save({ publication_id: publications[0]?.pulp_id ?? null })
  const reply = await ask(world.url, `${AT}d/INDEX`, { headers: { 'if-modified-since': dates[3] } })
  expect(reply).toMatchObject({ status: 200, text: 'one' })
  expect((await ask(world.url, `${AT}d/INDEX`, { headers: { 'if-modified-since': dates[0] } })).status).toBe(304)
})

test('files stored in the same second under one path carry no date that could be mistaken', async () => {
  const repository = world.repository()
  const one = await world.publish(await world.put(repository, { f: 'one' }))
  const two = await world.publish(await world.put(repository, { f: 'two' }))
  world.it.engine.catalogue.prepare('UPDATE core_artifact SET pulp_created = 1700000000123').run()
  const distribution = world.distribute('d', { publication_id: one.pulp_id })
  expect((await ask(world.url, `${AT}d/f`)).headers['last-modified']).toBeUndefined()
  distribution.save({ publication_id: two.pulp_id })
  const since = new Date(1_700_000_000_000).toUTCString()
  expect((await ask(world.url, `${AT}d/f`, { headers: { 'if-modified-since': since } })).text).toBe('two')
})

test('answers of a handler follow the version', async () => {
  const repository = world.repository()
  await world.put(repository, { f: 'x' })
  world.distribute('v', { repository_id: repository.pulp_id }, Live)
  live.handler = ({ version }) => ({ kind: 'body', contentType: 'text/plain', body: `version ${version?.number}` })
  expect(await text('v/any')).toBe('version 1')
  await world.put(repository, { g: 'y' })
  expect(await text('v/any')).toBe('version 2')
})
