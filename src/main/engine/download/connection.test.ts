import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { Downloader } from './downloader.ts'
import { selfSigned } from './test-certificate.ts'
import { TestClient, TestUpstream, type Handler } from './test-upstream.ts'

const server = selfSigned('upstream')
const client = selfSigned('me')

/** Answers with the common name of the client's certificate. */
const whoIs: Handler = (request, response) => {
  response.end(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody'))
}
const TLS = { ...server, requestCert: true, rejectUnauthorized: false }

test('36 a certificate nobody signed is refused at once, unless its authority is given or validation is off', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end('ok'), server)
  await using strict = await TestClient.create({ url: upstream.url })
  await expect(strict.downloader.fetchText({ url: upstream.url })).rejects.toMatchObject({
    code: 'download.certificate',
    params: { host: new URL(upstream.url).host },
  })
  expect(strict.downloader.meter.requests).toBe(1)
  for (const settings of [{ ca_cert: server.cert }, { tls_validation: false }]) {
    await using open = await TestClient.create({ url: upstream.url, ...settings })
    expect((await open.downloader.fetchText({ url: upstream.url })).body).toBe('ok')
  }
})

test('36 the authority of another upstream does not help', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.end('ok'), server)
  await using other = await TestClient.create({ url: upstream.url, ca_cert: client.cert })
  const fetched = other.downloader.fetchText({ url: upstream.url })
  await expect(fetched).rejects.toMatchObject({ code: 'download.certificate' })
})

test('36, 39 the client certificate is shown to the remote and to nobody else', async () => {
  await using elsewhere = await TestUpstream.start(whoIs, TLS)
  await using upstream = await TestUpstream.start((request, response) => {
    if (request.url === '/here') whoIs(request, response)
    else response.writeHead(302, { location: `${elsewhere.url}/there` }).end()
  }, TLS)
  const settings = { ca_cert: server.cert, client_cert: client.cert, client_key: client.key }
  await using mine = await TestClient.create({ url: upstream.url, ...settings })
  expect((await mine.downloader.fetchText({ url: `${upstream.url}/here` })).body).toBe('me')
  expect((await mine.downloader.fetchText({ url: `${upstream.url}/moved` })).body).toBe('nobody')
})

test('39 a redirect from https to http is refused', async () => {
  await using plain = await TestUpstream.start((_request, response) => void response.end('ok'))
  await using upstream = await TestUpstream.start((_request, response) => {
    response.writeHead(302, { location: plain.url }).end()
  }, server)
  await using trusting = await TestClient.create({ url: upstream.url, ca_cert: server.cert })
  const fetched = trusting.downloader.fetchText({ url: upstream.url })
  await expect(fetched).rejects.toMatchObject({ code: 'download.redirect_refused' })
  expect(plain.seen).toHaveLength(0)
})

test('settings that cannot work are refused when the downloader is made', () => {
  const options = { tempDir: '/none', allowed: ['sha256'] as const, userAgent: 'x' }
  const make = (settings: object) => () => new Downloader(settings, { ...options, allowed: [...options.allowed] })
  const fails = (code: string) => expect.objectContaining({ code }) as Error
  expect(make({ ca_cert: 'nonsense' })).toThrow(fails('download.tls_settings_invalid'))
  expect(make({ client_cert: client.cert, client_key: server.key })).toThrow(fails('download.tls_settings_invalid'))
  expect(make({ url: 'https://u:p@host/' })).toThrow(fails('download.credentials_in_url'))
  expect(make({ proxy_url: 'http://u:p@proxy/' })).toThrow(fails('download.credentials_in_url'))
  expect(make({ proxy_url: 'file:///x' })).toThrow(fails('download.scheme_not_supported'))
})

/** A proxy for both kinds: absolute addresses and CONNECT; refuses who does not say `user:word`. */
async function startProxy(): Promise<{ url: string; log: string[]; close(): void } & Disposable> {
  const log: string[] = []
  const welcome = `Basic ${Buffer.from('user:word').toString('base64')}`
  const proxy = createServer((request, response) => {
    log.push(`${request.method} ${request.url}`)
    if (request.headers['proxy-authorization'] !== welcome) return void response.writeHead(407).end()
    response.end('by proxy')
  })
  proxy.on('connect', (request, socket) => {
    log.push(`CONNECT ${request.url}`)
    if (request.headers['proxy-authorization'] !== welcome) return void socket.end('HTTP/1.1 407 No\r\n\r\n')
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    for (const end of [socket, target]) end.on('error', () => end.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    proxy.closeAllConnections()
    proxy.close()
  }
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, log, close, [Symbol.dispose]: close }
}

test('36 goes through a proxy with its credentials, for http and https', async () => {
  using proxy = await startProxy()
  await using upstream = await TestUpstream.start((_request, response) => void response.end('by tunnel'), server)
  const access = { proxy_url: proxy.url, proxy_username: 'user', proxy_password: 'word', ca_cert: server.cert }
  await using behind = await TestClient.create({ url: upstream.url, ...access })
  expect((await behind.downloader.fetchText({ url: 'http://host.example/a?b' })).body).toBe('by proxy')
  expect((await behind.downloader.fetchText({ url: upstream.url })).body).toBe('by tunnel')
  expect(proxy.log).toEqual(['GET http://host.example/a?b', `CONNECT ${new URL(upstream.url).host}`])
  expect(upstream.seen[0]?.headers).not.toHaveProperty('proxy-authorization')
})

test('36 a proxy that refuses is named as the one that does', async () => {
  using proxy = await startProxy()
  const access = { proxy_url: proxy.url, proxy_username: 'user', proxy_password: 'wrong' }
  await using behind = await TestClient.create({ url: 'http://host.example/', ...access })
  for (const url of ['http://host.example/a', 'https://host.example/a']) {
    await expect(behind.downloader.fetchText({ url })).rejects.toMatchObject({
      code: 'download.proxy_refused',
      params: { host: new URL(proxy.url).host },
    })
  }
  expect(proxy.log).toHaveLength(2)
})
