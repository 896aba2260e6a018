/** The frame of the interface as somebody meets it who has never seen it: ten mirrors at a glance, every command by its name, two languages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { COMMANDS, type CommandId } from '#shared/command'
import { de } from '#shared/i18n/de'
import { en } from '#shared/i18n/en'
import { type FileUpstream, startFileUpstream } from '#test/fixtures/file-upstream'
import { checkAccessibility } from './accessibility.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { complaintsAndStrangers, go } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
const OWN = '/stillwater/api/v1/'
const V3 = '/pulp/api/v3/'

interface Answer {
  status: number
  body: {
    task: string
    mirror: { repository: string; remote: string; base_url: string }
    pulp_href: string
    results: { name: string; health: string }[]
  }
}

/** A request of the page itself, over whichever wire it has. */
async function api(page: Page, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await page.evaluate(
    async (request) => {
      const bridge = (window as unknown as { stillwater?: { request(one: unknown): Promise<unknown> } }).stillwater
      if (bridge) return bridge.request(request)
      const response = await fetch(request.path, {
        method: request.method,
        ...(request.body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.body) }),
      })
      return { status: response.status, body: await response.json().catch(() => null) }
    },
    body === undefined ? { method, path } : { method, path, body },
  )
  return answer as Answer
}

const mirror = (page: Page, name: string, url: string, more: object = {}): Promise<Answer> =>
  api(page, 'POST', `${OWN}mirrors/`, { plugin: 'file', source: 'address', name, input: { url }, ...more })

async function upstream(files: Record<string, string>): Promise<FileUpstream> {
  const started = await startFileUpstream(files)
  onTestFinished(() => started.close())
  return started
}

/** Ten mirrors, each in a state of its own or served in a way of its own. */
async function makeTen(page: Page): Promise<void> {
  const good = await upstream({ 'a.txt': 'a', 'b.txt': 'b' })
  const far = await upstream({ 'far.txt': 'far away' })
  const broken = await upstream(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}.txt`, String(n)])))
  broken.intercept = (path, _request, response) => path === 'f7.txt' && (response.writeHead(404).end(), true)
  const slow = await upstream({ 'slow.txt': 'x' })
  slow.intercept = (path) => path === 'slow.txt'
  const gone = await startFileUpstream({})
  await gone.close()

  await mirror(page, 'whole', good.url)
  await mirror(page, 'on-demand', far.url, { policy: 'on_demand' })
  const scheduled = await mirror(page, 'scheduled', good.url)
  await api(page, 'POST', `${OWN}schedules/`, { repository: scheduled.body.mirror.repository, interval: 7200 })
  await mirror(page, 'unreachable', gone.url)
  await mirror(page, 'with-holes', broken.url, { quarantine: true })
  await mirror(page, 'at-work', slow.url)
  const paused = await mirror(page, 'held-back', slow.url)
  const task = paused.body.task.split('/').at(-2) ?? ''
  await expect.poll(async () => (await api(page, 'POST', `${OWN}tasks/${task}/pause/`)).status).toBe(200)
  await api(page, 'POST', `${V3}repositories/file/file/`, { name: 'by-hand' })
  const remote = await api(page, 'POST', `${V3}remotes/file/file/`, { name: 'later', url: good.url })
  await api(page, 'POST', `${V3}repositories/file/file/`, { name: 'later', remote: remote.body.pulp_href })
  await mirror(page, 'a-name-so-long-that-nobody-could-want-to-read-it-to-its-very-end-and-yet-it-is-there', good.url)
}

/** What shows that a command was run, among what `whatIs` tells. */
const EFFECT: Readonly<Record<Exclude<CommandId, 'palette'>, string>> = {
  'go.library': 'at /;',
  'go.search': 'at /search;',
  'go.activity': 'at /activity;',
  'go.storage': 'at /storage;',
  'go.trust': 'at /trust;',
  'go.settings': 'at /settings;',
  'go.notices': 'dialog ui.command.notices;',
  'mirror.add': 'at /add;',
  'mirror.sync_all': '2 syncs;',
  'task.pause_all': 'downloads paused;',
  'task.resume_all': 'downloads on;',
  'task.failed': 'at /activity?state=failed;',
  'theme.system': 'theme system;',
  'theme.light': 'theme light;',
  'theme.dark': 'theme dark;',
  'theme.contrast': 'theme contrast;',
  'language.system': 'language en;',
  'language.en': 'language en;',
  'language.de': 'language de;',
  first_steps: 'first steps;',
  shortcuts: 'dialog ui.command.shortcuts;',
}

const languageNow = async (page: Page): Promise<'en' | 'de'> =>
  (await page.locator('html').getAttribute('lang')) === 'de' ? 'de' : 'en'

/** Everything that a command may change, as one line. */
async function whatIs(page: Page): Promise<string> {
  const texts = { en, de }[await languageNow(page)]
  const { pathname, search } = new URL(page.url())
  const theme = (await page.locator('html').getAttribute('data-theme')) ?? 'system'
  const dialogs = (['ui.command.notices', 'ui.command.shortcuts'] as const).map(async (id) =>
    (await page.getByRole('dialog', { name: texts[id], exact: true }).count()) > 0 ? `dialog ${id}` : 'closed',
  )
  const tasks = await api(page, 'GET', `${V3}tasks/`)
  const downloads = await api(page, 'GET', `${OWN}downloads/`)
  const steps = await page.getByRole('region', { name: texts['ui.first.title'] }).count()
  const facts = [
    `at ${pathname}${search}`,
    `theme ${theme}`,
    `language ${await languageNow(page)}`,
    ...(await Promise.all(dialogs)),
    `${tasks.body.results.filter((task) => task.name === 'file.sync').length} syncs`,
    `downloads ${(downloads.body as unknown as { paused: boolean }).paused ? 'paused' : 'on'}`,
    ...(steps > 0 ? ['first steps'] : []),
  ]
  return facts.map((fact) => `${fact};`).join(' ')
}

/** Chooses a command by its name, with keys alone, and waits for what it does. */
async function runCommand(page: Page, id: keyof typeof EFFECT): Promise<void> {
  const texts = { en, de }[await languageNow(page)]
  const name = texts[COMMANDS.find((one) => one.id === id)?.title ?? 'ui.command.palette']
  await page.keyboard.press('Control+KeyK')
  const dialog = page.getByRole('dialog', { name: texts['ui.command.palette'], exact: true })
  await dialog.waitFor(PATIENCE)
  await page.keyboard.type(name)
  await dialog.getByRole('option', { name }).first().waitFor(PATIENCE)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached', ...PATIENCE })
  await expect.poll(() => whatIs(page), { ...PATIENCE, message: id }).toContain(EFFECT[id])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached', ...PATIENCE })
}

const row = (page: Page, name: string) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name }) })

/** What the page asks the API for, as method and path. */
function apiRequests(page: Page): Set<string> {
  const asked = new Set<string>()
  page.on('request', (one) => {
    const { pathname } = new URL(one.url())
    if (/^\/(pulp\/api|stillwater\/api)\//.test(pathname)) asked.add(`${one.method()} ${pathname}`)
  })
  return asked
}

/** Every operation that the API describes, as method and path. */
async function operations(page: Page): Promise<RegExp[]> {
  const { body } = await api(page, 'GET', `${V3}docs/api.json?pk_path=1`)
  const { paths } = body as unknown as { paths: Record<string, object> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) =>
        new RegExp(`^${method.toUpperCase()} ${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    ),
  )
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    async function start(): Promise<HostDriver> {
      const driver = await host.start({ dataDir: await temporaryFolder() })
      onTestFinished(async () => void (await driver.stop().catch(() => null)))
      await driver.page.getByRole('navigation', { name: 'Places' }).waitFor()
      return driver
    }

    test('147 the state of ten mirrors is read at a glance', async () => {
      const { page } = await start()
      await makeTen(page)
      const says: [string, string[]][] = [
        ['whole', ['Files', 'Up to date', 'Version 1', '2 bytes stored']],
        ['on-demand', ['Up to date', 'on demand']],
        ['scheduled', ['Up to date', 'Next sync in']],
        ['unreachable', ['Failed', 'could not be reached']],
        ['with-holes', ['Incomplete', '1 file is missing']],
        ['at-work', ['Syncing']],
        ['held-back', ['Paused']],
        ['by-hand', ['Empty', 'Not served', 'No version yet']],
        ['later', ['Never synced']],
        ['a-name-so-long', ['Up to date', '/pulp/content/']],
      ]
      for (const [name, words] of says) {
        const one = row(page, name)
        for (const word of words)
          await expect.poll(() => one.innerText(), { timeout: 30_000, message: `${name}: ${word}` }).toContain(word)
      }
      expect(await row(page, 'with-holes').innerText()).not.toContain('Up to date')
      await page.getByRole('button', { name: 'Only problems' }).click()
      await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBe(2)
      expect(page.url()).toContain('health=problem')
      await page.getByRole('contentinfo').getByText('2 mirrors have problems').waitFor()
    })

    test('the first steps tick themselves, go when they are done or put away, and are found again', async () => {
      const { page } = await start()
      const steps = page.getByRole('region', { name: 'First steps' })
      await steps.getByText('1 of 4 done').waitFor(PATIENCE)
      await checkAccessibility(page)
      const good = await upstream({ 'a.txt': 'a' })
      const made = await mirror(page, 'first', good.url)
      await steps.getByText('3 of 4 done').waitFor(PATIENCE)
      await steps.getByRole('link', { name: 'Set up a client' }).click()
      await page.getByRole('heading', { name: 'first' }).waitFor(PATIENCE)
      await go(page, 'Library')
      const { base_url } = made.body.mirror
      expect((await fetch(`${base_url}a.txt`)).status).toBe(200)
      await steps.waitFor({ ...PATIENCE, state: 'detached' })
      await page.keyboard.press('Control+KeyK')
      await page.keyboard.type('First steps')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await steps.getByText('All done. Clients install from here.').waitFor(PATIENCE)
      await steps.getByRole('button', { name: 'Put the first steps away' }).click()
      await steps.waitFor({ ...PATIENCE, state: 'detached' })
    })

    test('157 every command of the table is in the palette, is run by its name, does what it says, and asks for operations that the command line has too', async () => {
      const { page } = await start()
      const found = complaintsAndStrangers(page)
      const asked = apiRequests(page)
      const good = await upstream({ 'a.txt': 'a' })
      await mirror(page, 'lake', good.url)
      await expect.poll(() => row(page, 'lake').innerText(), PATIENCE).toContain('Up to date')
      for (const { id } of COMMANDS) if (id !== 'palette') await runCommand(page, id)
      // Back from what they chose, which is what they began with.
      for (const id of ['theme.system', 'language.system'] as const) await runCommand(page, id)
      expect(found).toEqual([])
      // The command line has a word for each operation of the document (test/cli/parity.test.ts); the desktop asks over a wire of its own.
      const known = asked.size === 0 ? [] : await operations(page)
      expect([...asked].filter((one) => !known.some((pattern) => pattern.test(one)))).toEqual([])
    })

    test('155 focus returns to where it was when the palette closes', async () => {
      const { page } = await start()
      await page.getByRole('link', { name: 'Search', exact: true }).focus()
      await page.keyboard.press('Control+KeyK')
      await page.getByRole('dialog', { name: 'Commands' }).waitFor()
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
      await page.keyboard.press('Escape')
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.textContent), { timeout: 15_000 })
        .toContain('Search')
    })

    test('155 the language changes at once, the words of the engine too, and stays', async () => {
      const { page } = await start()
      await go(page, 'Settings')
      await page.keyboard.press('Control+KeyK')
      await page.keyboard.type('Deutsch')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: de['ui.settings.title'] }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('de')
      await page.getByRole('link', { name: de['ui.nav.library'] }).click()
      await page.getByRole('link', { name: /Eine Adresse mit einem PULP_MANIFEST/ }).waitFor()
      await page.reload()
      await page.getByRole('link', { name: /Eine Adresse mit einem PULP_MANIFEST/ }).waitFor()
    })
  })
}

test('the bundle of the interface stays below 500 kB, packed', () => {
  requireBuild()
  const folder = join(import.meta.dirname, '../../out/renderer/assets')
  const sizes = readdirSync(folder).map((name) => gzipSync(readFileSync(join(folder, name))).length)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000)
})
