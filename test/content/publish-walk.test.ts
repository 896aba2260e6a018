/**
 * Clients read the graph of a mirror's metadata (manifest, index, files by digest) while it is published again and again: a walk that has
 * begun ends with the very files its manifest names. The host is a real one: what is served and what is published meet in the catalogue at any
 * statement. The long tier is `npm test -- full test/content/publish-walk.test.ts`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Host, serve, temporaryFolder } from '../cli/cli.ts'
import { FULL } from '../faults/tier.ts'
import { sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

const PUBLISHES = FULL ? 1000 : 60
const WALKERS = FULL ? 20 : 10
const FILES = 8
const V3 = '/pulp/api/v3/'

/** What upstream has in a generation: half of the files are those of the one before, and an index names them all. */
function generation(number: number): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let index = 0; index < FILES; index += 1) {
    const since = number - ((number + index) % 2)
    const bytes = Buffer.from(`file ${index} since generation ${since}\n`.repeat(50))
    files.set(`pool/${sha256(bytes)}`, bytes)
  }
  const index = Buffer.from(JSON.stringify({ generation: number, files: [...files.keys()] }))
  return files.set(`index/${sha256(index)}.json`, index)
}

// oxlint-disable-next-line typescript/no-explicit-any -- the test is the check
type Json = any

/** The API of a host, as its administrator. */
function apiOf({ ready }: Host): {
  call(method: string, path: string, body?: object): Promise<Json>
  ended(task: string): Promise<Json>
} {
  const password = readFileSync(join(ready.data_dir, 'admin-password'), 'utf8').trim()
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const call = async (method: string, path: string, body?: object): Promise<Json> => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(new URL(path, ready.api), { method, headers, body: JSON.stringify(body ?? {}) })
    return answer.json()
  }
  const look = async (path: string): Promise<Json> =>
    (await fetch(new URL(path, ready.api), { headers: { authorization } })).json()
  return {
    call,
    async ended(task) {
      for (;;) {
        const body = await look(task)
        if (['completed', 'failed', 'canceled'].includes(body.state)) return body
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
}

async function fetchWhole(url: string): Promise<Buffer> {
  const answer = await fetch(url)
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
  expect(answer.headers.get('etag'), url).toBe(`"${sha256(bytes)}"`)
  return bytes
}

/** Reads everything from the manifest on. Answers which generation it was. @throws when a file is missing or is not what was named */
async function walk(base: string, pause: () => Promise<void>): Promise<number> {
  const manifest = (await fetchWhole(`${base}PULP_MANIFEST`)).toString()
  const named = new Map(
    manifest
      .trim()
      .split('\n')
      .map((line) => line.split(',') as [string, string]),
  )
  const indexes = [...named.keys()].filter((path) => path.startsWith('index/'))
  expect(indexes, manifest).toHaveLength(1)
  const index = JSON.parse((await fetchWhole(base + indexes[0])).toString()) as { generation: number; files: string[] }
  expect([...index.files, ...indexes].toSorted()).toEqual([...named.keys()].toSorted())
  for (const path of index.files) {
    await pause()
    expect(sha256(await fetchWhole(base + path)), path).toBe(named.get(path))
  }
  return index.generation
}

test('clients that walk from the manifest to every file during publishes never find a mixed or missing one', async () => {
  const upstream = await startFileUpstream({})
  onTestFinished(() => upstream.close())
  const host = await serve(temporaryFolder())
  const { call, ended } = apiOf(host)
  const base = `${new URL(host.ready.content).origin}/pulp/content/walked/`
  const remote = await call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url })
  const values = { name: 'r', remote: remote.pulp_href, autopublish: true, retain_repo_versions: 3 }
  const { pulp_href: repository } = await call('POST', `${V3}repositories/file/file/`, values)
  const publish = async (number: number): Promise<void> => {
    upstream.files = generation(number)
    const task = await ended((await call('POST', `${repository}sync/`, { mirror: true })).task)
    expect(task.state, JSON.stringify(task.error)).toBe('completed')
  }
  await publish(0)
  const shown = { name: 'd', base_path: 'walked', repository }
  await ended((await call('POST', `${V3}distributions/file/file/`, shown)).task)

  const progress = { number: 0, over: false }
  const seen = new Set<number>()
  /** So that some walks last while several publications come and go. */
  const pauseUntil = async (number: number): Promise<void> => {
    while (!progress.over && progress.number < number) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const walkers = Array.from({ length: WALKERS }, async (_, walker) => {
    for (let round = 0; !progress.over || round === 0; round += 1) {
      const began = progress.number
      let rests = 0
      // Every second walk lasts for one to eight publications, by walker.
      const rest = (): Promise<void> => {
        const due = round % 2 === 0 && rests <= walker % FILES
        return due ? pauseUntil(began + (rests += 1)) : Promise.resolve()
      }
      seen.add(await walk(base, rest))
      // One walk at least with each publication, and then the next: walking for its own sake would only keep the publisher waiting.
      await pauseUntil(began + 1)
    }
  })
  const publisher = (async () => {
    try {
      for (let number = 1; number <= PUBLISHES; number += 1) {
        await publish(number)
        progress.number = number
      }
    } finally {
      progress.over = true
    }
  })()
  await Promise.all([publisher, ...walkers])
  expect(await walk(base, () => Promise.resolve())).toBe(PUBLISHES)
  expect(seen.size).toBeGreaterThan(PUBLISHES / 4)
}, 1_800_000)
