/** Web servers in front of us, run for real with the snippets that we make. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { OWN, startTestApi } from '../api/api.ts'
import { ask } from './client.ts'
import { rooted } from './rooted.ts'

const run = promisify(execFile)
const done: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of done.splice(0).toReversed()) await undo()
})

const NAME = 'mirror.example'
const ROUTES = ['/pulp/content/', '/v2/', '/pulp/api/v3/', '/stillwater/api/v1/']

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Both servers of a host, and the snippet for a web server before them. */
async function snippetFor(kind: string): Promise<string> {
  const urls = { content: '', api: '' }
  const server = {
    contentUrl: () => urls.content,
    about: () => ({ api_url: urls.api, content_url: urls.content }) as never,
  }
  const api = await startTestApi({ plugins: [rooted], settings: { ALLOWED_HOSTS: [NAME] }, server })
  done.push(() => api.close())
  const content = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
  done.push(() => content.close())
  Object.assign(urls, { content: content.url, api: api.url })
  const { routes, text } = await api.get(`${OWN}proxy-config/?server=${kind}&name=${NAME}`)
  expect(routes).toEqual(ROUTES)
  return String(text)
}

function folderFor(kind: string): string {
  const folder = mkdtempSync(join(tmpdir(), `stillwater-${kind}-`))
  done.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function start(program: string, args: string[]): void {
  const server = spawn(program, args, { stdio: 'ignore' })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  done.push(() => (server.kill('SIGTERM'), ended))
}

/** It serves what we do, under the name that was chosen and no other. */
async function serves(port: number): Promise<void> {
  const front = `http://127.0.0.1:${port}`
  const status = async (path: string, host = NAME): Promise<number> =>
    (await ask(front, path, { headers: { host } }).catch(() => ({ status: 0 }))).status
  await expect.poll(() => status('/pulp/api/v3/livez/'), { timeout: 10_000 }).toBe(200)
  expect(await status('/v2/')).toBe(200)
  expect(await status('/pulp/content/')).toBe(200)
  expect(await status('/pulp/content/@scope%2fname')).toBe(404)
  expect(await status('/pulp/content/', 'other.example')).toBe(421)
  expect(await status('/pulp/api/v3/livez/', 'other.example')).toBe(421)
}

const NGINX = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path))

test.skipIf(!NGINX)('nginx takes the snippet of all routes and serves what we do', async () => {
  const text = await snippetFor('nginx')
  const folder = folderFor('nginx')
  const port = await freePort()
  const site = text.replace('listen 80;', `listen 127.0.0.1:${port};`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  )
  const http = [...temporary, 'access_log off;', site].join('\n')
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off;\npid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${http}\n}\n`,
  )
  await run(String(NGINX), ['-t', '-c', file, '-p', folder])
  start(String(NGINX), ['-c', file, '-p', folder])
  await serves(port)
})

const APACHE = [
  { program: '/usr/sbin/apache2', modules: '/usr/lib/apache2/modules' },
  { program: '/usr/sbin/httpd', modules: '/etc/httpd/modules' },
].find(({ program, modules }) => existsSync(program) && existsSync(join(modules, 'mod_proxy_http.so')))

test.skipIf(!APACHE)('Apache takes the snippet of all routes and serves what we do', async () => {
  const { program, modules } = APACHE as NonNullable<typeof APACHE>
  const text = await snippetFor('apache')
  const folder = folderFor('apache')
  const port = await freePort()
  const wanted = ['mpm_event', 'authz_core', 'unixd', 'proxy', 'proxy_http'].filter((name) =>
    existsSync(join(modules, `mod_${name}.so`)),
  )
  const lines = [
    `ServerRoot ${folder}`,
    ...wanted.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
    ...(process.getuid?.() === 0 ? ['User nobody', 'Group nogroup'] : []),
    `Listen 127.0.0.1:${port}`,
    `PidFile ${folder}/pid`,
    `ErrorLog ${folder}/error.log`,
    `DefaultRuntimeDir ${folder}`,
    `ServerName ${NAME}`,
    text.replace('*:80', `127.0.0.1:${port}`),
  ]
  const file = join(folder, 'httpd.conf')
  writeFileSync(file, `${lines.join('\n')}\n`)
  await run(program, ['-t', '-f', file])
  start(program, ['-D', 'FOREGROUND', '-f', file])
  await serves(port)
})
