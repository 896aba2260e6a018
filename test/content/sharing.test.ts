import { execFile } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { X509Certificate } from 'node:crypto'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ensureCertificate, fingerprintOf } from '../../src/main/content-server/certificate.ts'
import { Sharing } from '../../src/main/content-server/sharing.ts'
import { ask } from './client.ts'
import { ShelfWorld } from './shelf.ts'

const run = promisify(execFile)
const PATH = '/pulp/content/d/f'
/** An address of this machine that others can reach. */
const lan = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find((one) => !one.internal && one.family === 'IPv4')?.address

let world: ShelfWorld
afterEach(async () => await world.close())

const curl = async (...args: string[]): Promise<string> => {
  try {
    return (await run('curl', ['-s', '-m', '10', ...args])).stdout
  } catch (error) {
    return `curl ${(error as { code: number }).code}`
  }
}

test('76 by default nothing listens but on loopback', async () => {
  world = await ShelfWorld.start()
  await world.serve('d', { f: 'hello' })
  const { port } = new URL(world.url)
  expect(await curl(`http://127.0.0.1:${port}${PATH}`)).toBe('hello')
  // Refused (7), not merely unanswered.
  if (lan) expect(await curl(`http://${lan}:${port}${PATH}`)).toBe('curl 7')
})

test.skipIf(!lan)(
  '76 sharing adds an address and takes it away while loopback goes on, and is remembered',
  async () => {
    world = await ShelfWorld.start()
    await world.serve('d', { f: 'hello', big: Buffer.alloc(50_000_000, 'x') })
    const sharing = new Sharing(world.it.engine, world.server)
    const slow = curl(
      '--limit-rate',
      '20M',
      `${world.url}/pulp/content/d/big`,
      '-o',
      '/dev/null',
      '-w',
      '%{size_download}',
    )
    const { urls, fingerprint } = await sharing.set({ host: lan ?? '' })
    expect([urls, fingerprint]).toEqual([[`http://${lan}:${world.server.port}`], null])
    expect(await curl(`${urls[0]}${PATH}`)).toBe('hello')
    expect(await curl('-o', '/dev/null', '-w', '%{http_code}', '-H', 'Host: evil.example', `${urls[0]}${PATH}`)).toBe(
      '421',
    )
    expect(statSync(join(world.it.engine.folder.root, 'sharing.json')).mode & 0o777).toBe(0o600)
    await expect(sharing.set({ host: '203.0.113.9' })).rejects.toMatchObject({ code: 'content.listen_failed' })
    expect(await curl(`${urls[0]}${PATH}`)).toBe('hello')
    const again = new Sharing(world.it.engine, world.server)
    const file = join(world.it.engine.folder.root, 'sharing.json')
    const remembered = readFileSync(file)
    await again.restore()
    expect(again.state).toMatchObject({ shared: false, host: lan, problem: expect.stringContaining('in use') })
    await sharing.set(null)
    expect(await curl(`${urls[0]}${PATH}`)).toBe('curl 7')
    expect(await curl(`${world.url}${PATH}`)).toBe('hello')
    expect(await slow).toBe('50000000')
    writeFileSync(file, remembered)
    await again.restore()
    expect(again.state).toMatchObject({ shared: true, urls, problem: null })
    await again.set(null)
    const tls = await sharing.set({ host: lan ?? '', tls: true })
    await sharing.set({ host: lan ?? '', tls: false })
    expect(tls.urls[0]).toMatch(/^https:/)
    expect(await curl(`${urls[0]}${PATH}`)).toBe('hello')
  },
)

test.skipIf(!lan)('76 over TLS curl checks the certificate that was made, whose fingerprint is shown', async () => {
  world = await ShelfWorld.start()
  await world.serve('d', { f: 'hello' })
  const sharing = new Sharing(world.it.engine, world.server)
  const { urls, fingerprint, certificate } = await sharing.set({ host: lan ?? '', tls: true })
  const file = join(world.it.engine.folder.root, 'tls', 'certificate.pem')
  // Not trusted without it (60), and trusted with it, for this address.
  expect(await curl(`${urls[0]}${PATH}`)).toBe('curl 60')
  expect(await curl('--cacert', file, `${urls[0]}${PATH}`)).toBe('hello')
  expect(fingerprint).toBe(new X509Certificate(readFileSync(file)).fingerprint256)
  expect(certificate).toBe(readFileSync(file, 'utf8'))
  for (const name of ['certificate.pem', 'key.pem']) {
    expect(statSync(join(world.it.engine.folder.root, 'tls', name)).mode & 0o777).toBe(0o600)
  }
  await sharing.set(null)
})

test('76 a certificate is kept, and made anew when a name is missing or it ends soon', async () => {
  world = await ShelfWorld.start()
  const { root } = world.it.engine.folder
  const first = fingerprintOf(await ensureCertificate(root, ['localhost', '127.0.0.1']))
  expect(fingerprintOf(await ensureCertificate(root, ['localhost']))).toBe(first)
  const second = fingerprintOf(await ensureCertificate(root, ['localhost', 'mirror.example']))
  expect(second).not.toBe(first)
  const soon = Date.now() + 380 * 24 * 3600 * 1000
  expect(fingerprintOf(await ensureCertificate(root, ['localhost'], soon))).not.toBe(second)
})

test('76 requests under a chosen name are answered, under no other', async () => {
  world = await ShelfWorld.start({
    settings: { ALLOWED_HOSTS: ['mirror.example'], CONTENT_ORIGIN: 'https://front.example' },
  })
  await world.serve('d', { f: 'hello' })
  const status = async (host: string): Promise<number> => (await ask(world.url, PATH, { headers: { host } })).status
  expect(await status('mirror.example')).toBe(200)
  expect(await status('Mirror.Example:8443')).toBe(200)
  expect(await status('front.example')).toBe(200)
  expect(await status('other.example')).toBe(421)
  expect(await status('mirror.example.evil')).toBe(421)
})

test.skipIf(!lan)('one address of the network has so many connections, and others go on', async () => {
  world = await ShelfWorld.start({ settings: { CONTENT_MAX_CONNECTIONS_PER_ADDRESS: 3 } })
  await world.serve('d', { f: 'hello' })
  const { port } = await world.server.listen({ host: lan ?? '', port: 0 })
  const sockets = Array.from({ length: 3 }, () => connect(port, lan))
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
  const refused = await new Promise((resolve) => {
    const socket = connect(port, lan).on('error', () => undefined)
    socket.once('close', () => resolve('closed'))
  })
  expect(refused).toBe('closed')
  expect(await curl(`${world.url}${PATH}`)).toBe('hello')
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => curl(`http://${lan}:${port}${PATH}`)).toBe('hello')
})
