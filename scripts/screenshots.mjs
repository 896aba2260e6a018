/**
 * Pictures of every screen, light and dark, into docs/screenshots/. Starts the program on a temporary data folder with
 * upstreams of its own on loopback, fills it through the API, and looks at it with Chromium. Needs a build (`npm run build`).
 * CHROMIUM names another browser; a name as argument takes only the pictures that begin with it.
 */
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import { startFileUpstream } from '../test/fixtures/file-upstream.ts'
import { projectFiles, startNpmRegistry } from '../test/fixtures/npm-registry.ts'

const root = resolve(import.meta.dirname, '..')
const target = join(root, 'docs/screenshots')
const only = process.argv[2] ?? ''
const password = randomBytes(12).toString('hex')
const SCHEMES = ['light', 'dark']
const PATIENCE_MS = 60_000

/** What is undone at the end, last first, whatever happened. */
const cleanups = []

/** Bytes that look like real ones to a compressor, the same in each run. */
function bytes(seed, length) {
  const blocks = []
  for (let index = 0; blocks.length * 64 < length; index += 1)
    blocks.push(createHash('sha512').update(`${seed} ${index}`).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

/** A size between 2 kB and 200 kB that follows from the name. */
function sizeOf(name) {
  return 2000 + (createHash('md5').update(name).digest().readUInt32BE() % 198_000)
}

const WORDS = [
  'harbor',
  'reed',
  'current',
  'basin',
  'delta',
  'ripple',
  'shore',
  'spring',
  'sluice',
  'weir',
  'anchor',
  'drift',
]
const SUFFIXES = ['core', 'utils', 'parser', 'stream', 'client']

function madePackages() {
  return WORDS.flatMap((word, row) =>
    SUFFIXES.map((suffix, column) => {
      const name = (row + column) % 4 === 0 ? `@${word}/${suffix}` : `${word}-${suffix}`
      return {
        name,
        version: `${1 + (row % 5)}.${column * 3}.${(row * 7 + column) % 10}`,
        files: { 'index.js': 'module.exports = {}\n', 'data.bin': bytes(name, sizeOf(name)) },
      }
    }),
  )
}

function firmware(release, boards) {
  const names = Array.from(
    { length: boards },
    (_, board) => `release-${release}/board-${String(board).padStart(2, '0')}/image.bin`,
  )
  return Object.fromEntries(names.map((name) => [name, bytes(name, sizeOf(name))]))
}

/** Starts `bin/stillwater serve`; answers the addresses it prints. */
async function startHost() {
  const dataDir = await mkdtemp(join(tmpdir(), 'stillwater-screenshots-'))
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }))
  const args = ['serve', '--json', '--data-dir', dataDir, '--api-port', '0', '--content-port', '0']
  const child = spawn(process.execPath, [join(root, 'bin/stillwater'), ...args], {
    cwd: root,
    env: { ...process.env, STILLWATER_ADMIN_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd))
  cleanups.push(async () => {
    child.kill('SIGTERM')
    await ended
  })
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) return JSON.parse(line)
  throw new Error('The program ended before it was ready.')
}

/** Requests to the API as admin. */
function apiOf(origin) {
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const call = async (method, path, body) => {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.json().catch(() => null)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const ended = async (href) => {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      const task = await call('GET', href)
      if (['completed', 'failed', 'canceled'].includes(task.state)) return task
      if (Date.now() > deadline) throw new Error(`${task.name} did not end: ${JSON.stringify(task.progress_reports)}`)
      await new Promise((wake) => setTimeout(wake, 100))
    }
  }
  /** Makes a mirror and waits for its first sync; answers the id of its repository. */
  const add = async (body, { wait = true, expect = 'completed' } = {}) => {
    const { mirror, task } = await call('POST', '/stillwater/api/v1/mirrors/', body)
    if (wait) await expectState(await ended(task), expect)
    return mirror.repository.split('/').at(-2)
  }
  const sync = async (id) => {
    const { task } = await call('POST', `/stillwater/api/v1/mirrors/${id}/sync/`, { mirror: true })
    await expectState(await ended(task), 'completed')
  }
  return { add, sync }
}

function expectState(task, state) {
  if (task.state !== state)
    throw new Error(`${task.name} is ${task.state}, not ${state}: ${JSON.stringify(task.error)}`)
}

/** One page per colour scheme, on the sign-in page. */
async function openPages(origin) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error(`No browser at ${executablePath}; set CHROMIUM.`)
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
  cleanups.push(() => browser.close())
  const pages = []
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text())
    })
    await page.goto(origin)
    pages.push({ page, colorScheme })
  }
  return pages
}

/** What the pages complained about; any of it fails the run. */
const problems = []
let written = 0

/** Takes one picture per colour scheme. `prepare` brings the page to the state that is shown. */
async function shoot(pages, name, prepare) {
  if (!name.startsWith(only) && name !== 'sign-in') return
  for (const { page, colorScheme } of pages) {
    await prepare(page)
    await page.evaluate(() => document.fonts.ready)
    // Answers and their painting follow within this; nothing on these screens moves longer.
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) })
    written += 1
  }
}

async function signIn({ page }) {
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
}

/** Chooses the lockfile and waits for the preview. */
async function fillLockfile(page, lockfile) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file' }).click(),
  ])
  await chooser.setFiles({ name: 'package-lock.json', mimeType: 'application/json', buffer: Buffer.from(lockfile) })
  await page.getByRole('region', { name: 'Preview' }).getByRole('list').waitFor()
}

async function main() {
  await mkdir(target, { recursive: true })
  const registry = await startNpmRegistry(madePackages())
  cleanups.push(() => registry.close())
  const upstream = await startFileUpstream(firmware(1, 40))
  cleanups.push(() => upstream.close())
  const slow = await startFileUpstream(firmware(9, 190))
  cleanups.push(() => slow.close())
  const archive = await startFileUpstream(firmware(5, 120))
  cleanups.push(() => archive.close())
  const gap = await startFileUpstream(firmware(7, 120))
  cleanups.push(() => gap.close())
  const [lost] = [...gap.files.keys()].filter((path) => path.endsWith('image.bin'))
  gap.intercept = (path, _request, response) => path === lost && Boolean(response.writeHead(404).end())
  // Slow enough that the pictures of running work show a rate and the time that is left.
  slow.intercept = (path, _request, response) => {
    const body = slow.files.get(path)
    const delay = 3500 + (slow.requests.length % 10) * 300
    if (body) setTimeout(() => response.writeHead(200, { 'content-length': body.length }).end(body), delay)
    return body !== undefined
  }
  const lakeside = projectFiles('lakeside', registry.packages)['package-lock.json']
  const boathouse = projectFiles('boathouse', registry.packages.slice(0, 12))['package-lock.json']

  const host = await startHost()
  const origin = new URL(host.ui).origin
  const api = apiOf(origin)
  const pages = await openPages(origin)
  const at = (path) => (page) => page.goto(new URL(path, origin).href)

  await shoot(pages, 'sign-in', (page) => page.getByRole('heading', { name: 'Sign in' }).waitFor())
  for (const one of pages) await signIn(one)
  await shoot(pages, 'library-empty', async (page) => {
    await at('/')(page)
    await page.getByRole('link', { name: /lockfile/i }).waitFor()
  })
  await shoot(pages, 'add', at('/add'))
  await shoot(pages, 'add-form', async (page) => {
    await at('/add/npm/lockfile')(page)
    await page.getByRole('textbox', { name: /registry/i }).fill(registry.url)
    await fillLockfile(page, lakeside)
  })
  await shoot(pages, 'add-form-options', async (page) => {
    await at('/add/deb/address')(page)
    for (const more of await page.getByText('More options').all()) await more.click()
  })
  await shoot(pages, 'search-empty', at('/search'))

  const npm = await api.add({
    plugin: 'npm',
    source: 'lockfile',
    name: 'lakeside',
    input: { package_lock: lakeside, url: registry.url },
  })
  const files = await api.add({ plugin: 'file', source: 'address', name: 'firmware', input: { url: upstream.url } })
  for (const [release, boards] of [
    [2, 24],
    [3, 31],
  ]) {
    for (const [path, content] of Object.entries(firmware(release, boards))) upstream.files.set(path, content)
    upstream.files.delete(`release-1/board-0${release}/image.bin`)
    await api.sync(files)
  }
  await api.add({
    plugin: 'file',
    source: 'address',
    name: 'archive',
    policy: 'on_demand',
    input: { url: archive.url },
  })
  const set = { plugin: 'file', source: 'address', name: 'buoys', input: { url: gap.url } }
  const incomplete = await api.add(set)
  const damaged = registry.packages[3]
  registry.intercept = (path) =>
    path.startsWith(`/${damaged.name}/-/`) ? { status: 200, body: bytes('damaged', damaged.tarball.length) } : undefined
  // Another data folder would be needed to fetch a package again that is stored, so the damaged one is new.
  const broken = JSON.parse(boathouse)
  broken.packages[`node_modules/${damaged.name}`].integrity =
    `sha512-${createHash('sha512').update('another').digest('base64')}`
  const failed = await api.add(
    {
      plugin: 'npm',
      source: 'lockfile',
      name: 'boathouse',
      input: { package_lock: JSON.stringify(broken), url: registry.url },
    },
    { expect: 'failed' },
  )
  const running = await api.add(
    { plugin: 'file', source: 'address', name: 'measurements', input: { url: slow.url } },
    { wait: false },
  )

  await shoot(pages, 'library', async (page) => {
    await at('/')(page)
    await page.getByRole('progressbar').first().waitFor()
  })
  await shoot(pages, 'mirror-running', async (page) => {
    await at(`/mirrors/${running}/overview`)(page)
    await page.waitForTimeout(7000)
  })
  await shoot(pages, 'activity', async (page) => {
    await at('/activity')(page)
    await page.waitForTimeout(7000)
  })
  await shoot(pages, 'activity-error', async (page) => {
    await at('/activity')(page)
    await page
      .getByRole('button', { name: /^Show details of .*boathouse/ })
      .first()
      .click()
    await page.getByText('code', { exact: true }).waitFor()
  })
  await shoot(pages, 'mirror-failed', at(`/mirrors/${failed}/overview`))
  await shoot(pages, 'mirror-overview', async (page) => {
    await at(`/mirrors/${npm}/overview`)(page)
    await page.getByRole('figure').first().waitFor()
  })
  await shoot(pages, 'mirror-incomplete', at(`/mirrors/${incomplete}/overview`))
  await shoot(pages, 'search', async (page) => {
    await at('/search')(page)
    await page.getByRole('searchbox').fill('core')
    await page.getByText('lakeside').first().waitFor()
  })
  await shoot(pages, 'mirror-contents', async (page) => {
    await at(`/mirrors/${npm}/contents`)(page)
    await page.getByRole('cell').first().waitFor()
  })
  await shoot(pages, 'mirror-history', async (page) => {
    await at(`/mirrors/${files}/history`)(page)
    await page.getByRole('listitem').nth(3).waitFor()
  })
  await shoot(pages, 'mirror-advanced', async (page) => {
    await at(`/mirrors/${npm}/advanced`)(page)
    await page.getByText('Distribution', { exact: true }).click()
  })
  await shoot(pages, 'mirror-delete', async (page) => {
    await at(`/mirrors/${files}/overview`)(page)
    await page.getByRole('button', { name: 'More for this mirror' }).click()
    await page.getByRole('menuitem', { name: 'Delete this mirror' }).click()
    await page.getByRole('alertdialog').waitFor()
  })
  await shoot(pages, 'about', async (page) => {
    await at('/settings')(page)
    await page.getByText('Data folder').waitFor()
  })
}

try {
  await main()
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup()
}
for (const problem of problems) console.error(problem)
console.log(
  `${written} screenshots written to docs/screenshots/${problems.length > 0 ? `, ${problems.length} problems` : ''}`,
)
process.exitCode = problems.length > 0 ? 1 : 0
