/** A host whose worker threads die, and one that is killed, in the middle of a sync and of a publication. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { readyLine, type ReadyLine, type Running, startCli, temporaryFolder } from './cli.ts'

const V3 = '/pulp/api/v3/'
const PATIENT = { timeout: 30_000 }

/** Bodies of answers; tests look into them without ceremony. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tests are the check
type Json = any

/** A host on a folder, whose worker threads obey orders (fault-thread.mjs). */
class Host {
  readonly folder = temporaryFolder()
  readonly dataDir = join(this.folder, 'data')
  running: Running | null = null
  ready: ReadyLine | null = null

  constructor() {
    mkdirSync(this.at(''))
  }

  private at(name: string): string {
    return join(this.folder, 'faults', name)
  }

  order(...names: string[]): void {
    for (const name of names) writeFileSync(this.at(name), '')
  }

  withdraw(name: string): void {
    rmSync(this.at(name))
  }

  obeyed(name: string): boolean {
    return existsSync(this.at(name))
  }

  async start(): Promise<void> {
    const program = pathToFileURL(join(import.meta.dirname, 'fault-thread.mjs'))
    const env = { NODE_OPTIONS: `--import=${program.href}`, FAULTS: this.at('') }
    const options = ['--data-dir', this.dataDir, '--api-port', '0', '--content-port', '0', '--workers', '2']
    const running = startCli(['serve', '--json', ...options], env)
    this.running = running
    onTestFinished(() => this.kill())
    this.ready = await readyLine(running)
  }

  async kill(): Promise<void> {
    this.running?.process.kill('SIGKILL')
    await this.running?.ended
  }

  async call(method: string, path: string, body?: object): Promise<Json> {
    const password = readFileSync(join(this.dataDir, 'admin-password'), 'utf8').trim()
    const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
    const answer = await fetch(new URL(path, this.ready?.api), {
      method,
      headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const told = await answer.json()
    if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(told)}`)
    return told
  }

  async ended(task: string): Promise<Json> {
    const states = ['completed', 'failed', 'canceled']
    await expect.poll(async () => states.includes((await this.call('GET', task)).state), PATIENT).toBe(true)
    return this.call('GET', task)
  }

  async settle(method: string, path: string, body?: object): Promise<Json> {
    return this.ended((await this.call(method, path, body)).task)
  }

  async served(path: string): Promise<string | number> {
    const answer = await fetch(`${new URL(this.ready?.content ?? '').origin}/pulp/content/${path}`)
    return answer.status === 200 ? answer.text() : answer.status
  }

  /** Rows of publications, finished or not, and of what they serve; folders of a task. */
  leftovers(task = 'none'): (number | string[])[] {
    const database = new DatabaseSync(join(this.dataDir, 'stillwater.sqlite'), { readOnly: true })
    const count = (table: string): number => Number(database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.['n'])
    const rows = ['core_publication', 'core_publishedartifact', 'core_publishedmetadata'].map(count)
    database.close()
    const id = task.split('/').at(-2) ?? task
    return [...rows, readdirSync(join(this.dataDir, 'tmp')).filter((name) => name.includes(id))]
  }
}

async function world(): Promise<{ host: Host; upstream: FileUpstream; repository: string }> {
  const upstream = await startFileUpstream({ f: 'one' })
  onTestFinished(() => upstream.close())
  const host = new Host()
  await host.start()
  const remote = await host.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url })
  const values = { name: 'r', remote: remote.pulp_href }
  const { pulp_href: repository } = await host.call('POST', `${V3}repositories/file/file/`, values)
  return { host, upstream, repository }
}

test('82, 120 a worker that dies in a sync: the task fails and says so, the health is red until another takes its place, and work goes on', async () => {
  const { host, repository } = await world()
  const health = async (): Promise<Json> => {
    const { status, checks } = await host.call('GET', '/stillwater/api/v1/health/')
    return [status, checks.find(({ name }: Json) => name === 'workers').detail]
  }
  const workers = async (): Promise<string[]> =>
    (await host.call('GET', `${V3}status/`)).online_workers.map(({ name }: Json) => name).toSorted()
  expect(await health()).toEqual(['green', '2 of 2 are alive'])
  const before = await workers()

  host.order('die', 'keep-out')
  const failed = await host.settle('POST', `${repository}sync/`)
  expect([failed.state, failed.error.code]).toEqual(['failed', 'task.worker_gone'])
  expect(failed.error.description).toContain(failed.error.params.worker)
  expect(await health()).toEqual(['red', '1 of 2 are alive'])
  expect(await workers()).toEqual(before.filter((name) => name !== failed.error.params.worker))
  expect((await host.call('GET', `${repository}versions/`)).count).toBe(1)

  // The other one does what comes next; the repository is nobody's any more.
  const again = await host.settle('POST', `${repository}sync/`)
  expect([again.state, again.error]).toEqual(['completed', null])
  host.withdraw('keep-out')
  await expect.poll(health, PATIENT).toEqual(['green', '2 of 2 are alive'])
  expect(await workers()).toEqual(before)
  expect((await host.call('GET', `${repository}versions/`)).count).toBe(2)
})

test('58 a publish that dies midway, with its worker or with the whole host: the old publication is served, and nothing of the new one is left', async () => {
  const { host, upstream, repository } = await world()
  await host.settle('POST', `${repository}sync/`)
  const publish = (): Promise<Json> => host.call('POST', `${V3}publications/file/file/`, { repository })
  expect((await host.ended((await publish()).task)).state).toBe('completed')
  await host.settle('POST', `${V3}distributions/file/file/`, { name: 'd', base_path: 'd', repository })
  upstream.files = new Map([
    ['f', Buffer.from('two')],
    ['g', Buffer.from('more')],
  ])
  expect((await host.settle('POST', `${repository}sync/`, { mirror: true })).state).toBe('completed')
  const shown = (): Promise<(string | number)[]> =>
    Promise.all(['d/f', 'd/g', 'd/PULP_MANIFEST'].map((path) => host.served(path)))
  const [old, settled] = [await shown(), host.leftovers()]
  expect([old[0], old[1]]).toEqual(['one', 404])
  expect(old[2]).toMatch(/^f,\w{64},3\n$/)

  host.order('die')
  const failed = await host.ended((await publish()).task)
  expect([failed.state, failed.error.code]).toEqual(['failed', 'task.worker_gone'])
  expect([await shown(), host.leftovers()]).toEqual([old, settled])

  host.order('hold')
  const { task } = await publish()
  await expect.poll(() => host.obeyed('held'), PATIENT).toBe(true)
  // It has begun: there is something to leave behind.
  const [publications, , , folders] = host.leftovers(task)
  expect([publications, folders]).toEqual([2, [expect.any(String)]])
  expect(await shown()).toEqual(old)
  expect((await host.call('GET', `${V3}publications/file/file/`)).count).toBe(1)
  await host.kill()
  await host.start()
  expect(await shown()).toEqual(old)
  const cutOff = await host.call('GET', task)
  expect([cutOff.state, cutOff.error.code]).toEqual(['failed', 'task.interrupted'])
  expect(host.leftovers(task)).toEqual(settled)

  expect((await host.ended((await publish()).task)).state).toBe('completed')
  expect((await shown()).slice(0, 2)).toEqual(['two', 'more'])
})
