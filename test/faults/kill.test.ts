/**
 * kill -9 at single system calls: just before a thread makes its n-th write, sync, rename … the process is gone. After each the folder is
 * examined (oracle.ts). `npm run faults -- full` takes 500 points; `STILLWATER_SEED` repeats a draw.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePointBench, type PointBench } from './bench.ts'
import { OPERATIONS } from './operations.ts'
import { describePoint, type Point } from './points.ts'
import { type Run, whyNoTraps } from './subject/run.ts'
import { POINTS, SEED, untilEnough } from './tier.ts'

const obstacle = whyNoTraps()
if (obstacle) console.log(`kill points: not run, ${obstacle}`)
let bench: PointBench
const tally = { begun: 0, reached: 0, violations: 0 }

beforeAll(async () => {
  if (!obstacle) bench = await makePointBench(POINTS.kill)
})
afterAll(async () => {
  await bench?.close()
  console.log(
    `kill points (seed ${SEED}): ${tally.begun} run, ${tally.reached} reached, ${tally.violations} violations`,
  )
})

const options = { tries: 1, reached: ({ signal }: Run) => signal === 'SIGKILL', problems: () => [] }

test.skipIf(obstacle !== null).each(OPERATIONS)(
  `50, 82 killed at any call of $name: nothing is lost, nothing half done stays, and it can be done again (seed ${SEED})`,
  async ({ name }) => {
    const problems: string[] = []
    const killAt = async (point: Point): Promise<boolean> => {
      const trap = { threads: [point.thread], options: ['-e', `inject=${point.call}:signal=KILL:when=${point.n}`] }
      const found = await bench.runAt(point, trap, options)
      problems.push(...(found ?? []).map((one) => `${describePoint(point)}: ${one}`))
      return found !== null
    }
    const share = bench.share.get(name) ?? 0
    const { begun, counted } = await untilEnough(bench.drawn(name), share, killAt)
    tally.begun += begun
    tally.reached += counted
    tally.violations += problems.length
    expect(problems).toEqual([])
    expect(counted).toBe(share)
  },
  3_600_000,
)

test.skipIf(obstacle !== null)(
  '50 nothing but the data folder is written to, and as many points were reached as wanted',
  () => {
    expect(bench.stray).toEqual([])
    expect(tally.reached).toBe(POINTS.kill)
  },
)
