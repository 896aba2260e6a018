import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, type Reply } from './client.ts'
import { Live, ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'

let world: ShelfWorld

beforeEach(async () => {
  world = await ShelfWorld.start()
})
afterEach(async () => await world.close())

interface Line {
  href: string
  name: string
  date: string
  size: string
}

function linesOf(reply: Reply): Line[] {
  const lines = reply.text.matchAll(/^<a href="([^"]*)">(.*?)<\/a> +(-|\d{4}-\d\d-\d\d \d\d:\d\d) +(-|\d+)$/gm)
  return [...lines].map(([, href = '', name = '', date = '', size = '']) => ({
    href: href.replaceAll('&#39;', "'"),
    name,
    date,
    size,
  }))
}

test('65 a folder shows names, dates and sizes, sorted, with folders once', async () => {
  const digests = { sha256: 'ab'.repeat(32) }
  const elsewhere = { sources: [{ url: 'http://127.0.0.1:1/', remote: world.remote(), digests, size: 12345 }] }
  await world.serve(
    'a/b',
    { 'z.txt': '12345', 'd/1': 'x', 'd/2': 'y', 'd/e/3': 'z', 'cold.iso': elsewhere },
    { INDEX: 'i' },
  )
  const reply = await ask(world.url, `${AT}a/b/`)
  expect(reply.status).toBe(200)
  expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(reply.headers['content-security-policy']).toBe(
    "default-src 'none'; frame-ancestors 'none'; sandbox allow-downloads",
  )
  const lines = linesOf(reply)
  expect(lines.map(({ name, size }) => [name, size])).toEqual([
    ['INDEX', '1'],
    ['cold.iso', '12345'],
    ['d/', '-'],
    ['z.txt', '5'],
  ])
  expect(lines[3]?.date).toBe(new Date().toISOString().slice(0, 10) + lines[3]?.date.slice(10))
  expect(reply.text).toContain('<a href="../">')
  expect(linesOf(await ask(world.url, `${AT}a/b/d/`)).map(({ href }) => href)).toEqual(['./1', './2', './e/'])
  const again = await ask(world.url, `${AT}a/b/`, { headers: { 'if-none-match': reply.headers.etag } })
  expect(again.status).toBe(304)
})

test('many files in deep folders are listed without a gap', async () => {
  const { catalogue } = world.it.engine
  const repository = world.repository()
  const goods: Record<string, string> = {}
  for (let index = 0; index < 700; index += 1) goods[`f${String(index).padStart(4, '0')}`] = 'same'
  for (let index = 0; index < 600; index += 1) goods[`many/${index}`] = 'same'
  Object.assign(goods, {
    'many.txt': 'same',
    many0: 'same',
    'a-b': 'same',
    'a/b': 'same',
    'ä/ö': 'same',
    '\u{1F600}/x': 'same',
    '\uFFFD': 'same',
  })
  await world.publish(await world.put(repository, goods))
  world.distribute('m', { repository_id: repository.pulp_id })
  const names = linesOf(await ask(world.url, `${AT}m/`)).map(({ name }) => name)
  const wanted = new Set(Object.keys(goods).map((path) => (path.includes('/') ? `${path.split('/')[0]}/` : path)))
  expect(new Set(names)).toEqual(wanted)
  expect(names.length).toBe(wanted.size)
  expect(linesOf(await ask(world.url, `${AT}m/many/`)).length).toBe(600)
  for (const { href } of linesOf(await ask(world.url, `${AT}m/`)).filter((line) => line.size === '4')) {
    if (/[^a-z0-9./-]/i.test(href)) expect((await ask(world.url, `${AT}m/${href}`)).status, href).toBe(200)
  }
  expect(catalogue).toBeDefined()
})

test('names are escaped for the page and for the link', async () => {
  const names = ['<script>alert(1)</script>', 'a&b"c\'d', 'javascript:alert(1)', '100%25', 'plus+ and blank']
  await world.serve('a', Object.fromEntries(names.map((name) => [`x/${name.replaceAll('/', '_')}`, 'body'])))
  const reply = await ask(world.url, `${AT}a/x/`)
  expect(reply.text).not.toContain('<script>')
  expect(reply.text).not.toMatch(/href="javascript/)
  const lines = linesOf(reply)
  expect(lines.length).toBe(names.length)
  for (const { href } of lines) {
    expect((await ask(world.url, new URL(href, `${world.url}${AT}a/x/`).pathname)).text, href).toBe('body')
  }
})

test('65 a folder without its slash is redirected to it, and nothing else is', async () => {
  await world.serve('a', { 'd d/f': 'file' })
  const expected: [string, string][] = [
    ['a', `${AT}a/`],
    ['a/d%20d', `${AT}a/d%20d/`],
    ['a/./d%20d?x=//evil.example', `${AT}a/d%20d/`],
  ]
  for (const [path, location] of expected) {
    const reply = await ask(world.url, AT + path)
    expect(reply.status, path).toBe(301)
    expect(reply.headers.location).toBe(location)
  }
  expect((await ask(world.url, AT.slice(0, -1))).headers.location).toBe(AT)
  for (const path of ['a/d', 'a/d%20d/f/', 'a/d%20d/f/g', 'a/none/']) {
    expect((await ask(world.url, AT + path)).status, path).toBe(404)
  }
})

test('65 an index.html of its own is served in place of the listing', async () => {
  await world.serve('a', { 'index.html': '<p>own</p>', 'd/f': 'x' })
  const reply = await ask(world.url, `${AT}a/`)
  expect(reply.text).toBe('<p>own</p>')
  expect(reply.headers['content-type']).toBe('text/html')
  expect(reply.headers['content-security-policy']).toMatch(/sandbox$/)
  expect((await ask(world.url, `${AT}a/d/`)).text).toContain('Index of')
})

test('a plugin that wants no listings gets none', async () => {
  const repository = world.repository()
  await world.put(repository, { 'd/f': 'x', 'e/index.html': 'own' })
  world.distribute('live', { repository_id: repository.pulp_id }, Live)
  expect((await ask(world.url, `${AT}live/`)).status).toBe(404)
  expect((await ask(world.url, `${AT}live/d`)).status).toBe(404)
  expect((await ask(world.url, `${AT}live/d/`)).status).toBe(404)
  expect((await ask(world.url, `${AT}live/e/`)).text).toBe('own')
  expect((await ask(world.url, `${AT}live/e`)).status).toBe(301)
})

test('an empty version is an empty folder', async () => {
  const repository = world.repository()
  const { latestVersion } = await import('../../src/main/engine/repository/version.ts')
  await world.publish(latestVersion(world.it.engine.catalogue, repository.pulp_id))
  world.distribute('e', { repository_id: repository.pulp_id })
  expect(linesOf(await ask(world.url, `${AT}e/`))).toEqual([])
})

test('65 distributions are listed, hidden ones are not, yet they serve', async () => {
  await world.serve('team/one', { f: '1' })
  await world.serve('team/two', { f: '2' })
  await world.serve('solo', { f: '3' })
  const secret = world.repository()
  await world.publish(await world.put(secret, { f: 'secret' }))
  world.distribute('team/secret', { repository_id: secret.pulp_id, hidden: true })
  world.distribute('vault/x', { repository_id: secret.pulp_id, hidden: true })
  const names = async (path: string): Promise<string[]> =>
    linesOf(await ask(world.url, AT + path)).map(({ name }) => name)
  expect(await names('')).toEqual(['solo/', 'team/'])
  expect(await names('team/')).toEqual(['one/', 'two/'])
  expect((await ask(world.url, `${AT}team`)).headers.location).toBe(`${AT}team/`)
  expect((await ask(world.url, `${AT}vault/`)).status).toBe(404)
  expect((await ask(world.url, `${AT}vault`)).status).toBe(404)
  expect((await ask(world.url, `${AT}tea`)).status).toBe(404)
  expect((await ask(world.url, `${AT}team/secret/f`)).text).toBe('secret')
})

test('65 a guard of a kind that is not known lets nobody pass, and its distribution is not listed', async () => {
  const repository = await world.serve('open', { f: 'x' })
  const { catalogue } = world.it.engine
  const { uuidToBlob } = await import('../../src/main/engine/db/column.ts')
  const { uuidv7 } = await import('../../src/shared/id.ts')
  const guard = uuidv7()
  catalogue
    .prepare(
      'INSERT INTO core_contentguard (pulp_id, pulp_created, pulp_last_updated, pulp_type, name) VALUES (?, 0, 0, ?, ?)',
    )
    .run(uuidToBlob(guard), 'core.none', 'guard')
  world.distribute('shut', { repository_id: repository.pulp_id, content_guard_id: guard })
  for (const path of ['shut/f', 'shut/', 'shut/none']) expect((await ask(world.url, AT + path)).status).toBe(403)
  expect(linesOf(await ask(world.url, AT)).map(({ name }) => name)).toEqual(['open/'])
})
