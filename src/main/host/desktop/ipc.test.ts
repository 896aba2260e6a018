/** The channels pages may speak to, given messages nobody should send. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { ApiRequest } from '#shared/wire'
import { CHUNK_BYTES } from '#shared/wire'
import { registerIpc } from './ipc.ts'

type Handler = (event: object, ...message: unknown[]) => Promise<unknown>
const handlers = vi.hoisted(() => new Map<string, Handler>())
vi.mock('electron', () => ({ ipcMain: { handle: (name: string, handler: Handler) => handlers.set(name, handler) } }))

const ROUNDS = 100_000
const own = { id: 1 }
const done: unknown[] = []
let failure: Error | null = null
const act = (value: unknown): Promise<never> => {
  done.push(value)
  return failure ? Promise.reject(failure) : Promise.resolve({ status: 200, body: null } as never)
}
registerIpc({ knows: (contents) => (contents as unknown) === own, request: act, host: act })
const interfaceEvent = { sender: own, senderFrame: { url: 'stillwater://app/', parent: null } }
const ask = (
  channel: 'request' | 'host' | 'chunk',
  message: unknown,
  event: object = interfaceEvent,
): Promise<unknown> => handlers.get(`stillwater:${channel}`)!(event, message)

beforeEach(() => {
  done.length = 0
  failure = null
})

test('there are three channels', () => {
  expect([...handlers.keys()]).toEqual(['stillwater:request', 'stillwater:chunk', 'stillwater:host'])
})

const STRANGERS: [who: string, event: object][] = [
  ['a window of others', { ...interfaceEvent, sender: { id: 2 } }],
  ['a frame that is gone', { sender: own, senderFrame: null }],
  ['a frame in the page', { sender: own, senderFrame: { url: 'stillwater://app/', parent: {} } }],
  ['a foreign page', { sender: own, senderFrame: { url: 'https://app.example/', parent: null } }],
]
const UPLOAD = '/pulp/api/v3/uploads/0190f3a0-0000-7000-8000-000000000000/'

test.each(STRANGERS)('%s is refused on every channel, and nothing is done', async (_who, event) => {
  const request: ApiRequest = { method: 'GET', path: '/stillwater/api/v1/about/' }
  expect(await ask('request', request, event)).toMatchObject({ status: 403, body: { code: 'desktop.sender_refused' } })
  const answer = await ask('host', { action: 'setTheme', theme: 'dark' }, event)
  expect(answer).toMatchObject({ ok: false, error: { code: 'desktop.sender_refused' } })
  const chunk = { path: UPLOAD, start: 0, total: 1, bytes: new Uint8Array(1) }
  expect(await ask('chunk', chunk, event)).toMatchObject({ status: 403, body: { code: 'desktop.sender_refused' } })
  expect(done).toEqual([])
})

test('a chunk goes to an upload and nowhere else, lies within its file, and is bounded', async () => {
  const good = { path: UPLOAD, start: 2, total: 5, bytes: new Uint8Array(3) }
  expect(await ask('chunk', good)).toMatchObject({ status: 200 })
  expect(done).toEqual([{ method: 'PUT', path: UPLOAD, chunk: { start: 2, total: 5, bytes: good.bytes } }])
  done.length = 0
  const bad = [
    { ...good, path: '/pulp/api/v3/artifacts/' },
    { ...good, path: `${UPLOAD}../../tasks/` },
    { ...good, path: '/etc/passwd' },
    { ...good, start: 3 },
    { ...good, start: -1 },
    { ...good, total: Number.NaN },
    { ...good, bytes: new Uint8Array(0) },
    { ...good, bytes: '/etc/passwd' },
    { ...good, bytes: { byteLength: 3 } },
    { ...good, file: '/etc/passwd' },
    { ...good, total: CHUNK_BYTES + 3, bytes: new Uint8Array(CHUNK_BYTES + 1) },
  ]
  for (const one of bad) expect(await ask('chunk', one), JSON.stringify(one)).toMatchObject({ status: 400 })
  expect(done).toEqual([])
})

test('a page cannot have many chunks in this process at once', async () => {
  const chunk = { path: UPLOAD, start: 0, total: 1, bytes: new Uint8Array(1) }
  const answers = (await Promise.all(Array.from({ length: 6 }, () => ask('chunk', chunk)))) as { status: number }[]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429])
  expect(await ask('chunk', chunk)).toMatchObject({ status: 200 })
})

test('the host channel takes a MiB, requests what a lockfile may have', async () => {
  const large = 'x'.repeat(1024 * 1024)
  expect(await ask('host', { action: 'writeClipboard', text: large })).toMatchObject({
    ok: false,
    error: { code: 'desktop.message_too_large' },
  })
  const post = { method: 'POST', path: '/stillwater/api/v1/x/' }
  expect(await ask('request', { ...post, body: large })).toMatchObject({ status: 200 })
  expect(await ask('request', { ...post, body: 'x'.repeat(66 * 1024 * 1024) })).toMatchObject({
    status: 413,
    body: { code: 'desktop.message_too_large' },
  })
  expect(done).toHaveLength(1)
})

test('an error nobody foresaw tells neither its stack, its text nor a path', async () => {
  failure = new Error('ENOENT: /home/someone/secret')
  const answers = [
    await ask('request', { method: 'GET', path: '/stillwater/api/v1/about/' }),
    await ask('host', { action: 'setTheme', theme: 'dark' }),
  ]
  expect(JSON.stringify(answers)).not.toMatch(/ENOENT|someone|\\n +at |stack/)
  expect(answers).toMatchObject([{ status: 500, body: { code: 'internal' } }, { error: { code: 'internal' } }])
})

/** Reproducible, and quick enough for a hundred thousand messages. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const cyclic: unknown[] = []
cyclic.push(cyclic)
const ODD: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  1n,
  '',
  '\u0000',
  '../..',
  'file:///etc/passwd',
  'openPath',
  [],
  [null],
  {},
  new Date(0),
  new Map([['a', 1]]),
  new Uint8Array(4),
  Symbol.iterator,
  () => 1,
  cyclic,
  Object.create(null),
  { __proto__: { action: 'setTheme' } },
  { length: 1e9 },
]
const KEYS = [
  'action',
  'bytes',
  'start',
  'total',
  'method',
  'path',
  'query',
  'body',
  'title',
  'filters',
  'text',
  'theme',
  'language',
  'headers',
  '__proto__',
]

/** A valid message in which something is replaced, added or left out. */
function spoil(valid: object, next: (below: number) => number): unknown {
  if (next(20) === 0) return ODD[next(ODD.length)]
  const message: Record<string, unknown> = { ...valid }
  for (let change = next(3); change >= 0; change--) {
    const key = KEYS[next(KEYS.length)] as string
    if (next(4) === 0) delete message[key]
    else Object.defineProperty(message, key, { value: ODD[next(ODD.length)], enumerable: true, configurable: true })
  }
  return message
}

test(`${ROUNDS} spoilt requests: each is answered, and only well-formed ones reach the engine`, async () => {
  const next = random(1)
  for (let round = 0; round < ROUNDS; round++) {
    const answer = await ask('request', spoil({ method: 'GET', path: '/pulp/api/v3/tasks/' }, next))
    if (typeof (answer as { status: unknown }).status !== 'number') expect.fail(JSON.stringify(answer))
  }
  for (const one of done as Record<string, unknown>[]) {
    if (
      Object.keys(one).some((key) => !['method', 'path', 'query', 'body', 'language'].includes(key)) ||
      one['path'] !== '/pulp/api/v3/tasks/'
    )
      expect.fail(`got through: ${String(one['path'])}`)
  }
})

test(`${ROUNDS} spoilt chunks: each is answered, and only well-formed ones reach the engine`, async () => {
  const next = random(3)
  const valid = { path: UPLOAD, start: 0, total: 1, bytes: new Uint8Array(1) }
  for (let round = 0; round < ROUNDS; round++) {
    const answer = await ask('chunk', spoil(valid, next))
    if (typeof (answer as { status: unknown }).status !== 'number') expect.fail(JSON.stringify(answer))
  }
  for (const one of done as Record<string, unknown>[])
    if (one['method'] !== 'PUT' || one['path'] !== UPLOAD || one['body'] !== undefined)
      expect.fail(`got through: ${String(one['path'])}`)
})

test(`${ROUNDS} spoilt native wishes: each is answered, and only well-formed ones are carried out`, async () => {
  const next = random(2)
  for (let round = 0; round < ROUNDS; round++) {
    const answer = await ask('host', spoil({ action: 'pickFile', title: 'x', filters: [] }, next))
    if (typeof (answer as { ok: unknown }).ok !== 'boolean') expect.fail(JSON.stringify(answer))
  }
  for (const one of done as Record<string, unknown>[])
    if (one['action'] !== 'pickFile' || typeof one['title'] !== 'string')
      expect.fail(`got through: ${String(one['action'])}`)
})
