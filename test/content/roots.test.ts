/** Roots of plugins, and web servers in front of us. */
import { execFile, spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { HeaderContentGuard } from '../../src/main/engine/guard/models.ts'
import type { PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { OWN, startTestApi } from '../api/api.ts'
import { ask } from './client.ts'
import { live, Live, shelfPlugin, ShelfWorld } from './shelf.ts'

const run = promisify(execFile)
const done: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of done.splice(0).toReversed()) await undo()
})

/** Below /v2/ lie distributions by their first segment, and nothing else. */
const rooted: PluginDeclaration = {
  ...shelfPlugin,
  contentRoots: [
    {
      path: '/v2/',
      route({ path }) {
        if (path === '') return { kind: 'body', contentType: 'application/json', body: '{}' }
        const [basePath = '', ...rest] = path.split('/')
        return rest.length === 0 ? null : { kind: 'distribution', basePath, path: rest.join('/') }
      },
    },
  ],
}

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

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const hasNginx = await run('nginx', ['-v']).then(
  () => true,
  () => false,
)

test.skipIf(!hasNginx)(
  'nginx takes the snippet of all routes and serves what we do, under the name that was chosen',
  async () => {
    const api = await startTestApi({
      plugins: [rooted],
      settings: { ALLOWED_HOSTS: ['mirror.example'] },
      server: own(),
    })
    done.push(() => api.close())
    const content = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
    done.push(() => content.close())
    urls.content = content.url
    urls.api = api.url
    const { routes, text } = await api.get(`${OWN}proxy-config/?server=nginx&name=mirror.example`)
    expect(routes).toEqual(['/pulp/content/', '/v2/', '/pulp/api/v3/', '/stillwater/api/v1/'])
    const folder = mkdtempSync(join(tmpdir(), 'stillwater-nginx-'))
    done.push(() => rmSync(folder, { recursive: true, force: true }))
    const port = await freePort()
    const site = String(text).replace('listen 80;', `listen 127.0.0.1:${port};`)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (one) => `${one}_temp_path ${folder}/${one};`,
    )
    const file = join(folder, 'nginx.conf')
    const http = [...temporary, 'access_log off;', site].join('\n')
    writeFileSync(
      file,
      `daemon off;\npid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${http}\n}\n`,
    )
    await run('nginx', ['-t', '-c', file, '-p', folder])
    const server = spawn('nginx', ['-c', file, '-p', folder], { stdio: 'ignore' })
    const ended = new Promise((resolve) => server.once('exit', resolve))
    done.push(() => (server.kill('SIGQUIT'), ended))
    const front = `http://127.0.0.1:${port}`
    const status = async (path: string, host = 'mirror.example'): Promise<number> =>
      (await ask(front, path, { headers: { host } }).catch(() => ({ status: 0 }))).status
    await expect.poll(() => status('/pulp/api/v3/livez/')).toBe(200)
    expect(await status('/v2/')).toBe(200)
    expect(await status('/pulp/content/')).toBe(200)
    expect(await status('/pulp/content/', 'other.example')).toBe(421)
    expect(await status('/pulp/api/v3/livez/', 'other.example')).toBe(421)
  },
)

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
