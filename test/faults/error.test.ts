/**
 * Calls that fail: the disk is full (ENOSPC) or broken (EIO), once or from then on. The task says so by name, the process goes on, and once
 * the disk works the same operation succeeds. `npm run faults -- full` takes 300 points; `STILLWATER_SEED` repeats a draw.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePointBench, type PointBench } from './bench.ts'
import { OPERATIONS } from './operations.ts'
import { describePoint, type Point } from './points.ts'
import { type Run, type Trap, whyNoTraps } from './subject/run.ts'
import { syncProblems } from './sync-rule.ts'
import { FULL, POINTS, randomFrom, SEED, untilEnough } from './tier.ts'

const obstacle = whyNoTraps()
if (obstacle) console.log(`failing calls: not run, ${obstacle}`)
let bench: PointBench
const tally = { begun: 0, reached: 0, violations: 0 }
const codes = new Map<string, number>()
const random = randomFrom(SEED)

/** Reading can fail as well. */
const READS = ['pread64', 'read']
/** Calls for which a disk has no room. */
const GROWING = [
  'openat',
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'ftruncate',
  '?mkdir',
  'mkdirat',
  '?rename',
  'renameat2',
  'fsync',
  'fdatasync',
]
/** When one of these fails, what it was to remove stays until the next start. */
const REMOVING = /^(unlink|rmdir|openat)/
const TRACED = [...GROWING, '?unlink', 'unlinkat', '?rmdir']

beforeAll(async () => {
  if (!obstacle) bench = await makePointBench(POINTS.error, READS)
})
afterAll(async () => {
  await bench?.close()
  console.log(`outcomes: ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`)
  console.log(
    `failing calls (seed ${SEED}): ${tally.begun} run, ${tally.reached} reached, ${tally.violations} violations`,
  )
})

interface Failure {
  error: 'ENOSPC' | 'EIO'
  /** From that call on, all that need room. */
  lasting: boolean
}

function failureAt({ call }: Point): Failure {
  const growing = GROWING.some((one) => one.replace('?', '') === call)
  if (!growing || random() < 0.5) return { error: 'EIO', lasting: false }
  return { error: 'ENOSPC', lasting: random() < 0.4 }
}

function trapAt({ thread, call, n }: Point, { error, lasting }: Failure): Trap {
  const calls = lasting ? GROWING.filter((one) => one !== 'openat').join(',') : call
  const options = [
    '-e',
    `trace=${[...TRACED, call].join(',')}`,
    '-e',
    `inject=${calls}:error=${error}:when=${n}${lasting ? '+' : ''}`,
  ]
  return { threads: lasting ? ['main', 'pool'] : [thread], options }
}

/** What is wrong with a run during which a call failed. */
function problemsOf(run: Run, { operation, call }: Point, { lasting }: Failure): string[] {
  const problems = syncProblems(run.trace)
  const tasks = run.acknowledged.filter((one) => one.ack === 'task')
  for (const { state, code } of tasks) {
    codes.set(code ?? state, (codes.get(code ?? state) ?? 0) + 1)
    if (state === 'failed' && !/^(storage|catalogue|download|artifact)\./.test(code ?? ''))
      problems.push(`failed with ${code}`)
  }
  // Started under the fault, a host may refuse to start; with the disk full for good, it may end.
  if (lasting || operation.name === 'recovery') return problems
  if (!run.closed) problems.push(`the process ended: ${run.signal ?? run.code} ${run.stderr}`)
  else if (tasks.at(-1)?.state !== 'completed') problems.push(`not done at the second try: ${tasks.at(-1)?.code}`)
  if (run.leftInTmp?.length && !REMOVING.test(call)) problems.push(`left in tmp: ${run.leftInTmp.join(', ')}`)
  return problems
}

/** Syncs of files and folders that are not the catalogue's: what they do after a failure is looked at call by call. */
const isSync = ({ call, thread, path }: Point): boolean =>
  /^f(data)?sync$/.test(call) && thread === 'pool' && !path.startsWith('/stillwater.sqlite')

test.skipIf(obstacle !== null).each(['file sync', 'repair'])(
  '50 a sync to disk that fails during a %s is not tried again: the file is thrown away and made anew',
  async (name) => {
    const points = bench.drawn(name).filter(isSync)
    const folders = points.filter(({ call }) => call === 'fsync').slice(0, FULL ? 20 : 2)
    const files = points.filter(({ call }) => call === 'fdatasync').slice(0, FULL ? 10 : 1)
    const problems: string[] = []
    let reached = 0
    for (const point of [...folders, ...files]) {
      const failure = { error: 'EIO', lasting: false } as const
      const found = await bench.runAt(point, trapAt(point, failure), {
        tries: 2,
        reached: ({ trace }) => trace.includes('(INJECTED)'),
        problems: (run) => problemsOf(run, point, failure),
      })
      if (found) reached += 1
      problems.push(...(found ?? []).map((one) => `${describePoint(point)}: ${one}`))
    }
    expect(problems).toEqual([])
    expect(reached).toBeGreaterThan(0)
  },
  600_000,
)

test.skipIf(obstacle !== null).each(OPERATIONS)(
  `50, 82 a call of $name that fails: an error by name, nothing half done, and it can be done again (seed ${SEED})`,
  async ({ name }) => {
    const problems: string[] = []
    const failAt = async (point: Point): Promise<boolean> => {
      const failure = failureAt(point)
      const found = await bench.runAt(point, trapAt(point, failure), {
        tries: 2,
        reached: ({ trace }) => trace.includes('(INJECTED)'),
        problems: (run) => problemsOf(run, point, failure),
      })
      const what = `${failure.error}${failure.lasting ? ' for good' : ''}`
      problems.push(...(found ?? []).map((one) => `${what} at ${describePoint(point)}: ${one}`))
      return found !== null
    }
    const share = bench.share.get(name) ?? 0
    const { begun, counted } = await untilEnough(bench.drawn(name), share, failAt)
    tally.begun += begun
    tally.reached += counted
    tally.violations += problems.length
    expect(problems).toEqual([])
    expect(counted).toBe(share)
  },
  3_600_000,
)

test.skipIf(obstacle !== null)('50 as many failing calls were reached as wanted', () => {
  expect(tally.reached).toBe(POINTS.error)
})
