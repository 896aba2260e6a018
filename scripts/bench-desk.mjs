/**
 * `npm run bench:desk [-- UNITS]`: the interface on a mirror of 1,000,000 units and beside 100 others, in Chromium, while another mirror syncs.
 * Prints frame times while scrolling, the time of a search and of changes of view, the start, and the size of the bundle, each beside its bar.
 * Ends with status 1 when a bar is missed. Needs a build; CHROMIUM names another browser.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { OUT, Host } from './scale/host.mjs'
import { startUpstream } from './scale/upstream.mjs'

const count = Number(process.argv[2] ?? 1_000_000)
const MIRRORS = 100
const BUSY = 100_000
const PASSWORD = 'bench'
const OWN = '/stillwater/api/v1/'
const V3 = '/pulp/api/v3/'
const rows = []
const cleanups = []

const middle = (times) => times.toSorted((a, b) => a - b)[times.length >> 1]
const add = (what, value, unit, bar) => {
  rows.push({ what, value, unit, bar })
  process.stderr.write(`${what}: ${value.toFixed(1)} ${unit}\n`)
}

async function settle(host, task) {
  for (;;) {
    const { state, error } = await host.call('GET', `${task}?fields=state,error`)
    if (state === 'completed') return
    if (state === 'failed' || state === 'canceled') throw new Error(JSON.stringify(error))
    await new Promise((next) => setTimeout(next, 50))
  }
}

/** A mirror of the generator's files, on demand; answers its id and its first sync. */
async function mirror(host, name, url) {
  const body = { plugin: 'file', source: 'address', name, policy: 'on_demand', input: { url } }
  const made = await host.call('POST', `${OWN}mirrors/`, body)
  return { id: made.mirror.repository.split('/').at(-2), task: made.task }
}

/** A hundred mirrors that hold nothing yet. */
async function fill(host) {
  for (let index = 0; index < MIRRORS - 2; index += 1) {
    const name = `mirror-${index}`
    const repository = await host.call('POST', `${V3}repositories/file/file/`, { name })
    const distribution = { name, base_path: name, repository: repository.pulp_href }
    await host.done('POST', `${V3}distributions/file/file/`, distribution)
  }
}

async function openPage(host) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
  cleanups.push(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(host.ui)
  await page.getByRole('navigation', { name: 'Places' }).waitFor()
  return page
}

/** Milliseconds from the navigation to a list of mirrors that can be used. */
async function start(page, host) {
  const times = []
  for (let index = 0; index < 5; index += 1) {
    const since = performance.now()
    await page.goto(new URL('/', host.api).href)
    await page.getByRole('link', { name: 'mirror-7', exact: true }).waitFor()
    times.push(performance.now() - since)
  }
  add(`start to interactive, ${MIRRORS} mirrors`, middle(times), 'ms', 1500)
}

/** Scrolls the table by so many pixels with each frame, and answers the times between frames. */
function frames(page, pixels, number) {
  return page.evaluate(
    ([step, most]) =>
      new Promise((done) => {
        const table = document.querySelector('section[tabindex="0"]')
        const times = []
        let last = 0
        const frame = (now) => {
          if (last > 0) times.push(now - last)
          last = now
          table.scrollTop += step
          if (times.length < most) requestAnimationFrame(frame)
          else done(times)
        }
        requestAnimationFrame(frame)
      }),
    [pixels, number],
  )
}

async function scroll(page) {
  for (const [what, pixels] of [
    ['by hand (40 px a frame)', 40],
    ['quickly (400 px a frame)', 400],
  ]) {
    const times = (await frames(page, pixels, 300)).toSorted((a, b) => a - b)
    add(`frame while scrolling ${what}, 95th percentile`, times[Math.floor(times.length * 0.95)], 'ms', 16.7)
  }
}

/** Milliseconds in the page from an act to what it brings, seen as painted. */
async function timed(page, act, seen) {
  const since = performance.now()
  await act()
  await seen()
  return performance.now() - since
}

async function search(page) {
  const field = page.getByRole('searchbox')
  const times = []
  // Names that are there, whatever the number of units.
  const some = [0.77, 0.042, 0.5, 0.99].map((share) => `package-${Math.floor(count * share)}_`)
  for (const text of [...some, 'pool/042/']) {
    await field.fill('')
    await page.getByText(/ items$/).waitFor()
    times.push(
      await timed(
        page,
        () => field.fill(text),
        () => page.getByRole('table').getByRole('button', { name: text }).first().waitFor(),
      ),
    )
  }
  await field.fill('')
  add('search, key to rows', middle(times), 'ms', 100)
}

async function middles(page) {
  const jump = (part) =>
    page.evaluate((share) => {
      const table = document.querySelector('section[tabindex="0"]')
      table.scrollTop = table.scrollHeight * share
    }, part)
  const loaded = () => page.waitForFunction(() => !document.querySelector('tr[aria-busy=true]'))
  // The first look notes the positions of the version; it is no part of the bar.
  process.stderr.write(`first jump: ${(await timed(page, () => jump(0.5), loaded)).toFixed(0)} ms\n`)
  await page.waitForTimeout(3000)
  const times = []
  for (const part of [0.1, 0.6, 0.3, 0.8, 0.45]) times.push(await timed(page, () => jump(part), loaded))
  add('jump to the middle, to rows (60 ms of it wait for rest)', middle(times), 'ms', 160)
}

async function views(page) {
  const parts = page.getByRole('navigation', { name: 'Parts of this mirror' })
  const times = []
  const go = (name, seen) =>
    timed(
      page,
      () => parts.getByRole('link', { name, exact: true }).click(),
      () => seen.first().waitFor(),
    )
  for (let index = 0; index < 3; index += 1) {
    times.push(await go('History', page.getByRole('region', { name: 'Versions, newest first' })))
    times.push(await go('Source', page.getByRole('button', { name: 'Add a schedule' })))
    times.push(await go('Serving', page.getByText('Publishing and keeping')))
    times.push(await go('Contents', page.getByRole('table')))
  }
  add('change of view', middle(times), 'ms', 100)
}

/** Bytes of what the interface loads, compressed. */
function bundle() {
  const folder = join(OUT, 'renderer')
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.(js|css|html)$/.test(file))
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
  add('bundle of the renderer, gzipped', bytes / 1000, 'kB', 500)
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-desk-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  const [large, busy] = await Promise.all([startUpstream(count), startUpstream(BUSY)])
  cleanups.push(
    () => large.close(),
    () => busy.close(),
  )
  const host = await Host.start(folder, { STILLWATER_ADMIN_PASSWORD: PASSWORD })
  cleanups.push(() => host.stop())
  await fill(host)
  const { id, task } = await mirror(host, 'large', large.url)
  const other = await mirror(host, 'busy', busy.url)
  await settle(host, task)
  await settle(host, other.task)
  const page = await openPage(host)
  await start(page, host)
  // From here on the engine is never at rest.
  let isOver = false
  const work = (async () => {
    while (!isOver) {
      busy.changed = !busy.changed
      const { task: next } = await host.call('POST', `${OWN}mirrors/${other.id}/sync/`, { optimize: false })
      await settle(host, next)
    }
  })()
  await page.goto(new URL(`/mirrors/${id}/contents`, host.api).href)
  await page.getByRole('table').getByRole('button').first().waitFor()
  await scroll(page)
  await middles(page)
  await search(page)
  await views(page)
  bundle()
  isOver = true
  await work
}

try {
  await main()
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup()
}
console.log(
  `\n${cpus().length} cores (${cpus()[0].model}), Node ${process.version}, load ${loadavg()[0].toFixed(1)}, ${count.toLocaleString('en')} units\n`,
)
console.log('| | measured | bar |\n|---|---|---|')
for (const { what, value, unit, bar } of rows) console.log(`| ${what} | ${value.toFixed(1)} ${unit} | ${bar} ${unit} |`)
const missed = rows.filter(({ value, bar }) => value > bar)
console.log(
  `\nbench:desk: ${missed.length === 0 ? 'every bar is met' : `missed: ${missed.map(({ what }) => what).join('; ')}`}`,
)
process.exitCode = missed.length === 0 ? 0 : 1
