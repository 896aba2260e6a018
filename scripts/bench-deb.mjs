/**
 * `npm run bench:deb [-- COUNT]`: the index of one suite on demand (the machine's own Debian source, read once into a local copy, or COUNT generated
 * packages), then the same again, then with 1 % changed, on a host of its own. Prints time, time of the processor and peak memory, beside aptly
 * and reprepro where they can be had, which store no package of it, and beside a stand-in for apt-mirror; and the floor of a change, which is
 * to unpack the index, cut it and take the digest of each stanza. Then the version is published, and published again after the change. After
 * that changes of several sizes are synced in turn, and the line through what each took is printed. Each work begins when the host is at rest.
 * The build in out/ is measured.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startArchive, SUITE } from './bench-deb/archive.mjs'
import { floorOf } from './bench-deb/floor.mjs'
import { lineThrough, median } from './bench-deb/growth.mjs'
import { aptly, readOnly, reprepro, unpackPeers } from './bench-deb/peers.mjs'
import { Host } from './scale/host.mjs'

const V3 = '/pulp/api/v3/'
const WORK = ['first', 'nothing changed', '1 % changed']
const MOST_MEMORY = 350
/** While indices are compressed in three ways at once. */
const MOST_TO_PUBLISH = 400
/** Of the time that the first took. */
const UNCHANGED = 0.02
/** Of the time that the first took, beyond the floor, for the change of `PART`. */
const CHANGED = 0.05
/** What has changed where a change is measured beside others. */
const PART = 0.01
/** Parts that change, in turn. */
const PARTS = [0.001, PART, 0.05, 0.1]
const ROUNDS = 3

const folder = mkdtempSync(join(tmpdir(), 'stillwater-bench-deb-'))
const [count] = process.argv.slice(2).map(Number)
const archive = await startArchive(join(folder, 'archive'), count)

async function ours() {
  const host = await Host.start(join(folder, 'data'))
  const remote = await host.call('POST', `${V3}remotes/deb/apt/`, {
    name: 'bench',
    url: archive.url,
    distributions: SUITE,
    components: 'main',
    architectures: 'amd64',
    policy: 'on_demand',
  })
  const body = { name: 'bench', remote: remote.pulp_href }
  const { pulp_href: repository } = await host.call('POST', `${V3}repositories/deb/apt/`, body)
  const measured = async (path, body) => {
    await host.rest()
    host.peak()
    const since = performance.now()
    const before = host.cpu()
    await host.done('POST', path, body)
    return { wall: (performance.now() - since) / 1000, cpu: (host.cpu() - before) / 1000, mb: host.peak() }
  }
  return {
    start: async () => undefined,
    update: () => measured(`${repository}sync/`, { mirror: true, optimize: true }),
    publish: () => measured(`${V3}publications/deb/apt/`, { repository }),
    async check() {
      const { results } = await host.call('GET', `${repository}versions/?limit=1`)
      return results[0].content_summary.present['deb.package'].count
    },
    stop: () => host.stop(),
  }
}

const peers = unpackPeers(join(folder, 'peers'))
const runs = new Map([['Stillwater', await ours()]])
if (peers.aptly) runs.set('aptly', aptly(peers, join(folder, 'aptly'), archive.url))
if (peers.reprepro) runs.set('reprepro', reprepro(peers, join(folder, 'reprepro'), archive.url))
runs.set('stand-in for apt-mirror', readOnly(archive.url, archive.index))

const published = []
const rows = new Map([...runs.keys()].map((name) => [name, []]))
let asked = 0
try {
  for (const run of runs.values()) await run.start()
  for (const work of WORK) {
    if (work === '1 % changed') await archive.change(PART)
    for (const [name, run] of runs) {
      const before = archive.requests.length
      rows.get(name).push(await run.update())
      if (name === 'Stillwater' && work === 'nothing changed') asked = archive.requests.length - before
      process.stderr.write(`${work}, ${name}: ${JSON.stringify(rows.get(name).at(-1))}\n`)
    }
    if (work === 'nothing changed') continue
    published.push(await runs.get('Stillwater').publish())
    process.stderr.write(`published: ${JSON.stringify(published.at(-1))}\n`)
  }
  const changes = await measureChanges(runs.get('Stillwater'))
  report(await runs.get('Stillwater').check(), changes)
} finally {
  await runs.get('Stillwater').stop()
  archive.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Syncs changes of each size in turn; answers them with the part that changed, and the floor measured between them. */
async function measureChanges(run) {
  const measured = []
  const floors = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const part of PARTS) {
      await archive.change(part)
      measured.push({ part, ...(await run.update()) })
      process.stderr.write(`${100 * part} % changed: ${JSON.stringify(measured.at(-1))}\n`)
    }
    floors.push(await floorOf(join(folder, 'archive', archive.index)))
  }
  return { measured, floor: median(floors) }
}

/** Prints what changes of each size took. Answers the middle one of those of 1 %. */
function reportChanges({ measured, floor }, first) {
  const line = lineThrough(measured.map(({ part, cpu }) => ({ x: part * archive.packages, y: cpu })))
  console.log(`\n| changed | CPU, middle of ${ROUNDS} | all | beyond the floor, of the first |\n|---|---|---|---|`)
  for (const part of PARTS) {
    const all = measured.filter((one) => one.part === part).map(({ cpu }) => cpu)
    const beyond = (100 * (median(all) - floor)) / first.cpu
    console.log(
      `| ${100 * part} % | ${median(all).toFixed(2)} s | ${all.map((cpu) => cpu.toFixed(2)).join(', ')} | ${beyond.toFixed(1)} % |`,
    )
  }
  console.log(
    `\nA change costs ${line.base.toFixed(2)} s (the floor is ${floor.toFixed(2)} s) and ${(1000 * line.slope).toFixed(2)} ms for each package that changed (the first sync took ${((1000 * first.cpu) / archive.packages).toFixed(2)} ms for each); the line explains ${(100 * line.fit).toFixed(1)} % of what varies.`,
  )
  return median(measured.filter(({ part }) => part === PART).map(({ cpu }) => cpu))
}

function report(packages, changes) {
  const what = archive.isReal ? `${SUITE} main amd64` : 'generated'
  console.log(
    `\n${archive.packages} packages (${what}), ${cpus()[0].model}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}\n`,
  )
  console.log(`| | ${WORK.join(' | ')} |\n|---|${'---|'.repeat(WORK.length)}`)
  const reference = rows.get('Stillwater')
  for (const [name, cells] of rows) {
    const text = cells.map(({ wall, cpu, mb }, index) => {
      const ratio = name === 'Stillwater' ? '' : `, ours ${(reference[index].cpu / cpu).toFixed(1)} x its CPU`
      return `${wall.toFixed(2)} s, CPU ${cpu.toFixed(2)} s, ${Math.round(mb)} MB${ratio}`
    })
    console.log(`| ${name} | ${text.join(' | ')} |`)
  }
  const [first, again] = reference
  const { floor } = changes
  const some = reportChanges(changes, first)
  const problems = []
  if (packages !== archive.packages) problems.push(`${packages} packages are in the repository`)
  if (again.cpu > UNCHANGED * first.cpu)
    problems.push(`nothing changed took ${((100 * again.cpu) / first.cpu).toFixed(1)} % of the first`)
  const changed = (some - floor) / first.cpu
  if (changed > CHANGED) problems.push(`1 % changed took ${(100 * changed).toFixed(1)} % of the first beyond the floor`)
  for (const { mb } of [...reference, ...changes.measured])
    if (mb > MOST_MEMORY) problems.push(`${Math.round(mb)} MB were used`)
  for (const { mb } of published) if (mb > MOST_TO_PUBLISH) problems.push(`${Math.round(mb)} MB were used to publish`)
  for (const [index, { wall, cpu, mb }] of published.entries())
    console.log(
      `\nPublished${index === 0 ? '' : ' after the change'}: ${wall.toFixed(2)} s, CPU ${cpu.toFixed(2)} s, ${Math.round(mb)} MB.`,
    )
  console.log(
    `\nNothing changed: ${((100 * again.cpu) / first.cpu).toFixed(2)} % of the first, ${asked} requests. 1 % changed: ${((100 * some) / first.cpu).toFixed(1)} %, of which the floor (unpack, cut, digests) is ${floor.toFixed(2)} s; beyond it ${(100 * changed).toFixed(1)} %.`,
  )
  console.log(`bench:deb: ${problems.length === 0 ? 'within its bounds' : problems.join('; ')}`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
