/**
 * kill -9 in the middle of the demo's kind of sync: nothing recorded is lost, nothing half done stays, and the rerun fetches only what
 * was missing. STILLWATER_FAULTS=full kills 20 times instead of 5; STILLWATER_SEED repeats a run.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { MadePackage } from '../fixtures/npm-registry.ts'
import { json, registryWithProject, startCli, tarballRequests, temporaryFolder } from '../cli/cli.ts'

const KILLS = process.env['STILLWATER_FAULTS'] === 'full' ? 20 : 5
const PACKAGES = 200
/** Units recorded together by the sync that is killed: small enough for some to be there when it dies. */
const BATCH = 16
/** Most that may be fetched but not recorded: what downloads, what waits to be saved, what is being saved. */
const UNSAVED = 4 * BATCH
const seed = Number(process.env['STILLWATER_SEED'] ?? randomBytes(4).readUInt32LE())

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function makePackages(random: () => number): MadePackage[] {
  return Array.from({ length: PACKAGES }, (_, index) => {
    const size = Math.floor(random() * 60_000)
    return { name: `made-${index}`, version: '1.0.0', files: { 'data.bin': randomBytes(size) } }
  })
}

/** Rows of the catalogue, read past the program. */
function count(dataDir: string, sql: string): number {
  const database = new DatabaseSync(join(dataDir, 'stillwater.sqlite'), { readOnly: true })
  try {
    return Number(Object.values(database.prepare(sql).get() ?? {})[0])
  } finally {
    database.close()
  }
}

const UNFINISHED = "SELECT pulp_id FROM core_task WHERE state IN ('running', 'canceling')"

const states: { before: number; saved: number }[] = []
const random = randomFrom(seed)
const moments = Array.from({ length: KILLS }, (_, index) => {
  // Spread over the sync: the first falls early, the last after the downloads, when versions are made.
  const share = (index + random()) / (KILLS - 1)
  return { request: Math.min(PACKAGES, 1 + Math.floor(share * PACKAGES)), later: Math.floor(random() * 40) }
})

test.each(moments)(
  `seed ${seed}: killed $later ms after request $request`,
  async ({ request, later }) => {
    const { registry, lockfile } = await registryWithProject(makePackages(random))
    const dataDir = temporaryFolder()
    const options = ['--lockfile', lockfile, '--url', registry.url, '--data-dir', dataDir]
    const victim = startCli(['mirror', 'npm', ...options], { STILLWATER_MAX_CONCURRENT_CONTENT: String(BATCH) })
    registry.intercept = () => {
      if (tarballRequests(registry) === request) setTimeout(() => victim.process.kill('SIGKILL'), later)
      return undefined
    }
    await victim.ended
    registry.intercept = null
    const before = tarballRequests(registry)
    const saved = count(dataDir, 'SELECT count(*) FROM core_artifact')
    states.push({ before, saved })
    expect(before - saved).toBeLessThanOrEqual(UNSAVED)

    const found = await json('verify', '--data-dir', dataDir)
    expect(found).toMatchObject({ artifacts: saved, missing: [], corrupted: [], problems: [] })
    expect(readdirSync(join(dataDir, 'tmp'))).toEqual([])
    expect(count(dataDir, `SELECT count(*) FROM (${UNFINISHED})`)).toBe(0)
    expect(
      count(
        dataDir,
        'SELECT count(*) FROM core_taskreservation JOIN core_task ON pulp_id = task_id WHERE finished_at IS NULL',
      ),
    ).toBe(0)

    const made = await json('mirror', 'npm', ...options)
    expect(made).toMatchObject({ packages: PACKAGES, version: 1 })
    // what was recorded before the kill is not asked for again
    expect(tarballRequests(registry) - before).toBe(PACKAGES - saved)
    const whole = await json('verify', '--data-dir', dataDir)
    expect(whole).toMatchObject({ artifacts: PACKAGES, missing: [], corrupted: [], problems: [] })
  },
  120_000,
)

test(`seed ${seed}: the kills fell into the middle of the work, not only before or after it`, () => {
  console.log(`kills: ${states.map(({ before, saved }) => `${saved} recorded of ${before} fetched`).join(', ')}`)
  expect(states.some(({ saved }) => saved > 0 && saved < PACKAGES)).toBe(true)
})
