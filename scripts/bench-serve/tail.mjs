/**
 * What healthy clients feel of 2,000 slow connections beside them. Each round measures them alone, then while the slow ones are at nginx, which
 * takes as much of this machine's processors and none of ours, then while they are at us. Ratios are those of one round, and the median of them
 * counts: the machine is not the same from minute to minute. There are two loads: all that 16 connections can ask for, and 200 machines that
 * ask at a rate which is the same with and without the slow ones.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { rssOf, runWrk } from './stage.mjs'

const ROUNDS = 5
/** Milliseconds for a server to be done with 2,000 connections that came, or are gone: what is measured is that they are there. */
const SETTLE = 1500

const FULL = { name: 'at full speed', connections: 16, pause: null }
const RATED = { name: 'at a set rate', connections: 200, pause: 50 }

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** `count` slow connections to a server, all of them there; `end` answers what they saw. */
async function attack(server, hot, count) {
  const { pathname, origin } = new URL(server.base)
  const script = join(import.meta.dirname, 'attack.mjs')
  const child = spawn(process.execPath, [script, origin, `${pathname}big.bin`, pathname + hot[0], String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  await wait(SETTLE)
  return {
    async end() {
      child.kill('SIGUSR2')
      const [seen] = await once(lines, 'line')
      child.kill()
      await once(child, 'exit')
      await wait(SETTLE)
      return JSON.parse(seen)
    },
  }
}

/** Both loads on `server`, while `count` slow connections are at `target`; null for none. */
async function measure(bench, target, count) {
  const slow = target && (await attack(target, bench.hot, count))
  const seen = {}
  for (const load of [FULL, RATED]) {
    seen[load.name] = runWrk(bench.wrk, bench.folder, bench.server, bench.hot, bench.seconds, load)
  }
  const memory = rssOf(bench.server.pid)
  return { seen, memory, slow: (await slow?.end()) ?? null }
}

/** @param bench `{ wrk, folder, server, other, hot, seconds }` */
export async function measureTail(bench, count) {
  const before = rssOf(bench.server.pid)
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await measure(bench, null, 0)
    const elsewhere = await measure(bench, bench.other, count)
    const beside = await measure(bench, bench.server, count)
    rounds.push({ alone, elsewhere, beside })
  }
  await wait(5000)
  const during = Math.max(...rounds.map(({ beside }) => beside.memory))
  return { rounds, memory: { before, during, after: rssOf(bench.server.pid) }, ...answeredIn(rounds) }
}

function answeredIn(rounds) {
  const all = rounds.flatMap(({ beside }) => Object.values(beside.seen))
  const sum = (key) => all.reduce((total, one) => total + one[key], 0)
  const slow = rounds.map(({ beside }) => beside.slow)
  return { answered: 1 - (sum('refused') + sum('broken')) / (sum('requests') + sum('broken')), slow }
}

/** Of one load: p99 and rate of each of the three, and the medians of the ratios to `alone` and `elsewhere`. */
export function tailOf({ rounds }, load) {
  const of = (where) => rounds.map((round) => round[where].seen[load.name])
  const ratio = (where) => median(rounds.map((round, index) => of('beside')[index].p99 / of(where)[index].p99))
  const places = Object.fromEntries(
    ['alone', 'elsewhere', 'beside'].map((where) => [
      where,
      { p99: of(where).map(({ p99 }) => p99), perSecond: median(of(where).map(({ perSecond }) => perSecond)) },
    ]),
  )
  return { ...places, toAlone: ratio('alone'), toElsewhere: ratio('elsewhere') }
}

export const LOADS = [FULL, RATED]
