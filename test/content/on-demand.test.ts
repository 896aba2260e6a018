import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask } from './client.ts'
import { type Elsewhere, ShelfWorld } from './shelf.ts'
import { sample, sha256, startUpstream, type Upstream } from './upstream.ts'

const AT = '/pulp/content/a/'
const FILE = sample(3_000_000)

let world: ShelfWorld
let upstream: Upstream

beforeEach(async () => {
  world = await ShelfWorld.start()
  upstream = await startUpstream((_request, response) => void response.end(FILE))
})
afterEach(async () => {
  await world.close()
  await upstream.close()
})

type Source = Elsewhere['sources'][number]

const source = (values: Partial<Source> = {}): Source => ({
  url: `${upstream.url}/file`,
  remote: world.remote(),
  digests: { sha256: sha256(FILE) },
  size: FILE.length,
  ...values,
})

const cold = (...sources: Source[]): Elsewhere => ({ sources: sources.length > 0 ? sources : [source()] })

const inStore = (bytes: Buffer): Promise<boolean> => world.it.engine.storage.exists(sha256(bytes))

function row(sql: string): Record<string, unknown> {
  return world.it.engine.catalogue.prepare(sql).get() as Record<string, unknown>
}
const failures = (): number =>
  row('SELECT COUNT(*) AS n FROM core_remoteartifact WHERE failed_at IS NOT NULL').n as number
const linked = (): number =>
  row('SELECT COUNT(*) AS n FROM core_contentartifact WHERE artifact_id IS NOT NULL').n as number
const artifacts = (): number => row('SELECT COUNT(*) AS n FROM core_artifact').n as number

function temporaryFiles(): string[] {
  const { tmp } = world.it.engine.folder
  return readdirSync(tmp, { recursive: true, withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []))
}

test('67 the first request fetches and stores, the second does not', async () => {
  await world.serve('a', { file: cold() })
  const first = await ask(world.url, `${AT}file`)
  expect(first).toMatchObject({ status: 200, complete: true })
  expect(first.body.equals(FILE)).toBe(true)
  expect(first.headers).toMatchObject({ etag: `"${sha256(FILE)}"`, 'content-length': String(FILE.length) })
  await expect.poll(linked).toBe(1)
  const second = await ask(world.url, `${AT}file`)
  expect(second.body.equals(FILE)).toBe(true)
  expect(second.headers.etag).toBe(first.headers.etag)
  expect(upstream.seen).toEqual(['/file'])
  expect(await inStore(FILE)).toBe(true)
  expect(temporaryFiles()).toEqual([])
  expect(world.server.stats().upstream).toEqual({ fetches: 1, failures: 0 })
})

test('69 ten clients cause one fetch; one that leaves takes nothing from the others, late ones get the beginning too', async () => {
  await world.serve('a', { file: cold() })
  let go = (): void => {}
  upstream.respond = (_request, response) => {
    response.writeHead(200, { 'content-length': FILE.length })
    response.write(FILE.subarray(0, 1_500_000))
    go = () => void response.end(FILE.subarray(1_500_000))
  }
  const early = Array.from({ length: 6 }, () => ask(world.url, `${AT}file`))
  const leaver = await ask(world.url, `${AT}file`, { leaveAfter: 100_000 })
  expect(leaver.complete).toBe(false)
  const late = Array.from({ length: 3 }, () => ask(world.url, `${AT}file`))
  // The late ones have joined when they are counted among the connections that wait for more.
  await ask(world.url, `${AT}`)
  go()
  for (const reply of await Promise.all([...early, ...late])) {
    expect(reply.status).toBe(200)
    expect(reply.body.equals(FILE)).toBe(true)
  }
  expect(upstream.seen).toEqual(['/file'])
  await expect.poll(() => inStore(FILE)).toBe(true)
})

test('69 ten clients ask for one cold file at once and the first one leaves: upstream sees one request, the others get the right bytes', async () => {
  await world.serve('a', { file: cold() })
  let go = (): void => {}
  upstream.respond = (_request, response) => {
    response.writeHead(200, { 'content-length': FILE.length })
    response.write(FILE.subarray(0, 1_500_000))
    go = () => void response.end(FILE.subarray(1_500_000))
  }
  // The first is the one for whom the request to upstream was made.
  const first = ask(world.url, `${AT}file`, { leaveAfter: 1_000_000 })
  await expect.poll(() => upstream.seen.length).toBe(1)
  const others = Array.from({ length: 9 }, (_, index) =>
    ask(world.url, `${AT}file`, index === 4 ? { leaveAfter: 500_000 } : {}),
  )
  expect(await first).toMatchObject({ complete: false })
  expect(await others[4]).toMatchObject({ complete: false })
  go()
  const replies = await Promise.all(others.filter((_, index) => index !== 4))
  expect(replies).toHaveLength(8)
  for (const reply of replies) {
    expect(reply).toMatchObject({ status: 200, complete: true })
    expect(sha256(reply.body)).toBe(sha256(FILE))
  }
  expect(upstream.seen).toEqual(['/file'])
  await expect.poll(linked).toBe(1)
  expect(await inStore(FILE)).toBe(true)
  await expect.poll(temporaryFiles).toEqual([])
})

test('35, 69 an upstream that breaks off is continued by Range, and no client notices', async () => {
  upstream.respond = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start > 0) {
      response.writeHead(206, { 'content-range': `bytes ${start}-${FILE.length - 1}/${FILE.length}` })
      return void response.end(FILE.subarray(start))
    }
    response.writeHead(200, { 'content-length': FILE.length })
    response.write(FILE.subarray(0, 2_000_000), () => setTimeout(() => response.destroy(), 50))
  }
  await world.serve('a', { file: cold(source({ remote: world.remote({ max_retries: 1 }) })) })
  const replies = await Promise.all([ask(world.url, `${AT}file`), ask(world.url, `${AT}file`)])
  for (const reply of replies) expect(reply.body.equals(FILE)).toBe(true)
  expect(upstream.seen).toHaveLength(2)
})

test('40 while all downloads are paused a cold file is not to be had, and is afterwards', async () => {
  await world.serve('a', { file: cold() })
  world.it.engine.control.pausedByUser = true
  expect((await ask(world.url, `${AT}file`)).status).toBe(503)
  expect(upstream.seen).toEqual([])
  world.it.engine.control.pausedByUser = false
  expect((await ask(world.url, `${AT}file`)).body.equals(FILE)).toBe(true)
})

test('the file is stored even when its only client leaves', async () => {
  await world.serve('a', { file: cold() })
  let go = (): void => {}
  upstream.respond = (_request, response) => {
    response.write(FILE.subarray(0, 1_500_000))
    go = () => void response.end(FILE.subarray(1_500_000))
  }
  await ask(world.url, `${AT}file`, { leaveAfter: 100_000 })
  go()
  await expect.poll(linked).toBe(1)
  expect(await inStore(FILE)).toBe(true)
  await expect.poll(temporaryFiles).toEqual([])
})

test('68 a wrong byte: no client gets a complete body, nothing is stored, the source rests', async () => {
  const wrong = Buffer.from(FILE)
  wrong.writeUInt8(wrong.readUInt8(2_999_999) ^ 1, 2_999_999)
  upstream.respond = (_request, response) => void response.end(wrong)
  await world.serve('a', { file: cold() })
  const replies = await Promise.all(Array.from({ length: 5 }, () => ask(world.url, `${AT}file`)))
  for (const reply of replies) {
    expect(reply.complete && reply.status === 200).toBe(false)
    expect(reply.body.length).toBeLessThan(FILE.length)
  }
  expect(await inStore(FILE)).toBe(false)
  expect(await inStore(wrong)).toBe(false)
  expect(artifacts()).toBe(0)
  expect(failures()).toBe(1)
  await expect.poll(temporaryFiles).toEqual([])
  const asked = upstream.seen.length
  upstream.respond = (_request, response) => void response.end(FILE)
  expect((await ask(world.url, `${AT}file`)).status).toBe(502)
  expect(upstream.seen.length).toBe(asked)
})

test('68 after the cooldown the source is tried again', async () => {
  await world.close()
  world = await ShelfWorld.start({ settings: { REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN: 0 } })
  upstream.respond = (_request, response) => void response.end(sample(10))
  await world.serve('a', { file: cold() })
  expect((await ask(world.url, `${AT}file`)).status).toBe(502)
  upstream.respond = (_request, response) => void response.end(FILE)
  expect((await ask(world.url, `${AT}file`)).body.equals(FILE)).toBe(true)
})

test('68 a small wrong file is fetched from the next source, unseen by the client', async () => {
  const small = sample(5000)
  upstream.respond = (request, response) => void response.end(request.url === '/good' ? small : sample(4999))
  const facts = { digests: { sha256: sha256(small) }, size: small.length }
  const bad = source({ ...facts, url: `${upstream.url}/bad` })
  await world.serve('a', { file: cold(bad, source({ ...facts, url: `${upstream.url}/good` })) })
  const reply = await ask(world.url, `${AT}file`)
  expect(reply.status).toBe(200)
  expect(reply.body.equals(small)).toBe(true)
  expect(failures()).toBe(1)
})

test('68 a large wrong file breaks off, and the next request uses the other source', async () => {
  upstream.respond = (request, response) => void response.end(request.url === '/good' ? FILE : sample(2_999_999))
  const bad = source({ url: `${upstream.url}/bad`, size: null })
  await world.serve('a', { file: cold(bad, source({ url: `${upstream.url}/good` })) })
  const first = await ask(world.url, `${AT}file`)
  expect(first.body.equals(FILE)).toBe(false)
  expect(first.complete).toBe(false)
  const second = await ask(world.url, `${AT}file`)
  expect(second.body.equals(FILE)).toBe(true)
  expect(upstream.seen.at(-1)).toBe('/good')
})

test.for([
  ['with a length', { 'content-length': FILE.length }],
  ['in chunks', {}],
] as const)('an upstream that breaks off (%s) is not taken as complete', async ([, headers]) => {
  upstream.respond = (_request, response) => {
    response.writeHead(200, headers)
    response.write(FILE.subarray(0, 2_000_000), () => setTimeout(() => response.destroy(), 20))
  }
  // Without digests and size there is nothing but the transport to tell.
  await world.serve('a', { file: cold(source({ digests: {}, size: null })) })
  const reply = await ask(world.url, `${AT}file`)
  expect(reply.complete && reply.status === 200).toBe(false)
  expect(artifacts()).toBe(0)
})

test('without digests the size is checked where it is known, and the file is kept', async () => {
  await world.serve('a', {
    known: cold(source({ digests: {} })),
    unknown: cold(source({ digests: {}, size: null })),
    wrong: cold(source({ digests: {}, size: 17 })),
  })
  expect((await ask(world.url, `${AT}wrong`)).status).toBe(502)
  expect((await ask(world.url, `${AT}known`)).body.equals(FILE)).toBe(true)
  expect((await ask(world.url, `${AT}unknown`)).body.equals(FILE)).toBe(true)
  await expect.poll(linked).toBe(2)
  expect(artifacts()).toBe(1)
})

test('streamed files are never kept', async () => {
  const remote = world.remote({ policy: 'streamed' })
  await world.serve('a', { file: cold(source({ remote })) })
  for (let round = 1; round <= 2; round += 1) {
    expect((await ask(world.url, `${AT}file`)).body.equals(FILE)).toBe(true)
    await expect.poll(temporaryFiles).toEqual([])
    expect(upstream.seen.length).toBe(round)
  }
  expect(artifacts()).toBe(0)
  expect(linked()).toBe(0)
})

test('a streamed file nobody waits for any more is not fetched further', async () => {
  const remote = world.remote({ policy: 'streamed' })
  let closed = false
  upstream.respond = (_request, response) => {
    response.write(FILE)
    response.on('close', () => (closed = true))
  }
  await world.serve('a', { file: cold(source({ remote, size: null })) })
  await ask(world.url, `${AT}file`, { leaveAfter: 1000 })
  await expect.poll(() => closed).toBe(true)
  await expect.poll(temporaryFiles).toEqual([])
})

test('a range of a cold file fetches the whole and sends the part', async () => {
  await world.serve('a', { file: cold(source({ size: null })) })
  const part = await ask(world.url, `${AT}file`, { headers: { range: 'bytes=100-199' } })
  expect(part).toMatchObject({ status: 206, complete: true })
  expect(part.headers['content-range']).toBe(`bytes 100-199/${FILE.length}`)
  expect(part.body.equals(FILE.subarray(100, 200))).toBe(true)
  await expect.poll(linked).toBe(1)
})

test('no part of a wrong file is sent as a complete part', async () => {
  upstream.respond = (_request, response) => void response.end(sample(2_999_999))
  await world.serve('a', { file: cold(source({ size: null })) })
  const part = await ask(world.url, `${AT}file`, { headers: { range: 'bytes=0-9' } })
  expect(part.status).toBe(502)
})

test('HEAD and conditional requests are answered from what is known, else the file is fetched', async () => {
  await world.serve('a', { known: cold(), unknown: cold(source({ size: null, digests: {} })) })
  const head = await ask(world.url, `${AT}known`, { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(head.headers['content-length']).toBe(String(FILE.length))
  const etag = `"${sha256(FILE)}"`
  expect((await ask(world.url, `${AT}known`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  expect(upstream.seen).toEqual([])
  const fetched = await ask(world.url, `${AT}unknown`, { method: 'HEAD' })
  expect(fetched.headers).toMatchObject({ 'content-length': String(FILE.length), etag })
  expect(upstream.seen).toEqual(['/file'])
})

test('what is stored under another path already is not fetched again', async () => {
  await world.serve('other', { 'somewhere/else': FILE })
  await world.serve('a', { file: cold(), streamed: cold(source({ remote: world.remote({ policy: 'streamed' }) })) })
  expect((await ask(world.url, `${AT}file`)).body.equals(FILE)).toBe(true)
  expect((await ask(world.url, `${AT}streamed`)).body.equals(FILE)).toBe(true)
  expect(upstream.seen).toEqual([])
  expect(linked()).toBe(2)
})

test('what upstreams do not have is absent; what they cannot give now may be asked again', async () => {
  const paths = {
    gone: cold(source({ url: `${upstream.url}/gone` })),
    ill: cold(source({ url: `${upstream.url}/ill` })),
  }
  const dead = await startUpstream(() => undefined)
  await dead.close()
  await world.serve('a', { ...paths, dead: cold(source({ url: `${dead.url}/x` })), sourceless: { sources: [] } })
  upstream.respond = (request, response) => void response.writeHead(request.url === '/gone' ? 404 : 500).end('no')
  expect((await ask(world.url, `${AT}gone`)).status).toBe(404)
  expect((await ask(world.url, `${AT}gone`)).status).toBe(404)
  expect(upstream.seen).toEqual(['/gone'])
  for (const path of ['ill', 'dead']) {
    const reply = await ask(world.url, `${AT}${path}`)
    expect(reply.status, path).toBe(503)
    expect(Number(reply.headers['retry-after']), path).toBeGreaterThan(0)
  }
  expect((await ask(world.url, `${AT}sourceless`)).status).toBe(404)
  upstream.respond = (_request, response) => void response.end(FILE)
  expect((await ask(world.url, `${AT}ill`)).body.equals(FILE)).toBe(true)
})

test('no header of an upstream reaches a client', async () => {
  upstream.respond = (_request, response) => {
    response.writeHead(200, { 'set-cookie': 'a=b', 'x-own': 'yes', 'content-type': 'text/html', etag: '"theirs"' })
    response.end(FILE)
  }
  await world.serve('a', { file: cold() })
  const { headers } = await ask(world.url, `${AT}file`)
  expect(headers['set-cookie']).toBeUndefined()
  expect(headers['x-own']).toBeUndefined()
  expect(headers['content-type']).toBe('application/octet-stream')
  expect(headers.etag).toBe(`"${sha256(FILE)}"`)
})

test('a remote that changes is asked in its new way', async () => {
  const remote = world.remote({ username: 'old', password: 'secret', url: `${upstream.url}/` })
  const authorizations: unknown[] = []
  upstream.respond = (request, response) => {
    authorizations.push(request.headers.authorization)
    response.end(FILE.subarray(0, 1000))
  }
  const facts = { remote, size: 1000, digests: { sha256: sha256(FILE.subarray(0, 1000)) } }
  const second = sample(10)
  await world.serve('a', {
    one: cold(source(facts)),
    two: cold(source({ ...facts, size: 10, digests: { sha256: sha256(second) } })),
  })
  await ask(world.url, `${AT}one`)
  const { Remote } = await import('../../src/main/engine/db/masters.ts')
  Remote.get(world.it.engine.catalogue, remote).save({ username: 'new', pulp_last_updated: 0 } as never)
  await new Promise((resolve) => setTimeout(resolve, 2))
  Remote.get(world.it.engine.catalogue, remote).save({ password: 'secret' })
  await ask(world.url, `${AT}two`)
  expect(new Set(authorizations).size).toBe(2)
})

test('closing the server ends what is under way and leaves nothing behind', async () => {
  upstream.respond = (_request, response) => void response.write(FILE)
  await world.serve('a', { file: cold(source({ size: null })) })
  const reply = ask(world.url, `${AT}file`)
  await expect.poll(() => upstream.seen.length).toBe(1)
  await world.server.close()
  expect((await reply.catch(() => ({ complete: false }))).complete).toBe(false)
  expect(temporaryFiles()).toEqual([])
})

test('69 large files reach clients whole while they come: those that were there first, and those that have much before them', async () => {
  const large = sample(24_000_000)
  const digests = { sha256: sha256(large) }
  await world.serve('a', { file: cold(source({ digests, size: large.length })) })
  const parts = [large.subarray(0, 16_000_001), large.subarray(16_000_001, 20_000_000), large.subarray(20_000_000)]
  let go = (): void => {}
  upstream.respond = (_request, response) => {
    response.writeHead(200, { 'content-length': large.length })
    response.write(parts[0])
    go = () => void response.write(parts[1], () => response.end(parts[2]))
  }
  const early = [ask(world.url, `${AT}file`), ask(world.url, `${AT}file`)]
  expect((await ask(world.url, `${AT}file`, { leaveAfter: 12_000_000 })).complete).toBe(false)
  const late = [ask(world.url, `${AT}file`), ask(world.url, `${AT}file`, { leaveAfter: 15_000_000 })]
  await late[1]
  go()
  for (const { complete, body } of await Promise.all([...early, late[0] as (typeof early)[0]])) {
    expect([complete, body.length, body.equals(large)]).toEqual([true, large.length, true])
  }
  expect(upstream.seen).toEqual(['/file'])
})
