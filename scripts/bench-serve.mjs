/**
 * `npm run bench:serve [-- SECONDS]`: nginx with one worker and `stillwater serve`, which has one thread that serves, give the same tree to the
 * same clients, in turn, three times; then 2,000 slow connections stay beside the healthy ones, and away from them, in turn (bench-serve/tail.mjs).
 * Prints medians, ratios to nginx and whether our aims are met. Needs nginx, wrk and curl, and says so where they are not.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOADS, measureTail, median, tailOf } from './bench-serve/tail.mjs'
import { find, makeTree, rssOf, runCurl, runWrk, startNginx, startStillwater, tagsOf } from './bench-serve/stage.mjs'

const SECONDS = Number(process.argv[2] ?? 5)
const ROUNDS = 3
/** Files in all: four fifths of them must come from disk, for we keep 64 MB in memory. */
const FILES = 20_000
const HOT = 1000
const BIG = 1 << 30
const SLOW = 2000
const CONNECTION_MEMORY = 40 / 1024

const programs = {
  nginx: find('nginx', '/usr/sbin/nginx'),
  wrk: find('wrk'),
  curl: find('curl'),
}
const missing = Object.keys(programs).filter((name) => programs[name] === null)
if (missing.length > 0 || process.platform !== 'linux') {
  console.log(
    `bench:serve skipped: ${missing.length > 0 ? `no ${missing.join(', no ')} here` : 'it reads /proc of Linux'}`,
  )
  process.exit(0)
}

const load = () => loadavg()[0].toFixed(1)
const verdicts = []

function aim(words, met) {
  verdicts.push(met)
  console.log(`  ${met ? 'met   ' : 'MISSED'} ${words}`)
}

/** Medians of what `measure` finds for each server, which take turns. */
async function inTurn(servers, measure) {
  const found = servers.map(() => [])
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, server] of servers.entries()) found[index].push(await measure(server, index))
  }
  return found
}

async function compareRequests(folder, servers, title, targetsOf, least) {
  const found = await inTurn(servers, (server, index) =>
    runWrk(programs.wrk, folder, server, targetsOf(index), SECONDS),
  )
  const [theirs, ours] = found.map((rounds) => median(rounds.map(({ perSecond }) => perSecond)))
  const [theirTail, ourTail] = found.map((rounds) => median(rounds.map(({ p99 }) => p99)))
  const bad = found[1].reduce((sum, { refused, broken }) => sum + refused + broken, 0)
  console.log(
    `${title}: nginx ${theirs.toFixed(0)}/s (p99 ${theirTail.toFixed(2)} ms), stillwater ${ours.toFixed(0)}/s (p99 ${ourTail.toFixed(2)} ms), load ${load()}`,
  )
  if (bad > 0) throw new Error(`${bad} requests were not answered as they should be`)
  const ratio = ours / theirs
  if (least === null) console.log(`  ratio  ${ratio.toFixed(2)}`)
  else aim(`${ratio.toFixed(2)} of nginx, at least ${least}`, ratio >= least)
}

/** nginx with a worker for each core, which nobody asks of us: we have one thread. */
async function tellAllCores(folder, tree, hot) {
  const nginx = await startNginx(programs.nginx, folder, tree, 'auto')
  try {
    const rounds = Array.from({ length: ROUNDS }, () => runWrk(programs.wrk, folder, nginx, hot, SECONDS))
    const perSecond = median(rounds.map((one) => one.perSecond))
    console.log(`the same by nginx with ${availableParallelism()} workers: ${perSecond.toFixed(0)}/s, load ${load()}`)
  } finally {
    nginx.stop()
  }
}

async function compareThroughput(servers, connections, least) {
  const found = await inTurn(servers, (server) => runCurl(programs.curl, server, 'big.bin', BIG, connections))
  const [theirs, ours] = found.map(median)
  console.log(
    `1 GiB over ${connections} connection(s): nginx ${theirs.toFixed(0)} MB/s, stillwater ${ours.toFixed(0)} MB/s, load ${load()}`,
  )
  aim(`${(ours / theirs).toFixed(2)} of nginx, at least ${least}`, ours / theirs >= least)
}

const shown = ({ p99, perSecond }) =>
  `p99 ${p99.map((one) => one.toFixed(2)).join(', ')} ms at ${perSecond.toFixed(0)}/s`

/** The same clients as before, with 2,000 slow connections beside them. */
async function underAttack(folder, server, other, hot) {
  const bench = { wrk: programs.wrk, folder, server, other, hot, seconds: SECONDS }
  const found = await measureTail(bench, SLOW)
  for (const clients of LOADS) {
    const tail = tailOf(found, clients)
    console.log(`healthy clients ${clients.name}, load ${load()}`)
    console.log(`  alone ${shown(tail.alone)}`)
    console.log(`  while ${SLOW} slow connections are at nginx ${shown(tail.elsewhere)}`)
    console.log(`  beside ${SLOW} slow connections ${shown(tail.beside)}`)
    const words = `of the one while they are at nginx, at most 2`
    aim(`p99 ${tail.toElsewhere.toFixed(2)} ${words}`, tail.toElsewhere <= 2)
    if (clients.pause === null) console.log(`  ratio  ${tail.toAlone.toFixed(2)} of the one alone`)
    else aim(`p99 ${tail.toAlone.toFixed(2)} of the one alone, at most 2`, tail.toAlone <= 2)
  }
  console.log(`  the slow: ${found.slow.map((seen) => JSON.stringify(seen)).join(' ')}`)
  aim(`${(found.answered * 100).toFixed(3)} % answered, at least 99.9`, found.answered >= 0.999)
  const { before, during, after } = found.memory
  aim(
    `memory ${before.toFixed(0)} MiB before, ${during.toFixed(0)} during, ${after.toFixed(0)} after: at most 40 KiB a connection`,
    Math.max(during, after) - before <= SLOW * CONNECTION_MEMORY,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'stillwater-bench-'))
const tree = join(folder, 'tree')
mkdirSync(tree)
const stops = []
try {
  const paths = makeTree(tree, FILES, BIG)
  const nginx = await startNginx(programs.nginx, folder, tree)
  stops.push(nginx.stop)
  const stillwater = await startStillwater(folder, nginx.base)
  stops.push(stillwater.stop)
  const servers = [nginx, stillwater]
  const small = paths.slice(0, FILES)
  const hot = small.slice(0, HOT)
  console.log('nginx: 1 worker, sendfile, no access log; stillwater: 1 thread that serves, access log')
  console.log(`idle: ${stillwater.idle.toFixed(0)} MiB, after the sync ${rssOf(stillwater.pid).toFixed(0)} MiB`)
  const tags = await Promise.all(servers.map((server) => tagsOf(server, hot)))
  const tagged = tags.map((list) => list.map((tag, index) => `${hot[index]}\t${tag}`))
  await compareRequests(folder, servers, `${HOT} files of 20 KB from memory`, () => hot, 0.5)
  await tellAllCores(folder, tree, hot)
  await compareRequests(folder, servers, `${FILES} files of 20 KB from disk`, () => small, null)
  await compareRequests(folder, servers, 'answers 304', (index) => tagged[index], null)
  await compareThroughput(servers, 1, 0.8)
  await compareThroughput(servers, 4, 0.8)
  await underAttack(folder, stillwater, nginx, hot)
} finally {
  for (const stop of stops) stop()
  await new Promise((done) => setTimeout(done, 3000))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
const met = verdicts.filter(Boolean).length
console.log(`bench:serve: ${met} of ${verdicts.length} aims met`)
process.exitCode = met === verdicts.length ? 0 : 1
