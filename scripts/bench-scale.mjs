/**
 * `npm run bench:scale [-- SIZE …]`: one repository of 10,000, 100,000 and 1,000,000 units with over 200 versions, on a host of its own.
 * Prints what each kind of work takes and the most memory the host used, and how that grew from the last size but one to the last. Ends with
 * status 1 when anything grew faster than n log n. The build in out/ is measured (or in STILLWATER_OUT).
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { Host } from './scale/host.mjs'
import { pathOf, startUpstream } from './scale/upstream.mjs'

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000, 1_000_000]
const VERSIONS = 200
/** Milliseconds that are too short to tell growth from noise. */
const NOISE = 150
/** How much more than n log n is put down to noise. */
const TOLERANCE = 1.3
/** How much more memory a larger sync may use; and megabytes that it may use at all. */
const MEMORY = { growth: 1.3, most: 350 }

const V3 = '/pulp/api/v3/'
const FILES = `${V3}content/file/files/`

async function measure(count) {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-scale-'))
  const rows = new Map()
  const upstream = await startUpstream(count)
  let host = await Host.start(folder)
  const time = async (name, work) => {
    host.peak()
    const before = { host, cpu: host.cpu() }
    const since = performance.now()
    const value = await work()
    const cpu = host.cpu() - (host === before.host ? before.cpu : 0)
    rows.set(name, { ms: performance.now() - since, cpu, mb: host.peak() })
    process.stderr.write(
      `${count} ${name}: ${show(rows.get(name).ms)} (${show(cpu)} of processor), ${Math.round(rows.get(name).mb)} MB\n`,
    )
    return value
  }
  /** The middle of five tries. */
  const read = async (name, path) => {
    const tries = []
    for (let index = 0; index < 5; index += 1) {
      const since = performance.now()
      await host.call('GET', path)
      tries.push(performance.now() - since)
    }
    rows.set(name, { ms: tries.toSorted((a, b) => a - b)[2], mb: host.peak() })
    process.stderr.write(`${count} ${name}: ${show(rows.get(name).ms)} (first ${show(tries[0])})\n`)
  }
  try {
    const remote = await host.call('POST', `${V3}remotes/file/file/`, {
      name: 'up',
      url: upstream.url,
      policy: 'on_demand',
    })
    const repository = await host.call('POST', `${V3}repositories/file/file/`, {
      name: 'scale',
      remote: remote.pulp_href,
    })
    const at = (number) => `${repository.versions_href}${number}/`
    const sync = (optimize) => host.done('POST', `${repository.pulp_href}sync/`, { optimize, mirror: true })
    const modify = (body) => host.done('POST', `${repository.pulp_href}modify/`, body)
    await time('sync', () => sync(true))
    await time('unchanged re-sync, skipped', () => sync(true))
    await time('unchanged re-sync, in full', () => sync(false))
    upstream.changed = true
    await time('re-sync, 1 % changed', () => sync(true))
    const task = await time('publish', () =>
      host.done('POST', `${V3}publications/file/file/`, { repository_version: at(2) }),
    )
    const { results: units } = await host.call(
      'GET',
      `${FILES}?repository_version=${at(2)}&limit=${VERSIONS}&offset=${count >> 1}`,
    )
    const hrefs = units.map((unit) => unit.pulp_href)
    await time(`${VERSIONS} versions by small modifies`, async () => {
      for (let index = 0; index < VERSIONS; index += 1) {
        const [unit] = hrefs.slice(index >> 1)
        await modify(index % 2 === 0 ? { remove_content_units: [unit] } : { add_content_units: [unit] })
      }
    })
    rows.set('one of them', { ms: rows.get(`${VERSIONS} versions by small modifies`).ms / VERSIONS, mb: NaN })
    const latest = VERSIONS + 2
    const inLatest = `${FILES}?repository_version=${at(latest)}`
    await read('versions, first page', repository.versions_href)
    await read('units, first page', inLatest)
    await read('units, middle page', `${inLatest}&offset=${count >> 1}`)
    await read('units by path, first page', `${inLatest}&ordering=relative_path`)
    await read('units by path, middle page', `${inLatest}&ordering=relative_path&offset=${count >> 1}`)
    await read('units, one path', `${inLatest}&relative_path=${encodeURIComponent(pathOf(count >> 1))}`)
    await read('units, part of a path', `${inLatest}&relative_path__contains=package-77`)
    await read('units, beginning of a path', `${inLatest}&relative_path__startswith=pool/042/`)
    await read('units of all versions, count', `${FILES}?limit=1`)
    await read('difference: what 1 % added', `${FILES}?repository_version_added=${at(2)}`)
    await read('difference: what 1 % removed', `${FILES}?repository_version_removed=${at(2)}`)
    await read('where a unit is used: versions', `${V3}repository_versions/?content=${hrefs[0]}`)
    await read('where a unit is used: publications', `${V3}publications/?content=${hrefs[0]}`)
    await read('size of the repository', `${repository.pulp_href}size/`)
    await read('mirrors with their sizes', '/stillwater/api/v1/mirrors/')
    await time('roll back to version 1', () => modify({ base_version: at(1) }))
    await time('delete a version', () => host.done('DELETE', at(50)))
    await time('delete the newest version', () => host.done('DELETE', at(latest + 1)))
    await time('retain 50 versions', () => host.done('PATCH', repository.pulp_href, { retain_repo_versions: 50 }))
    const { result } = await time('verify everything', () => host.done('POST', '/stillwater/api/v1/verify/', {}))
    if (result.problems.length > 0) throw new Error(result.problems.join('; '))
    await host.stop()
    await time('open again, to the first page', async () => {
      host = await Host.start(folder)
      await host.call('GET', inLatest)
    })
    await time('delete the remote', () => host.done('DELETE', remote.pulp_href))
    await time('delete the repository', () => host.done('DELETE', repository.pulp_href))
    await host.stop()
    void task
    return { rows, disk: diskOf(folder, count) }
  } finally {
    host.process.kill('SIGKILL')
    upstream.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Bytes for each unit, of the catalogue and of the manifests. */
function diskOf(folder, count) {
  const sum = (path) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0)
  return {
    catalogue: statSync(join(folder, 'stillwater.sqlite')).size / count,
    manifest: sum(join(folder, 'manifest')) / count,
  }
}

const show = (ms) => (ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`)

function problemsOf(name, small, large, from, to) {
  const allowed = ((to * Math.log(to)) / (from * Math.log(from))) * TOLERANCE
  const found = []
  if (large.ms > NOISE && large.ms / Math.max(small.ms, NOISE / 10) > allowed)
    found.push(`${name} took ${(large.ms / small.ms).toFixed(1)} times as long, n log n allows ${allowed.toFixed(1)}`)
  if (/sync/.test(name) && large.mb > MEMORY.most) found.push(`${name} used ${Math.round(large.mb)} MB`)
  if (/sync/.test(name) && large.mb / small.mb > MEMORY.growth)
    found.push(`${name} used ${(large.mb / small.mb).toFixed(2)} times the memory`)
  return found
}

const measured = []
for (const count of sizes) measured.push({ count, ...(await measure(count)) })
const [first] = measured
const last = measured.at(-1)
const before = measured.at(-2) ?? last
const names = [...last.rows.keys()]
const cell = ({ ms, mb }) => show(ms) + (mb > 0 ? `, ${Math.round(mb)} MB` : '')
console.log(
  `\n${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${loadavg()[0].toFixed(1)}\n`,
)
console.log(`| | ${measured.map(({ count }) => `${count.toLocaleString('en')} units`).join(' | ')} | growth |`)
console.log(`|---|${'---|'.repeat(measured.length + 1)}`)
for (const name of names) {
  const growth = (last.rows.get(name).ms / before.rows.get(name).ms).toFixed(1)
  console.log(`| ${name} | ${measured.map(({ rows }) => cell(rows.get(name))).join(' | ')} | ${growth} |`)
}
const perUnit = ({ disk }) => `${Math.round(disk.catalogue)} B + ${Math.round(disk.manifest)} B`
console.log(`| disk for each unit: catalogue + manifests | ${measured.map(perUnit).join(' | ')} | |`)
const problems = names.flatMap((name) => {
  const time = problemsOf(name, before.rows.get(name), last.rows.get(name), before.count, last.count)
  return time
    .filter((text) => !text.includes('memory'))
    .concat(
      problemsOf(name, first.rows.get(name), last.rows.get(name), first.count, last.count).filter((text) =>
        text.includes('memory'),
      ),
    )
})
console.log(
  `\nbench:scale: ${problems.length === 0 ? 'nothing grew faster than n log n, memory stayed within its bound' : problems.join('; ')}`,
)
process.exitCode = problems.length === 0 ? 0 : 1
