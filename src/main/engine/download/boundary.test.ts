/** On loopback everything is private, so these tests have a network of their own: 127.0.0.1 is the public internet, 127.0.0.2 is inside. */
import { createServer } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { expect, test } from 'vitest'
import type { Network } from './network-boundary.ts'
import { TestClient, TestUpstream } from './test-upstream.ts'

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['127.0.0.1'],
  'inside.example': ['127.0.0.2'],
  'mixed.example': ['127.0.0.1', '127.0.0.2'],
}

const network: Network = {
  isPrivate: (address) => address === '127.0.0.2',
  lookup(hostname, options, callback) {
    const found = (NAMES[hostname] ?? []).map((address) => ({ address, family: isIP(address) }))
    const [first] = found
    if (!first) callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 0)
    else if (options.all) callback(null, found)
    else callback(null, first.address, first.family)
  },
}

async function startInside(): Promise<{ port: number; asked: () => number } & AsyncDisposable> {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end('internal')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    asked: () => asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => void (server.close(() => resolve()), server.closeAllConnections())),
  }
}

const portOf = (upstream: TestUpstream): string => new URL(upstream.url).port

test.each(['inside.example', 'mixed.example', '127.0.0.2'])(
  '39 %s is refused by redirect and directly when the remote is public, and connected to by nobody',
  async (host) => {
    await using inside = await startInside()
    const target = `http://${host}:${inside.port}/latest/meta-data`
    await using upstream = await TestUpstream.start((_request, response) => {
      response.writeHead(302, { location: target }).end()
    })
    const url = `http://public.example:${portOf(upstream)}/`
    await using client = await TestClient.create({ url }, { network })
    for (const asked of [`${url}moved`, target]) {
      // A redirect to a plain address is seen for what it is before anything else.
      const refused = { code: expect.stringMatching(/^download\.(address|redirect)_refused$/) as string }
      await expect(client.downloader.fetchText({ url: asked })).rejects.toMatchObject(refused)
      await expect(client.downloader.download({ url: asked })).rejects.toMatchObject(refused)
      await expect(client.downloader.stream({ url: asked })).rejects.toMatchObject(refused)
    }
    expect(inside.asked()).toBe(0)
  },
)

test('39 a remote that is inside itself, by name or by address, may lead to others there; the mirror that its user named as well', async () => {
  await using inside = await startInside()
  const target = `http://inside.example:${inside.port}/a`
  for (const url of [`http://inside.example:${inside.port}/`, `http://127.0.0.2:${inside.port}/`]) {
    await using client = await TestClient.create({ url }, { network })
    expect((await client.downloader.fetchText({ url: target })).body).toBe('internal')
  }
  const named = { url: 'http://public.example:1/', mirrors: [`http://inside.example:${inside.port}/`], max_retries: 0 }
  await using client = await TestClient.create(named, { network })
  expect((await client.downloader.fetchText({ url: 'http://public.example:1/a' })).body).toBe('internal')
})

test('39 other public hosts are reached from a public remote', async () => {
  await using elsewhere = await TestUpstream.start((_request, response) => void response.end('cdn'))
  await using client = await TestClient.create({ url: 'http://public.example:1/' }, { network })
  expect((await client.downloader.fetchText({ url: elsewhere.url })).body).toBe('cdn')
})
