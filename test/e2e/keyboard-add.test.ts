/** Every start of Add a mirror by keys alone, in both hosts: this machine, a project, a recipe, an address whose key is asked for. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildDeb, type DebUpstream, startDebUpstream } from '#test/fixtures/deb-upstream'
import { type MadePackage, projectFiles, startNpmRegistry } from '#test/fixtures/npm-registry'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { Keys } from './keys.ts'
import { startOnMachine } from './machine.ts'
import { complaints, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
const PACKAGES: MadePackage[] = [
  { name: 'calm', version: '1.2.3', dependencies: { pebble: '^1.0.0' } },
  { name: 'pebble', version: '1.0.0' },
]

async function startArchive(components = ['main']): Promise<DebUpstream> {
  const archive = await startDebUpstream()
  onTestFinished(() => archive.close())
  const debs = [await buildDeb({ package: 'reed', version: '1', fields: { Priority: 'required' } })]
  await archive.publish({ name: 'stable', components: Object.fromEntries(components.map((name) => [name, debs])) })
  return archive
}

/** What apt is set to on a computer that has this archive. */
const aptFiles = (archive: DebUpstream): Record<string, string> => ({
  'etc/apt/key.asc': archive.publicKey,
  'etc/apt/sources.list': `deb [signed-by=/etc/apt/key.asc arch=amd64] ${archive.url} stable main\n`,
})

/** From the empty library to a start, and back out of it once: focus is on the screen that came, each time. */
async function openStart(page: Page, keys: Keys, start: string): Promise<void> {
  await page.getByText('A mirror keeps what a project needs').waitFor(PATIENCE)
  const link = new RegExp(`^${start}`)
  const title = page.getByRole('heading', { name: start, exact: true, level: 1 })
  await keys.press(link)
  await title.waitFor(PATIENCE)
  await keys.isKept()
  await keys.press('Choose another start')
  await page.getByRole('heading', { name: 'Add a mirror', exact: true, level: 1 }).waitFor(PATIENCE)
  await keys.isKept()
  await keys.press(link)
  await title.waitFor(PATIENCE)
  await keys.isKept()
}

const mirrorPage = (page: Page): Promise<void> =>
  page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, { timeout: 180_000 }, () => {
    beforeAll(requireBuild)

    test('155 by keyboard alone this machine is read, read again, one offer is left out, the other becomes a mirror', async () => {
      const registry = await startNpmRegistry(PACKAGES)
      onTestFinished(() => registry.close())
      const { page } = await startOnMachine(host, {
        'home/.npmrc': `registry=http://npm.example.test/\n@team:registry=${registry.url}/\n`,
      })
      const found = complaints(page)
      const keys = new Keys(page)
      await openStart(page, keys, 'This machine')
      await page.getByRole('checkbox', { name: /\(npm-team\)/ }).waitFor(PATIENCE)
      await keys.press('Look again')
      await page.getByRole('checkbox', { name: /\(npm-team\)/ }).waitFor(PATIENCE)
      await keys.isAt('Look again')
      await keys.press(/\(npm\)$/, 'Space')
      await expect.poll(() => page.getByRole('checkbox', { checked: true }).count(), PATIENCE).toBe(1)
      await keys.isAt(/\(npm\)$/)
      await keys.press('Create the mirror')
      await mirrorPage(page)
      await page.getByRole('heading', { name: 'npm-team', level: 1 }).waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })

    test('155 by keyboard alone the folder of a project is chosen, and what is found in it becomes two mirrors', async () => {
      const registry = await startNpmRegistry(PACKAGES)
      onTestFinished(() => registry.close())
      const archive = await startArchive()
      const project = join(await temporaryFolder(), 'lakeside')
      await writeFiles(project, {
        ...projectFiles('lakeside', registry.packages),
        Dockerfile: 'FROM x\nRUN apt-get install -y reed\n',
      })
      const driver = await startOnMachine(host, {
        'home/.npmrc': `registry=${registry.url}/\n`,
        ...aptFiles(archive),
      })
      const { page } = driver
      const found = complaints(page)
      const keys = new Keys(page)
      await openStart(page, keys, 'A project')
      await driver.chooseFile(() => keys.press('Choose a folder'), project)
      await page.getByText('lakeside/package-lock.json').first().waitFor(PATIENCE)
      await keys.isAt('Choose a folder')
      // Adjusted, it is a form that is filled in; and one comes back from it.
      await keys.press('Adjust lakeside')
      await page.getByRole('textbox', { name: 'Name' }).waitFor(PATIENCE)
      await keys.isKept()
      await keys.press('Choose another start')
      await keys.press(/^A project/)
      await driver.chooseFile(() => keys.press('Choose a folder'), project)
      await page.getByText('2 items').waitFor(PATIENCE)
      await keys.press('Create 2 mirrors')
      await page.getByRole('heading', { name: 'Library' }).waitFor(PATIENCE)
      await keys.isKept()
      await keys.press('apt-packages')
      await mirrorPage(page)
      await waitForHealth(page, 'Up to date')
      await keys.isKept()
      expect(found).toEqual([])
    })

    test('155 by keyboard alone a recipe opens its form filled in, and becomes a mirror', async () => {
      const archive = await startArchive()
      const { page } = await startOnMachine(host, aptFiles(archive))
      const found = complaints(page)
      const keys = new Keys(page)
      await openStart(page, keys, 'A recipe')
      await keys.press(/A minimal system/)
      await page
        .getByRole('region', { name: 'Preview' })
        .getByText(/^1 package /)
        .waitFor(PATIENCE)
      await keys.isKept()
      await keys.type(/^Name/, 'bed')
      await keys.press('Create the mirror')
      await mirrorPage(page)
      await waitForHealth(page, 'Up to date')
      await page.getByRole('heading', { name: 'bed', level: 1 }).waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })

    test('155 by keyboard alone an archive is recognised, its key chosen and taken away again, a component ticked, a rhythm set', async () => {
      const archive = await startArchive(['main', 'extra'])
      const key = join(await temporaryFolder(), 'key.asc')
      await writeFiles(join(key, '..'), { 'key.asc': archive.publicKey })
      const driver = await startOnMachine(host)
      const { page } = driver
      const found = complaints(page)
      const keys = new Keys(page)
      await openStart(page, keys, 'An address')
      await keys.type(/^Address/, `${archive.url}dists/stable/`)
      await page.keyboard.press('Enter')
      await page.getByRole('checkbox', { name: 'extra' }).waitFor(PATIENCE)
      await keys.isKept()
      await keys.press('extra', 'Space')
      await keys.isAt('extra')
      await driver.chooseFile(() => keys.press('Choose a file'), key)
      await keys.isAt('Remove key.asc')
      await page.keyboard.press('Enter')
      await keys.isAt('Choose a file')
      await driver.chooseFile(() => page.keyboard.press('Enter'), key)
      await keys.isAt('Remove key.asc')
      // The policy is one stop, changed with the arrow keys.
      await keys.to(/^At once/)
      await page.keyboard.press('ArrowDown')
      await keys.isAt(/^On first use/)
      await keys.press(/Sync by itself/)
      await page.getByRole('option', { name: 'Every day' }).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.type('Every d')
      await page.keyboard.press('Enter')
      await keys.isAt(/Sync by itself/)
      await keys.type(/^Time\b(?! zone)/, '04:30')
      await keys.press('Create the mirror')
      await mirrorPage(page)
      await waitForHealth(page, 'Up to date')
      await keys.isKept()
      await keys.press('Source')
      await page.getByText(/^Every day at 0?4:30/).waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })
  })
}
