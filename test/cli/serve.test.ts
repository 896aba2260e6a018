import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { cli, errorLines, serve, startCli, temporaryFolder } from './cli.ts'

const STATUS = '/pulp/api/v3/status/'

test('serve says where it is, answers, and ends cleanly when asked', async () => {
  const dataDir = temporaryFolder()
  const host = await serve(dataDir)
  expect(host.ready).toEqual({
    api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    content: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/),
    ui: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/.*#token=./),
    data_dir: dataDir,
    pid: host.process.pid,
  })
  expect((await fetch(new URL(STATUS, host.ready.api))).status).toBe(200)
  expect((await fetch(new URL('/pulp/api/v3/tasks/', host.ready.api))).status).toBe(401)
  const page = await fetch(host.ready.ui)
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)

  const password = readFileSync(join(dataDir, 'admin-password'), 'utf8').trim()
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const tasks = await fetch(new URL('/pulp/api/v3/tasks/', host.ready.api), { headers: { authorization } })
  expect(tasks.status).toBe(200)

  const { code, stdout, stderr } = await host.stop()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).not.toContain(password)
  await expect(fetch(new URL(STATUS, host.ready.api))).rejects.toThrow('fetch failed')
})

const others = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
  .map(({ address }) => address)

/** What becomes of a connection to an address. */
const knock = (host: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port }, () => (socket.destroy(), resolve('open')))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })

test.skipIf(others.length === 0)(
  '76 serve, told nothing of addresses, listens on loopback and nowhere else',
  async () => {
    const host = await serve(temporaryFolder())
    for (const url of [host.ready.api, host.ready.content]) {
      const port = Number(new URL(url).port)
      expect([url, await knock('127.0.0.1', port)]).toEqual([url, 'open'])
      for (const address of others) expect([address, await knock(address, port)]).toEqual([address, 'ECONNREFUSED'])
    }
  },
)

test('what it keeps is private to its user', async () => {
  const dataDir = temporaryFolder()
  await serve(dataDir)
  const mode = (name: string): number => statSync(join(dataDir, name)).mode & 0o777
  expect(mode('.')).toBe(0o700)
  for (const name of ['stillwater.sqlite', 'owner.json', 'admin-password'])
    expect([name, mode(name)]).toEqual([name, 0o600])
})

test('a data folder has one owner; a second host is refused in one line', async () => {
  const dataDir = temporaryFolder()
  const host = await serve(dataDir)
  const second = await cli(['serve', '--data-dir', dataDir, '--api-port', '0', '--content-port', '0'])
  expect(second.code).toBe(1)
  expect(second.stdout).toBe('')
  expect(errorLines(second)).toEqual([expect.stringContaining(dataDir)])
  expect(second.stderr).toContain(`process ${host.ready.pid}`)
  // and the first is none the worse for it
  expect((await fetch(new URL(STATUS, host.ready.api))).status).toBe(200)
})

test('after a kill the folder can be served again', async () => {
  const dataDir = temporaryFolder()
  const killed = await serve(dataDir)
  await killed.stop('SIGKILL')
  const host = await serve(dataDir)
  expect((await fetch(new URL(STATUS, host.ready.api))).status).toBe(200)
  expect((await host.stop()).code).toBe(0)
})

test.each(['--api-port', '--content-port'])('a busy %s is named in one line', async (option) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const free = option === '--api-port' ? '--content-port' : '--api-port'
  const dataDir = temporaryFolder()
  const refused = await cli(['serve', '--data-dir', dataDir, option, String(port), free, '0'])
  expect(refused.code).toBe(1)
  expect(errorLines(refused)).toEqual([expect.stringContaining(`Port ${port}`)])
  // nothing is left that would keep the next start away
  expect((await (await serve(dataDir)).stop()).code).toBe(0)
})

test('without --json the addresses and the place of the password are for people', async () => {
  const dataDir = temporaryFolder()
  const running = startCli(['serve', '--data-dir', dataDir, '--api-port', '0', '--content-port', '0'])
  onTestFinished(() => void running.process.kill('SIGKILL'))
  await new Promise<void>((resolve) => {
    running.process.stdout?.on('data', (text: string) => text.includes('Ready') && resolve())
    void running.ended.then(() => resolve())
  })
  running.process.kill('SIGINT')
  const { code, stdout } = await running.ended
  expect(code).toBe(0)
  expect(stdout).toContain(join(dataDir, 'admin-password'))
  expect(stdout).toMatch(/Interface +http:\/\/127\.0\.0\.1:\d+\//)
})

test('76 serve --content-host and --tls: content at that address over TLS, the API on loopback; snippets say https', async () => {
  const dataDir = temporaryFolder()
  const host = await serve(dataDir, '--content-host', '127.0.0.2', '--tls')
  expect(host.ready.content).toMatch(/^https:\/\/127\.0\.0\.2:\d+$/)
  expect(host.ready.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const certificate = join(dataDir, 'tls', 'certificate.pem')
  const curl = await promisify(execFile)('curl', ['-s', '--cacert', certificate, `${host.ready.content}/pulp/content/`])
  expect(curl.stdout).toContain('Index of /pulp/content/')
  const about = (await (await fetch(new URL(STATUS, host.ready.api))).json()) as {
    content_settings: { content_origin: string }
  }
  expect(about.content_settings.content_origin).toBe(host.ready.content)
  expect((await cli(['serve', '--data-dir', dataDir, '--tls-cert', 'x'])).code).toBe(2)
  await host.stop()
})

test('proxy-config and diagnostics are commands, beside a running host too', async () => {
  const dataDir = temporaryFolder()
  const host = await serve(dataDir)
  const config = await cli(['proxy-config', 'nginx', '--name', 'mirror.example', '--data-dir', dataDir])
  expect(config.stdout).toContain(`proxy_pass ${host.ready.content};`)
  expect(config.stdout).toContain('server_name mirror.example;')
  const file = join(dataDir, 'report.tar.gz')
  const made = await cli(['diagnostics', file, '--data-dir', dataDir])
  expect(made, made.stderr).toMatchObject({ code: 0 })
  const { stdout } = await promisify(execFile)('tar', ['-xzOf', file])
  expect(stdout).toContain('"status": "green"')
  const before = readFileSync(file)
  const again = await cli(['diagnostics', file, '--data-dir', dataDir])
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
  expect(readFileSync(file)).toEqual(before)
  expect((await cli(['diagnostics', file, '--force', '--data-dir', dataDir])).code).toBe(0)
  const zip = await cli(['diagnostics', join(dataDir, 'x.zip'), '--data-dir', dataDir])
  expect(zip).toMatchObject({ code: 2, stderr: expect.stringContaining('.tar.gz') })
  expect(existsSync(join(dataDir, 'x.zip'))).toBe(false)
  expect(stdout).not.toContain(readFileSync(join(dataDir, 'admin-password'), 'utf8').trim())
  await host.stop()
})
