/** Syncs in a process of their own: how much memory they take, and what is left of them when it is killed. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { recoverQueue } from '../../src/main/engine/tasking/recovery.ts'
import { countVersions, latestVersion } from '../../src/main/engine/repository/version.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { bundle } from '../fixtures/bundle.ts'
import { startTestEngine } from '../fixtures/engine.ts'
import { startFileUpstream } from '../fixtures/file-upstream.ts'

let made: Awaited<ReturnType<typeof bundle>>
beforeAll(async () => {
  made = await bundle('sync-program')
})
afterAll(() => rmSync(made.folder, { recursive: true, force: true }))

const MEGABYTE = 1_000_000
/** Megabytes of JavaScript heap a sync gets: fewer than its units would fill, were they kept. */
const HEAP = 96
/** Bytes of memory that a sync of any number of units stays below. */
const CEILING = 350 * MEGABYTE
/** How V8 is told to use memory by the host. */
const LEAN = ['--max-semi-space-size=4', '--optimize-for-size']
const FEW = 10_000
const MANY = 100_000

async function memoryOf(units: number): Promise<number> {
  const run = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${HEAP}`,
    ...LEAN,
    made.program,
    'units',
    String(units),
  ])
  const result = JSON.parse(run.stdout) as { rss: number; units: number; error: unknown }
  expect(result).toMatchObject({ units, error: null })
  return result.rss
}

test('42 the memory of a sync of 100,000 units stays under a fixed ceiling and hardly grows with their number', async () => {
  const few = await memoryOf(FEW)
  const many = await memoryOf(MANY)
  expect(many).toBeLessThan(CEILING)
  expect(many).toBeLessThan(1.3 * few)
}, 600_000)

/** Rows of the catalogue, read past the program that writes them. */
function stored(root: string): number {
  const database = new DatabaseSync(join(root, 'stillwater.sqlite'), { readOnly: true })
  try {
    return Number(Object.values(database.prepare('SELECT COUNT(*) FROM core_artifact').get() ?? {})[0])
  } catch {
    return 0
  } finally {
    database.close()
  }
}

test('50 killed at 60 percent: the newest version is what it was, and the retry fetches only the remaining files', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `f/${index}.bin`)
  const upstream = await startFileUpstream(Object.fromEntries(names.map((name) => [name, `bytes of ${name}`])))
  const root = mkdtempSync(join(tmpdir(), 'stillwater-kill-'))
  onTestFinished(async () => {
    await upstream.close()
    rmSync(root, { recursive: true, force: true })
  })
  const SHARE = 30
  // From 60 percent on upstream does not answer any more.
  upstream.intercept = () => upstream.requests.filter((path) => path !== 'PULP_MANIFEST').length > SHARE
  const child = spawn(process.execPath, [made.program, 'files', root, upstream.url], { stdio: 'inherit' })
  const ended = once(child, 'exit')
  await expect
    .poll(() => child.exitCode !== null || (existsSync(join(root, 'stillwater.sqlite')) && stored(root) === SHARE), {
      timeout: 50_000,
    })
    .toBe(true)
  child.kill('SIGKILL')
  expect((await ended)[1]).toBe('SIGKILL')
  const arrived = upstream.requests.filter((path) => path !== 'PULP_MANIFEST').slice(0, SHARE)

  upstream.intercept = null
  upstream.requests.length = 0
  const it = startTestEngine([file], { root })
  const { catalogue } = it.engine
  recoverQueue(catalogue)
  const [repository] = FileRepository.list(catalogue)
  const [remote] = FileRemote.list(catalogue)
  if (!repository || !remote) throw new Error('both were there before the kill')
  expect(latestVersion(catalogue, repository.pulp_id)).toMatchObject({ number: 0, summary: { present: {} } })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: true }
  const task = await it.run(syncFile, input, { exclusive: [repository] })
  expect(task).toMatchObject({ state: 'completed', error: null })
  const remaining = names.filter((name) => !arrived.includes(name))
  expect(upstream.requests.toSorted()).toEqual(['PULP_MANIFEST', ...remaining].toSorted())
  expect([remaining.length, countVersions(catalogue, repository.pulp_id)]).toEqual([20, 2])
  expect(latestVersion(catalogue, repository.pulp_id).summary.present).toEqual({ 'file.file': 50 })
  await it.close()
}, 120_000)
