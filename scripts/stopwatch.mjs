/**
 * `npm run stopwatch`: how long a newcomer takes to the first useful mirror, with an empty data folder and every cache cold. Makes a project of
 * more than 300 packages from the registry npm is set to, starts the program, drives the interface in Chromium by clicks at human pace, and ends
 * when `npm ci` has installed the project from the mirror with every other way to the network refused. Prints the time of each step and the sum
 * beside the aim, and ends with status 1 when the aim is missed. Needs a build; CHROMIUM names another browser.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { startHost } from './demo/host.mjs'
import { cleanInstall, npm, npmConfig } from './demo/npm.mjs'
import { startRefusingProxy } from './demo/refusing-proxy.mjs'
import { endAll } from './demo/run.mjs'

const root = resolve(import.meta.dirname, '..')
const AIM = 300
/** What somebody takes to find the next button and press it, and for each key. */
const CLICK_MS = 1000
const KEY_MS = 80
const PATIENCE = { timeout: 600_000 }
/** A server and its tests: plain tools without scripts of their own. */
const WANTED = { express: '4.21.2', jest: '29.7.0', eslint: '8.57.1', webpack: '5.97.1' }

const cleanups = []
const steps = []
let since = 0

/** Ends the step that began with the last. */
function step(what) {
  const now = performance.now()
  steps.push({ what, seconds: (now - since) / 1000 })
  since = now
  console.log(`${what.padEnd(44)}${steps.at(-1).seconds.toFixed(1).padStart(7)} s`)
}

async function answers(registry) {
  try {
    return (await fetch(new URL('express', registry), { method: 'HEAD', signal: AbortSignal.timeout(10_000) })).ok
  } catch {
    return false
  }
}

/** A project whose lockfile npm has made; answers how many packages it locks. */
async function makeProject(folder, cache) {
  const manifest = { name: 'lakeside', version: '1.0.0', private: true, dependencies: WANTED }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  const options = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await npm(['install', ...options, `--cache=${cache}`], { cwd: folder })
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  return Object.keys(packages).length - 1
}

async function openPage(ui) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
  cleanups.push(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(ui).origin })
  const page = await context.newPage()
  await page.goto(ui)
  return page
}

/** Waits until it is there, as an eye does, and then for the hand. */
async function click(page, target) {
  await target.waitFor(PATIENCE)
  await page.waitForTimeout(CLICK_MS)
  await target.click(PATIENCE)
}

/** From the empty library to a mirror that is whole. */
async function mirrorProject(page, project) {
  await click(page, page.getByRole('link', { name: /^A project/ }).first())
  const folder = page.getByRole('button', { name: 'Choose a folder' })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), click(page, folder)])
  await page.waitForTimeout(CLICK_MS)
  await chooser.setFiles(project)
  await page.getByText(/^\d+ items/).waitFor(PATIENCE)
  step('the project is chosen and understood')
  await click(page, page.getByRole('button', { name: 'Adjust lakeside' }))
  const name = page.getByRole('textbox', { name: 'Name' })
  await click(page, name)
  await name.press('ControlOrMeta+KeyA')
  await page.keyboard.type('our-project', { delay: KEY_MS })
  await click(page, page.getByRole('button', { name: 'Create the mirror' }))
  await page.getByRole('heading', { name: 'our-project' }).waitFor(PATIENCE)
  step('it is given a name, and created')
  const header = page.locator('header')
  await header
    .getByText('Up to date', { exact: true })
    .or(header.getByText('Failed', { exact: true }))
    .waitFor(PATIENCE)
  if ((await header.getByText('Up to date', { exact: true }).count()) === 0)
    throw new Error(`the sync failed: ${await page.getByRole('alert').first().innerText()}`)
  step('everything is downloaded and served')
}

/** The registry that the page says to use. */
async function copiedRegistry(page) {
  await click(page, page.getByRole('button', { name: /^Copy: npm\b/ }).first())
  await page
    .getByRole('button', { name: /^Copy: npm\b/ })
    .getByText('Copied')
    .waitFor(PATIENCE)
  const text = await page.evaluate(() => navigator.clipboard.readText())
  const [, registry] = /^registry=(\S+)$/m.exec(text) ?? []
  if (!registry) throw new Error(`the snippet names no registry:\n${text}`)
  step('what npm needs is copied')
  return registry
}

async function run() {
  const { registry, cafile } = await npmConfig(root)
  if (!(await answers(registry))) {
    console.log('SKIPPED: stopwatch: the registry npm is set to cannot be reached')
    return
  }
  const base = mkdtempSync(join(tmpdir(), 'stillwater-stopwatch-'))
  cleanups.push(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }))
  const project = mkdtempSync(join(base, 'project-'))
  const count = await makeProject(project, join(base, 'npm-cache'))
  console.log(`A project of ${count} packages\n`)
  const env = { ...process.env, ...(cafile === null ? {} : { NODE_EXTRA_CA_CERTS: cafile }) }
  since = performance.now()
  const host = await startHost(root, join(base, 'data'), env)
  const page = await openPage(host.ui)
  await page.getByRole('heading', { name: 'Library' }).waitFor(PATIENCE)
  step('the program is started, its page is there')
  await mirrorProject(page, project)
  const mirror = await copiedRegistry(page)
  const proxy = await startRefusingProxy()
  cleanups.push(() => proxy.close())
  const { packages } = await cleanInstall(project, mirror, proxy.url)
  step(`npm ci installs ${packages} packages from it alone`)
  if (proxy.attempts.length > 0) throw new Error(`the install went past the mirror: ${proxy.attempts.join(', ')}`)
  const sum = steps.reduce((all, one) => all + one.seconds, 0)
  console.log(`\n${'first useful mirror'.padEnd(44)}${sum.toFixed(1).padStart(7)} s (aim: under ${AIM} s)`)
  if (sum >= AIM) process.exitCode = 1
}

try {
  await run()
} catch (error) {
  console.error(`stopwatch: ${error.message}`)
  process.exitCode = 1
} finally {
  for (const undo of cleanups.toReversed()) await undo()
  await endAll()
}
