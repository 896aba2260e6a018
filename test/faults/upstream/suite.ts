/** Every way of misbehaving, at every position, for one content type. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBench } from '../sandbox.ts'
import { FULL } from '../tier.ts'
import { answerModes } from './answer-modes.ts'
import { connectionModes } from './connection-modes.ts'
import { Lane, PATHS, type Type } from './lane.ts'
import { manifestModes } from './manifest-modes.ts'
import type { Mode, Outcome } from './mode.ts'
import { packumentModes } from './packument-modes.ts'
import type { Misbehaviour } from './server.ts'

/** Runs under way at once, as many as Vitest begins together; most of their time is waiting. */
const LANES = 5
const POSITIONS = FULL ? (['metadata', 'first', 'middle', 'last', 'large'] as const) : (['metadata', 'middle'] as const)

/** Where the full tier has every way of misbehaving also for one request only. */
const TWICE = new Set<string>(['metadata', 'middle'])

interface Case {
  title: string
  misbehaviour(lane: Lane): Misbehaviour
  outcome: Outcome
}

const modes: readonly Mode[] = [...connectionModes, ...answerModes]

function cases(type: Type): Case[] {
  const found: Case[] = []
  for (const { name, act, endless = false, ...outcomes } of modes) {
    for (const position of POSITIONS) {
      const path = PATHS[type][position]
      const outcome = outcomes[position === 'metadata' ? 'metadata' : 'payload']
      found.push({
        title: `${name}, at ${path}`,
        misbehaviour: () => ({ path, act, endless, times: Infinity }),
        outcome,
      })
      if (!FULL || !TWICE.has(position)) continue
      // Misbehaves once: what can be tried again ends well, unless the one try that is left goes on where nothing is left to come.
      const either = outcome === 'right' ? outcome : [...outcome, 'completed', 'download.range_refused']
      const once = (): Misbehaviour => ({ path, act, endless, times: 1 })
      found.push({ title: `${name}, once, at ${path}`, misbehaviour: once, outcome: either })
    }
  }
  const path = PATHS[type].metadata
  for (const { name, change, outcome } of type === 'file' ? manifestModes : packumentModes) {
    const misbehaviour = (lane: Lane): Misbehaviour => {
      const body = Buffer.from(change(lane.honest(path), lane.url) as string)
      return {
        path,
        act: ({ answer, honest }) => answer('200 OK', body, `Content-Type: ${honest.type}`),
        times: Infinity,
      }
    }
    found.push({ title: `${name}, in ${path}`, misbehaviour, outcome })
  }
  return found
}

/** Declares the tests. Each is one case; the lanes share them. */
export function testUpstream(type: Type): void {
  const bench = makeBench()
  const free: Lane[] = []
  const lanes: Lane[] = []
  const tally = { run: 0, reached: 0, violations: 0 }
  const seen = new Set<string>()

  beforeAll(async () => {
    for (let index = 0; index < LANES; index += 1) lanes.push(await Lane.open(type, bench, `lane-${index}`))
    free.push(...lanes)
  })
  afterAll(async () => {
    for (const lane of lanes) await lane.close()
    rmSync(bench, { recursive: true, force: true })
    const { run, reached, violations } = tally
    console.log(
      `misbehaving upstream of ${type}: ${seen.size} modes, ${run} run, ${reached} reached, ${violations} violations`,
    )
  })

  test.concurrent.each(cases(type))(
    `33, 50 ${type}: $title`,
    async ({ title, misbehaviour, outcome }) => {
      const lane = free.pop()
      if (!lane) throw new Error('more tests at once than lanes')
      try {
        const { problems, reached, ended } = await lane.run(misbehaviour(lane), outcome)
        tally.run += 1
        if (reached) {
          tally.reached += 1
          seen.add(title.replace(/(, once)?, (at|in) [^,]*$/, ''))
        }
        tally.violations += problems.length
        if (process.env['STILLWATER_FAULTS_OUTCOMES']) console.log(`${title}: ${ended}`)
        expect(problems).toEqual([])
        expect(reached).toBe(true)
      } finally {
        free.push(lane)
      }
    },
    180_000,
  )
}
