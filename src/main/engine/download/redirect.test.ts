import { expect, test } from 'vitest'
import { parseAddress, redirectTarget } from './address.ts'
import { sampleBytes, sha256, TestClient, TestUpstream } from './test-upstream.ts'

const BYTES = sampleBytes(10_000)

test('36, 39 credentials and custom headers stay with the origin they were given for', async () => {
  await using elsewhere = await TestUpstream.start((_request, response) => void response.end(BYTES))
  await using upstream = await TestUpstream.start((request, response) => {
    const location = request.url === '/a' ? '/b' : `${elsewhere.url}/c`
    response.writeHead(302, { location }).end('moved')
  })
  await using client = await TestClient.create({
    url: upstream.url,
    username: 'me',
    password: 'secret',
    headers: [{ Cookie: 'session=1' }, { 'X-Token': 't' }, { 'User-Agent': 'mirror of mine' }],
  })
  const result = await client.downloader.download({
    url: `${upstream.url}/a`,
    headers: { 'X-Own': 'o', accept: 'text/plain' },
  })
  const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`
  for (const seen of upstream.seen) {
    expect(seen.headers).toMatchObject({ authorization: basic, cookie: 'session=1', 'x-token': 't', 'x-own': 'o' })
    expect(seen.headers['user-agent']).toBe('stillwater/test, mirror of mine')
  }
  expect(upstream.seen).toHaveLength(2)
  const foreign = elsewhere.seen[0]?.headers ?? {}
  expect(foreign).toMatchObject({ accept: 'text/plain', 'user-agent': 'stillwater/test' })
  for (const name of ['authorization', 'cookie', 'x-token', 'x-own']) expect(foreign).not.toHaveProperty(name)
  expect(result.url).toBe(`${elsewhere.url}/c`)
  expect(result.file.digests.sha256).toBe(sha256(BYTES))
})

test('39 they are not given back after a detour, nor sent to another origin asked for directly', async () => {
  await using elsewhere = await TestUpstream.start((_request, response) => {
    response.writeHead(307, { location: `${upstream.url}/back` }).end()
  })
  await using upstream = await TestUpstream.start((request, response) => {
    if (request.url === '/back') response.end(BYTES)
    else response.writeHead(301, { location: `${elsewhere.url}/x` }).end()
  })
  await using client = await TestClient.create({ url: upstream.url, username: 'me', password: 'secret' })
  await client.downloader.download({ url: `${upstream.url}/a` })
  expect(upstream.seen.map((one) => 'authorization' in one.headers)).toEqual([true, false])
  await client.downloader.download({ url: `${elsewhere.url}/direct` })
  expect(elsewhere.seen.some((one) => 'authorization' in one.headers)).toBe(false)
})

test('five redirects are followed, six are not', async () => {
  await using upstream = await TestUpstream.start((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end(BYTES)
    else response.writeHead(302, { location: `/${left - 1}` }).end()
  })
  await using client = await TestClient.create({ url: upstream.url })
  await client.downloader.download({ url: `${upstream.url}/5` })
  await expect(client.downloader.download({ url: `${upstream.url}/6` })).rejects.toMatchObject({
    code: 'download.too_many_redirects',
  })
})

test('a redirect without a location is an answer like any other', async () => {
  await using upstream = await TestUpstream.start((_request, response) => void response.writeHead(302).end())
  await using client = await TestClient.create({ url: upstream.url })
  const download = client.downloader.download({ url: `${upstream.url}/a` })
  await expect(download).rejects.toMatchObject({ code: 'download.http_status', params: { status: 302 } })
})

test.each([
  ['https://host.example/a', 'http://host.example/a'],
  ['http://host.example/a', 'file:///etc/passwd'],
  ['https://host.example/a', 'file:///etc/passwd'],
  ['http://host.example/a', 'ftp://host.example/a'],
  ['http://host.example/a', 'http://127.0.0.1/'],
  ['http://host.example/a', 'http://localhost:8080/'],
  ['http://host.example/a', 'http://0x7f.1/'],
  ['http://host.example/a', 'http://2130706433/'],
  ['http://host.example/a', 'http://10.1.2.3/'],
  ['http://host.example/a', 'http://169.254.169.254/latest/meta-data/'],
  ['http://host.example/a', 'http://[::1]/'],
  ['http://host.example/a', 'http://[::ffff:192.168.0.1]/'],
  ['http://host.example/a', 'http://[64:ff9b::7f00:1]/'],
  ['http://host.example/a', 'http://[fd00::1]/'],
  ['http://8.8.8.8/a', '//192.168.1.1/'],
])('39 refuses a redirect from %s to %s', (from, to) => {
  expect(() => redirectTarget(parseAddress(from), to)).toThrow(/download\.redirect_refused/)
})

test.each([
  ['http://host.example/a/b', '../c', 'http://host.example/c'],
  ['http://host.example/a', 'https://cdn.example/a?sig=1', 'https://cdn.example/a?sig=1'],
  ['http://127.0.0.1:1/a', 'http://127.0.0.1:2/b', 'http://127.0.0.1:2/b'],
  ['http://nexus/a', 'http://10.0.0.7/b', 'http://10.0.0.7/b'],
  ['http://mirror.lan/a', 'http://192.168.0.7/b', 'http://192.168.0.7/b'],
])('follows a redirect from %s to %s', (from, to, target) => {
  expect(redirectTarget(parseAddress(from), to).href).toBe(target)
})

test('39 a redirect cannot bring credentials along', () => {
  const from = parseAddress('http://host.example/')
  expect(() => redirectTarget(from, 'http://u:p@host.example/')).toThrow(/download\.credentials_in_url/)
})

test.each([
  ['https://user:pass@host.example/', 'download.credentials_in_url'],
  ['https://user@host.example/', 'download.credentials_in_url'],
  ['ftp://host.example/', 'download.scheme_not_supported'],
  ['javascript:alert(1)', 'download.scheme_not_supported'],
  ['not an address', 'download.url_invalid'],
])('does not ask %s', (address, code) => {
  expect(() => parseAddress(address)).toThrow(expect.objectContaining({ code }) as Error)
})

test('what errors say of an address holds no secret', () => {
  try {
    parseAddress('https://user:hunter2@host.example/path?token=hunter2#hunter2')
    expect.unreachable()
  } catch (error) {
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
  }
  expect(() => parseAddress('http//user:hunter2@host/?hunter2')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hunter2') as string }) as Error,
  )
})
