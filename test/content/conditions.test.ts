import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './client.ts'
import { ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/a/'
const BODY = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
const ETAG = `"${createHash('sha256').update(BODY).digest('hex')}"`
const LARGE = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 7) % 253))

let world: ShelfWorld
let date: string

beforeAll(async () => {
  world = await ShelfWorld.start()
  await world.serve('a', { body: BODY, large: LARGE, empty: '' }, { INDEX: 'index' })
  date = (await ask(world.url, `${AT}body`)).headers['last-modified'] ?? ''
})
afterAll(async () => await world.close())

const later = (): string => new Date(Date.parse(date) + 60_000).toUTCString()

test.for([
  ['bytes=0-0', 0, 0],
  ['bytes=10-19', 10, 19],
  ['bytes=990-', 990, 999],
  ['bytes=-10', 990, 999],
  ['bytes=-5000', 0, 999],
  ['bytes=500-99999', 500, 999],
  ['bytes=0-9,10-19', 0, 19],
  ['bytes=15-19,0-15', 0, 19],
  ['bytes=0-4, 2000-3000', 0, 4],
  ['BYTES=0-4', 0, 4],
] as const)('66 %s is one part', async ([range, start, end]) => {
  const reply = await ask(world.url, `${AT}body`, { headers: { range } })
  expect(reply.status).toBe(206)
  expect(reply.headers).toMatchObject({
    'content-range': `bytes ${start}-${end}/1000`,
    'content-length': String(end - start + 1),
    etag: ETAG,
    'last-modified': date,
  })
  expect(reply.body.equals(BODY.subarray(start, end + 1))).toBe(true)
})

test.for(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', 'bytes=1000-1001,2000-'])(
  '66 %s cannot be had',
  async (range) => {
    const reply = await ask(world.url, `${AT}body`, { headers: { range } })
    expect(reply.status).toBe(416)
    expect(reply.headers['content-range']).toBe('bytes */1000')
  },
)

test.for([
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'bytes=5-2',
  'bytes=0-1;2-3',
  'bytes 0-1',
  'lines=0-1',
  'bytes=0-1,',
  `bytes=${Array.from({ length: 9 }, (_, index) => `${index * 10}-${index * 10 + 1}`).join(',')}`,
  'bytes=0x1-2',
  'bytes=99999999999999999999-',
])('%s is answered with the whole', async (range) => {
  const reply = await ask(world.url, `${AT}body`, { headers: { range } })
  expect(reply.status).toBe(200)
  expect(reply.body.equals(BODY)).toBe(true)
})

test('an empty file has no ranges', async () => {
  expect((await ask(world.url, `${AT}empty`)).status).toBe(200)
  expect((await ask(world.url, `${AT}empty`, { headers: { range: 'bytes=0-' } })).status).toBe(416)
  expect((await ask(world.url, `${AT}empty`)).headers['content-length']).toBe('0')
})

/** Parts of a multipart/byteranges body by their Content-Range. */
function partsOf(body: Buffer, contentType: string): Map<string, Buffer> {
  const boundary = /boundary=(\S+)/.exec(contentType)?.[1] ?? ''
  const pieces = body.toString('latin1').split(`\r\n--${boundary}`)
  expect(pieces.at(-1)).toBe('--\r\n')
  return new Map(
    pieces.slice(1, -1).map((piece) => {
      const [head = '', ...rest] = piece.split('\r\n\r\n')
      return [/Content-Range: (.*)/.exec(head)?.[1] ?? '', Buffer.from(rest.join('\r\n\r\n'), 'latin1')]
    }),
  )
}

test.for([
  ['body', BODY],
  ['large', LARGE],
] as const)('66 several ranges of %s come as parts', async ([name, bytes]) => {
  const range = 'bytes=0-9, 100-299, -5'
  const reply = await ask(world.url, AT + name, { headers: { range } })
  expect(reply.status).toBe(206)
  expect(reply.headers['content-length']).toBe(String(reply.body.length))
  expect(reply.complete).toBe(true)
  const parts = partsOf(reply.body, reply.headers['content-type'] ?? '')
  const size = bytes.length
  expect([...parts.keys()]).toEqual([
    `bytes 0-9/${size}`,
    `bytes 100-299/${size}`,
    `bytes ${size - 5}-${size - 1}/${size}`,
  ])
  expect([...parts.values()]).toEqual([bytes.subarray(0, 10), bytes.subarray(100, 300), bytes.subarray(-5)])
})

test('66 HEAD takes no notice of Range', async () => {
  const reply = await ask(world.url, `${AT}body`, { method: 'HEAD', headers: { range: 'bytes=0-1' } })
  expect(reply.status).toBe(200)
  expect(reply.headers['content-length']).toBe('1000')
})

test.for([
  [ETAG, 304],
  [`W/${ETAG}`, 304],
  [`"other", ${ETAG}`, 304],
  [`"other",W/${ETAG} , "x"`, 304],
  ['*', 304],
  ['"other"', 200],
  [ETAG.slice(1, -1), 200],
] as const)('If-None-Match: %s', async ([value, status]) => {
  for (const method of ['GET', 'HEAD']) {
    const reply = await ask(world.url, `${AT}body`, { method, headers: { 'if-none-match': value } })
    expect(reply.status).toBe(status)
    if (status === 304) expect(reply).toMatchObject({ text: '', headers: { etag: ETAG, 'last-modified': date } })
  }
})

test('66 If-Modified-Since compares for equality: an older date and a newer one both mean another file', async () => {
  const status = async (since: string): Promise<number> =>
    (await ask(world.url, `${AT}body`, { headers: { 'if-modified-since': since } })).status
  expect(await status(date)).toBe(304)
  expect(await status(later())).toBe(200)
  expect(await status(new Date(Date.parse(date) - 1000).toUTCString())).toBe(200)
  expect(await status('yesterday')).toBe(200)
})

test('If-None-Match outweighs If-Modified-Since', async () => {
  const headers = { 'if-none-match': '"other"', 'if-modified-since': date }
  expect((await ask(world.url, `${AT}body`, { headers })).status).toBe(200)
})

test.for([
  [{ 'if-match': ETAG }, 200],
  [{ 'if-match': '*' }, 200],
  [{ 'if-match': `"a", ${ETAG}` }, 200],
  [{ 'if-match': `W/${ETAG}` }, 412],
  [{ 'if-match': '"other"' }, 412],
] as const)('%o', async ([headers, status]) => {
  const reply = await ask(world.url, `${AT}body`, { headers })
  expect(reply.status).toBe(status)
})

test('If-Unmodified-Since', async () => {
  const status = async (value: string): Promise<number> =>
    (await ask(world.url, `${AT}body`, { headers: { 'if-unmodified-since': value } })).status
  expect(await status(date)).toBe(200)
  expect(await status(later())).toBe(200)
  expect(await status(new Date(Date.parse(date) - 1000).toUTCString())).toBe(412)
})

test('66 If-Range lets a range through only for exactly this file', async () => {
  const status = async (value: string): Promise<number> => {
    const headers = { range: 'bytes=0-9', 'if-range': value }
    const reply = await ask(world.url, `${AT}body`, { headers })
    expect(reply.body.length).toBe(reply.status === 206 ? 10 : 1000)
    return reply.status
  }
  expect(await status(ETAG)).toBe(206)
  expect(await status(date)).toBe(206)
  expect(await status(`W/${ETAG}`)).toBe(200)
  expect(await status('"other"')).toBe(200)
  expect(await status(later())).toBe(200)
})

test('66 index files must be asked for again each time; other files need not', async () => {
  expect((await ask(world.url, `${AT}INDEX`)).headers['cache-control']).toBe('no-cache')
  expect((await ask(world.url, `${AT}body`)).headers['cache-control']).toBeUndefined()
})

test('pipelined requests are answered in their order', async () => {
  const { raw } = await import('./client.ts')
  const { host } = new URL(world.url)
  const one = (path: string, last = false): string =>
    `GET ${AT}${path} HTTP/1.1\r\nHost: ${host}\r\nRange: bytes=0-3\r\n${last ? 'Connection: close\r\n' : ''}\r\n`
  const text = await raw(world.url, one('large') + one('INDEX') + one('none') + one('body', true))
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['206', '206', '404', '206'])
  expect([...text.matchAll(/Content-Range: (.*)\r/g)].map(([, range]) => range)).toEqual([
    `bytes 0-3/${LARGE.length}`,
    'bytes 0-3/5',
    'bytes 0-3/1000',
  ])
})
