/** What nobody means well: sent over raw sockets to the content server and to the API, which stay up, answer soon and give nothing away. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, startTestApi, type TestApi } from '../api/api.ts'
import { foreignNames, foreignOrigins } from './http-corpus/names.ts'
import { malformedRequests } from './http-corpus/malformed.ts'
import { pathSpellings } from './http-corpus/paths.ts'
import { rangeAbuses } from './http-corpus/ranges.ts'
import { type Probe, probeAll, type Seen, shown } from './http-corpus/wire.ts'
import { ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'
const STATUS = '/pulp/api/v3/status/'
const SECRET = 'this is not to be served'
const SMUGGLED = 'answered twice'
const BODY = Buffer.from(Array.from({ length: 3000 }, (_, index) => 97 + ((index * index) % 26)))
/** 0: closed without a word. */
const REFUSALS = [0, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 417, 421, 426, 431, 501, 505]

let world: ShelfWorld
let api: TestApi

beforeAll(async () => {
  world = await ShelfWorld.start()
  await world.serve('a/b', { 'f.txt': 'file', 'd/g.txt': 'other', 'smuggled.txt': SMUGGLED, 'ranges.bin': BODY })
  await world.serve('hidden', { 'f.txt': SECRET })
  world.it.engine.catalogue.prepare('DELETE FROM core_distribution WHERE base_path = ?').run('hidden')
  api = await startTestApi()
  for (const { root } of [world.it.engine.folder, api.it.engine.folder]) {
    mkdirSync(join(root, 'a'), { recursive: true })
    for (const place of ['.', '..', 'a', 'artifact']) {
      mkdirSync(join(root, place), { recursive: true })
      for (const name of ['secret.txt', 'stillwater-secret.txt']) writeFileSync(join(root, place, name), SECRET)
    }
  }
})
afterAll(async () => {
  await world.close()
  await api.close()
})

const authority = (url: string): string => new URL(url).host
const authorization = `Authorization: Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}\r\n`

function expectNoEscape(probe: Probe, { text }: Seen): void {
  for (const secret of [SECRET, 'root:', 'SQLite format', PASSWORD]) expect(text, shown(probe)).not.toContain(secret)
}

/** The same thread serves on: the files and the API answer as before. */
async function expectAlive(): Promise<void> {
  const file = await fetch(`${world.url}${AT}a/b/f.txt`)
  expect([file.status, await file.text()]).toEqual([200, 'file'])
  expect((await fetch(`${api.url}${STATUS}`)).status).toBe(200)
}

function request(target: string, host: string, more = ''): Probe {
  return {
    name: 'GET',
    closes: true,
    bytes: `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`,
  }
}

test('twenty-five hundred spellings of paths give no byte that is not published, and an answer within a second', async () => {
  const host = authority(world.url)
  const targets = pathSpellings(AT, host)
  expect(new Set(targets).size).toBe(2500)
  const statuses = new Map<number, number>()
  await probeAll(
    world.url,
    targets.map((target) => request(target, host)),
    (probe, seen) => {
      expectNoEscape(probe, seen)
      expect([200, 301, 400, 404], shown(probe)).toContain(seen.status)
      // What is answered with 200 or a redirect is a listing, a published file, or the way to one.
      if (seen.status === 200) expect(seen.text, shown(probe)).toMatch(/Index of|\r\n\r\n(file|other|answered twice)$/)
      if (seen.status === 301) expect(seen.text, shown(probe)).toMatch(/\r\nLocation: \/pulp\/content\/[a-z./]*\r\n/)
      statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
    },
  )
  expect(statuses.get(404)).toBeGreaterThan(1000)
  expect(statuses.get(400)).toBeGreaterThan(500)
  await expectAlive()
})

test('twenty-five hundred spellings of paths bring nothing of the disk out of the API, whoever asks', async () => {
  const host = authority(api.url)
  for (const who of ['', authorization]) {
    await probeAll(
      api.url,
      pathSpellings('/pulp/api/v3/', host).map((target) => request(target, host, who)),
      (probe, seen) => {
        expectNoEscape(probe, seen)
        if (who === '') expect([0, 301, 308, ...REFUSALS], shown(probe)).toContain(seen.status)
        else expect([200, 301, 308, ...REFUSALS], shown(probe)).toContain(seen.status)
      },
    )
  }
  await expectAlive()
})

test('two hundred and fifty malformed requests are refused or closed, and nothing behind them is taken for a request', async () => {
  for (const [url, path] of [
    [world.url, `${AT}a/b/f.txt`],
    [api.url, STATUS],
  ] as const) {
    const probes = malformedRequests(path, AT, authority(url))
    expect(probes.length).toBeGreaterThanOrEqual(250)
    await probeAll(url, probes, (probe, seen) => {
      expectNoEscape(probe, seen)
      expect(seen.text, shown(probe)).not.toContain(SMUGGLED)
      expect(seen.text, shown(probe)).not.toMatch(/HTTP\/1\.1 5(?!01|05)/)
      if (url === world.url) expect(REFUSALS, shown(probe)).toContain(seen.status)
    })
  }
  await expectAlive()
})

test('requests sent together are answered in their order, and what follows them is refused', async () => {
  const host = authority(world.url)
  for (const count of [1, 2, 10, 100]) {
    const many = `GET ${AT}a/b/f.txt HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(count)
    await probeAll(world.url, [{ name: 'together', bytes: `${many}nonsense\r\n\r\n` }], (_, seen) => {
      const statuses = [...seen.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)
      expect(statuses).toEqual([...Array.from({ length: count }, () => '200'), '400'])
    })
  }
})

test('two hundred abuses of Range give bytes of the file as they lie, the whole, or a refusal', async () => {
  const host = authority(world.url)
  const ranges = rangeAbuses(BODY.length)
  expect(ranges).toHaveLength(200)
  const statuses = new Map<number, number>()
  const probes = ranges.map((range) => request(`${AT}a/b/ranges.bin`, host, `Range: ${range}\r\n`))
  await probeAll(world.url, probes, (probe, seen) => {
    statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
    const [head = '', body = ''] = split(seen.text)
    const tooLarge = probe.bytes.length > 16_000
    expect([200, 206, tooLarge ? 431 : 416, 416], shown(probe)).toContain(seen.status)
    if (seen.status === 200) expect(body, shown(probe)).toBe(BODY.toString('latin1'))
    if (seen.status === 206) for (const part of partsOf(head, body)) expect(part.body, shown(probe)).toBe(part.expected)
    // However many are asked for, no more leaves than the file has, and a little for each part.
    expect(body.length, shown(probe)).toBeLessThan(BODY.length + 8 * 250)
  })
  expect([...statuses.keys()].toSorted()).toEqual(expect.arrayContaining([200, 206, 416]))
  await expectAlive()
})

const split = (text: string): [string, string] => {
  const end = text.indexOf('\r\n\r\n')
  return [text.slice(0, end), text.slice(end + 4)]
}

function partsOf(head: string, body: string): { body: string; expected: string }[] {
  const boundary = /boundary=(\S+)/.exec(head)?.[1]
  const pieces = boundary ? body.split(`\r\n--${boundary}`).slice(1, -1).map(split) : [[head, body] as const]
  return pieces.map(([about, bytes]) => {
    const [, first, last] = /Content-Range: bytes (\d+)-(\d+)\/3000/.exec(about) ?? []
    return { body: bytes, expected: BODY.subarray(Number(first), Number(last) + 1).toString('latin1') }
  })
}

test('forty shapes of Host that are not ours get nothing from either server', async () => {
  for (const [url, path] of [
    [world.url, `${AT}a/b/f.txt`],
    [api.url, '/pulp/api/v3/repositories/'],
  ] as const) {
    const shapes = foreignNames(Number(new URL(url).port))
    expect(shapes).toHaveLength(40)
    const probes = shapes.map((lines) => ({
      name: 'GET',
      bytes: `GET ${path} HTTP/1.1\r\n${lines}Connection: close\r\n${authorization}\r\n`,
    }))
    await probeAll(url, probes, (probe, seen) => {
      expect([400, 421], shown(probe)).toContain(seen.status)
      expect(seen.text, shown(probe)).not.toMatch(/\r\n\r\nfile$|"results"/)
    })
  }
  await expectAlive()
})

test('pages of other origins are told by no answer that they may read it, and the API refuses them', async () => {
  const probesOf = (url: string, path: string): Probe[] =>
    foreignOrigins(Number(new URL(url).port)).flatMap((lines) =>
      ['GET', 'OPTIONS', 'POST'].map((method) => ({
        name: method,
        bytes: `${method} ${path} HTTP/1.1\r\n${lines}Access-Control-Request-Method: POST\r\nConnection: close\r\n${authorization}\r\n`,
      })),
    )
  const silent = (probe: Probe, seen: Seen): void => expect(seen.text, shown(probe)).not.toMatch(/access-control-/i)
  await probeAll(world.url, probesOf(world.url, `${AT}a/b/f.txt`), (probe, seen) => {
    silent(probe, seen)
    expect(seen.text, shown(probe)).toMatch(/\r\nCross-Origin-Resource-Policy: same-origin\r\n/i)
  })
  await probeAll(api.url, probesOf(api.url, '/pulp/api/v3/repositories/'), (probe, seen) => {
    silent(probe, seen)
    expect(seen.status, shown(probe)).toBe(403)
  })
})
