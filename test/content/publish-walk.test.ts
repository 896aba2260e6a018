/**
 * Clients read the graph of a mirror's metadata (manifest, index, files by digest) while it is published again and again: a walk that has
 * begun ends with the very files its manifest names. The host is a real one: what is served and what is published meet in the catalogue at any
 * statement. `npm run proof:publishes -- 1000` does the same a thousand times, with 20 clients.
 */
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Host, serve, temporaryFolder } from '../cli/cli.ts'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Found, generation, type Progress } from './generation.ts'

const PUBLISHES = Number(process.env['STILLWATER_PUBLISHES'] ?? 60)
const WALKERS = PUBLISHES >= 1000 ? 20 : 10
const V3 = '/pulp/api/v3/'

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

/** Begins to walk; `tell` says how far the publisher is, `found` what came of it. */
function startWalkers(base: string, count: number): { tell(progress: Progress): void; found: Promise<Found> } {
  const child = fork(join(import.meta.dirname, 'walkers.ts'), [base, String(count)], { stdio: 'inherit', execArgv: [] })
  const found = new Promise<Found>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Found))
    child.once('exit', (code) => reject(new Error(`the walkers ended with ${code}`)))
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { tell: (progress) => void (child.connected && child.send(progress)), found }
}

test(
  'clients that walk from the manifest to every file during publishes never find a mixed or missing one',
  async () => {
    const upstream = await startFileUpstream({})
    onTestFinished(() => upstream.close())
    const host = await serve(temporaryFolder())
    const { call, ended } = apiOf(host)
    const base = `${new URL(host.ready.content).origin}/pulp/content/walked/`
    const remote = await call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url })
    const values = { name: 'r', remote: remote.pulp_href, autopublish: true, retain_repo_versions: 3 }
    const { pulp_href: repository } = await call('POST', `${V3}repositories/file/file/`, values)
    const publications = new Set<string>()
    const publish = async (number: number): Promise<void> => {
      upstream.files = generation(number)
      const task = await ended((await call('POST', `${repository}sync/`, { mirror: true })).task)
      expect(task.state, JSON.stringify(task.error)).toBe('completed')
      for (const href of task.created_resources) if (href.includes('/publications/')) publications.add(href)
    }
    await publish(0)
    const shown = { name: 'd', base_path: 'walked', repository }
    await ended((await call('POST', `${V3}distributions/file/file/`, shown)).task)

    const began = performance.now()
    const { tell, found } = startWalkers(base, WALKERS)
    let stopped: Found | null = null
    void found.then((one) => (stopped = one)).catch(() => undefined)
    for (let number = 1; number <= PUBLISHES && stopped === null; number += 1) {
      await publish(number)
      tell({ number, over: number === PUBLISHES })
    }
    const { problem, walks, requests, generations, last } = await found
    const seconds = Math.round((performance.now() - began) / 1000)
    expect(problem).toBeUndefined()
    expect(publications.size).toBe(PUBLISHES + 1)
    expect(last).toBe(PUBLISHES)
    expect(generations.length).toBeGreaterThan(PUBLISHES / 4)
    expect(walks).toBeGreaterThan(WALKERS)
    console.log(
      `${PUBLISHES} publications in ${seconds} s, ${WALKERS} clients: ${walks} walks through ${generations.length} of them, ` +
        `${requests} files read, none missing, mixed or cut off`,
    )
  },
  60_000 + PUBLISHES * 10_000,
)
