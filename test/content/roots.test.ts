/** Roots of plugins, and web servers in front of us. */
import { afterEach, expect, test } from 'vitest'
import { HeaderContentGuard } from '../../src/main/engine/guard/models.ts'
import { OWN, startTestApi } from '../api/api.ts'
import { ask } from './client.ts'
import { rooted } from './rooted.ts'
import { live, Live, ShelfWorld } from './shelf.ts'

const done: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of done.splice(0).toReversed()) await undo()
})

test('a plugin has a root of its own, whose answers are those of distributions, guards and all', async () => {
  const world = await ShelfWorld.start({ plugin: rooted })
  done.push(() => world.close())
  await world.serve('d', { 'a b/f': 'hello' })
  const root = await ask(world.url, '/v2/')
  expect([root.status, root.text, root.headers['content-type']]).toEqual([200, '{}', 'application/json'])
  expect(await ask(world.url, '/v2/d/a%20b/f')).toMatchObject({ status: 200, text: 'hello' })
  expect((await ask(world.url, '/v2/d/none')).status).toBe(404)
  expect((await ask(world.url, '/v2/d')).status).toBe(404)
  expect((await ask(world.url, '/v2')).status).toBe(404)
  const repository = world.repository()
  await world.put(repository, { f: 'x' })
  live.handler = ({ path, rawPath }) => ({ kind: 'body', contentType: 'text/plain', body: `${path} ${rawPath}` })
  const guard = HeaderContentGuard.create(world.it.engine.catalogue, {
    name: 'g',
    header_name: 'x-key',
    header_value: 'open',
  })
  world.distribute('live', { repository_id: repository.pulp_id, content_guard_id: guard.pulp_id }, Live)
  expect((await ask(world.url, '/v2/live/a%20b')).status).toBe(403)
  const headers = { 'x-key': Buffer.from('open').toString('base64') }
  expect((await ask(world.url, '/v2/live/a%20b', { headers })).text).toBe('a b a%20b')
})

const urls = { content: '', api: '' }
const own = () => ({
  contentUrl: () => urls.content,
  about: () => ({ api_url: urls.api, content_url: urls.content }) as never,
})

test('Apache gets the same routes, the longest first; names are not written as they come', async () => {
  const api = await startTestApi({ plugins: [rooted], server: own() })
  done.push(() => api.close())
  Object.assign(urls, { content: 'http://127.0.0.1:1', api: 'http://127.0.0.1:2' })
  const { text } = await api.get(`${OWN}proxy-config/?server=apache`)
  const passes = [...String(text).matchAll(/ProxyPass "([^"]*)" "([^"]*)"/g)].map(([, path, to]) => [path, to])
  expect(passes).toEqual([
    ['/stillwater/api/v1/', 'http://127.0.0.1:2/stillwater/api/v1/'],
    ['/pulp/content/', 'http://127.0.0.1:1/pulp/content/'],
    ['/pulp/api/v3/', 'http://127.0.0.1:2/pulp/api/v3/'],
    ['/v2/', 'http://127.0.0.1:1/v2/'],
  ])
  expect((await api.call('GET', `${OWN}proxy-config/?server=caddy`)).status).toBe(400)
  expect((await api.call('GET', `${OWN}proxy-config/?server=nginx&name=a;b`)).body).toHaveProperty('name')
})
