/** A mirror in use, by keys alone, in both hosts: clients set up and flown, versions promoted and rolled back, addresses shared. */
import { readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { type MadePackage, projectFiles, startNpmRegistry } from '#test/fixtures/npm-registry'
import { makeMirror, syncMirror } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { Keys } from './keys.ts'
import { startOnMachine } from './machine.ts'
import { complaints } from './steps.ts'

const PATIENCE = { timeout: 60_000 }
const NPMRC = '; mine\nregistry=https://registry.example.org/\n'
const PACKAGES: MadePackage[] = [{ name: 'calm', version: '1.2.3' }]

interface Begun {
  driver: HostDriver
  page: Page
  keys: Keys
  found: string[]
}

async function begin(host: HostUnderTest, dataDir?: string): Promise<Begun> {
  const driver = dataDir === undefined ? await startOnMachine(host) : await host.start({ dataDir })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  const { page } = driver
  const found = complaints(page)
  await page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
  return { driver, page, keys: new Keys(page), found }
}

/** A mirror of one file, then of two: versions 1 and 2. */
async function lakeOfTwoVersions({ page }: Begun): Promise<Awaited<ReturnType<typeof makeMirror>>> {
  const upstream = await startFileUpstream({ 'one.txt': 'one' })
  onTestFinished(() => upstream.close())
  const input = { url: upstream.url }
  const mirror = await makeMirror(page, { plugin: 'file', source: 'address', name: 'lake', input })
  upstream.files.set('two.txt', Buffer.from('two'))
  await syncMirror(page, mirror)
  return mirror
}

/** From wherever one is to a part of the mirror's page. */
async function openPart({ page, keys }: Begun, part: string): Promise<void> {
  await keys.command('Library')
  await keys.press('lake')
  const parts = page.getByRole('navigation', { name: 'Parts of this mirror' })
  await parts.waitFor(PATIENCE)
  if (part === 'Overview') return
  await keys.press(part)
  await parts.locator('[aria-current=page]', { hasText: part }).waitFor(PATIENCE)
  await keys.isKept()
}

const gone = (page: Page): Promise<void> => page.getByRole('dialog').waitFor({ ...PATIENCE, state: 'detached' })

/** To the messages with F6, and presses Undo in the one that says this. */
async function takeBack({ page, keys }: Begun, text: string): Promise<void> {
  await page.getByRole('region', { name: 'Messages' }).getByText(text).waitFor(PATIENCE)
  await page.keyboard.press('F6')
  await page.locator('[role=region][aria-label=Messages]:focus-within').waitFor(PATIENCE)
  const undo = page.locator('[role=alertdialog]', { hasText: text }).locator('button:focus', { hasText: 'Undo' })
  for (let stops = 0; (await undo.count()) === 0; stops += 1) {
    expect(stops).toBeLessThan(20)
    await keys.isKept()
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
}

/** What the address says that it has: files of what it showed before are there for some time. */
const manifestOf = async (base: string): Promise<string> => (await fetch(`${base}PULP_MANIFEST`)).text()

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, { timeout: 240_000 }, () => {
    beforeAll(requireBuild)

    test('155 by keyboard alone npm is set up after a look at what changes, checked, flown without a network, and put back', async () => {
      const registry = await startNpmRegistry(PACKAGES)
      onTestFinished(() => registry.close())
      const root = await temporaryFolder()
      const dataDir = await temporaryFolder()
      const npmrc = join(root, homedir(), '.npmrc')
      await writeFiles(join(root, homedir()), { '.npmrc': NPMRC })
      writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ CLIENT_ROOT: root }))
      const begun = await begin(host, dataDir)
      const { page, keys, found } = begun
      const lockfile = projectFiles('lakeside', registry.packages)['package-lock.json'] ?? ''
      const input = { url: registry.url, package_lock: lockfile }
      await makeMirror(page, { plugin: 'npm', source: 'lockfile', name: 'lake', input })
      await openPart(begun, 'Overview')
      const npm = page.getByRole('region', { name: 'npm and pnpm' })
      const dialog = page.getByRole('dialog')
      await npm.getByRole('button', { name: 'Set up' }).waitFor(PATIENCE)

      // Looked at and left; then done.
      await keys.press('Set up')
      await dialog.getByText(/^\+registry=http/).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Escape')
      await gone(page)
      await keys.isAt('Set up')
      expect(readFileSync(npmrc, 'utf8')).toBe(NPMRC)
      await page.keyboard.press('Enter')
      await dialog.getByText(/^\+registry=http/).waitFor(PATIENCE)
      await keys.press('Change the files')
      await gone(page)
      await npm.getByRole('button', { name: 'Undo' }).waitFor(PATIENCE)
      await keys.isAt('Set up again')

      await keys.press('Check')
      await npm.getByText('Check: the program got everything from here').waitFor(PATIENCE)
      await keys.isAt('Check')

      await keys.press('Airplane test')
      await dialog.waitFor(PATIENCE)
      await keys.isKept()
      await keys.type(/^Packages/, 'calm not-there')
      await keys.press('Start the test')
      await npm.getByText('Airplane test: 1 thing is missing').waitFor(PATIENCE)
      await gone(page)
      await keys.isAt('Airplane test')
      // What is missing can be scrolled through.
      await keys.to('What is missing')

      await keys.to('Undo', 'Shift+Tab')
      await page.keyboard.press('Enter')
      await npm.getByRole('button', { name: 'Set up', exact: true }).waitFor(PATIENCE)
      await keys.isKept()
      expect(readFileSync(npmrc, 'utf8')).toBe(NPMRC)

      // Somebody else changes the file meanwhile.
      await keys.to('Set up', 'Shift+Tab')
      await page.keyboard.press('Enter')
      await dialog.getByText(/^\+registry=http/).waitFor(PATIENCE)
      await keys.press('Change the files')
      await gone(page)
      await npm.getByRole('button', { name: 'Undo' }).waitFor(PATIENCE)
      writeFileSync(npmrc, `${readFileSync(npmrc, 'utf8')}fund=false\n`)
      await page.reload()
      await npm.getByText('+fund=false').waitFor(PATIENCE)
      await keys.press('Undo anyway')
      await npm.getByRole('button', { name: 'Set up', exact: true }).waitFor(PATIENCE)
      await keys.isKept()
      expect(readFileSync(npmrc, 'utf8')).toBe(NPMRC)
      expect(found).toEqual([])
    })

    test('155 by keyboard alone a version is compared, pinned, served at an address of its own, rolled back to, and deleted and had back', async () => {
      const begun = await begin(host)
      const { page, keys, found } = begun
      const mirror = await lakeOfTwoVersions(begun)
      await openPart(begun, 'History')
      const dialog = page.getByRole('dialog')
      const held = page.getByText('Clients get version 1, not the newest.')

      await keys.press(/^Version 2: 1 added/)
      await dialog.getByText('two.txt').waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Escape')
      await gone(page)
      await keys.isAt(/^Version 2: 1 added/)

      await keys.choose('More for version 1', 'Delete this version')
      const ask = page.getByRole('alertdialog', { name: /^Delete/ })
      await ask.waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Escape')
      await ask.waitFor({ ...PATIENCE, state: 'detached' })
      await keys.isAt('More for version 1')
      await keys.choose('More for version 1', 'Delete this version')
      await keys.press('Delete the version')
      await page.getByRole('link', { name: 'Version 1', exact: true }).waitFor({ ...PATIENCE, state: 'detached' })
      await keys.isKept()
      await takeBack(begun, 'Version 1')
      await page.getByRole('link', { name: 'Version 1', exact: true }).waitFor(PATIENCE)
      await keys.isKept()

      await keys.choose('More for version 1', 'Pin: keep it in any case')
      await page.getByText('Pinned', { exact: true }).waitFor(PATIENCE)
      await keys.isAt('More for version 1')

      await keys.choose('More for version 1', 'Serve it at another address')
      await dialog.waitFor(PATIENCE)
      await keys.isKept()
      await keys.type(/^Or a new address/, 'calm/production')
      await page.keyboard.press('Enter')
      await gone(page)
      await page.getByText('Served: calm/production').waitFor(PATIENCE)
      await keys.isAt('More for version 1')
      const production = mirror.body.base_url.replace(/\/[^/]+\/$/, '/calm/production/')
      expect(await manifestOf(production)).toMatch(/^one\.txt,\S+\n$/)

      // What is tested goes into production, and out of it again.
      await keys.choose('More for version 2', 'Serve it at another address')
      await dialog.waitFor(PATIENCE)
      await keys.press(/calm\/production/)
      await gone(page)
      await expect.poll(() => manifestOf(production), PATIENCE).toContain('two.txt')
      await keys.isAt('More for version 2')
      await takeBack(begun, 'calm/production serves version 2 now.')
      await expect.poll(() => manifestOf(production), PATIENCE).not.toContain('two.txt')
      await keys.isKept()

      await keys.press('Roll back')
      await held.waitFor(PATIENCE)
      await keys.isKept()
      expect(await manifestOf(mirror.body.base_url)).not.toContain('two.txt')
      await keys.press('Follow the newest')
      await held.waitFor({ ...PATIENCE, state: 'detached' })
      await keys.isKept()

      await keys.choose('More for version 1', 'Unpin')
      await page.getByText('Pinned', { exact: true }).waitFor({ ...PATIENCE, state: 'detached' })
      expect(found).toEqual([])
    })

    test('155 by keyboard alone a mirror is shared with other machines, its address copied, and kept to this machine again', async () => {
      const begun = await begin(host)
      const { driver, page, keys, found } = begun
      await lakeOfTwoVersions(begun)
      await openPart(begun, 'Serving')
      await keys.press('Behind a web server')
      await page.getByText('proxy_pass', { exact: false }).first().waitFor(PATIENCE)
      await keys.isAt('Behind a web server')
      await keys.press(/Address of this machine/)
      await page.getByRole('listbox').waitFor(PATIENCE)
      await keys.isKept()
      // The keys of a list go through it; leaving it changes nothing.
      await page.keyboard.press('End')
      await keys.isAt(/^All addresses/)
      await page.keyboard.press('Escape')
      await page.getByRole('listbox').waitFor({ ...PATIENCE, state: 'detached' })
      await keys.isAt(/Address of this machine/)
      await keys.press('Over TLS', 'Space')
      await page.keyboard.press('Space')
      await keys.press('Share on the network')
      await page.getByRole('button', { name: 'Stop sharing' }).waitFor(PATIENCE)
      await keys.isKept()
      await keys.press('Copy: Address')
      await expect.poll(() => driver.clipboardText(), PATIENCE).toMatch(/^http/)
      await keys.isKept()
      await keys.press('Stop sharing')
      await page.getByRole('button', { name: 'Share on the network' }).waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })
  })
}
