/** A newcomer's way in both hosts, by clicks alone: from an empty data folder to what a project and a machine install with every upstream gone. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { AptClient, hasApt } from '#test/clients/apt-client'
import { buildDeb, type DebUpstream, startDebUpstream } from '#test/fixtures/deb-upstream'
import { type MadePackage, projectFiles, startNpmRegistry } from '#test/fixtures/npm-registry'
import { checkAccessibility } from './accessibility.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { startOnMachine } from './machine.ts'
import { installWith } from './npm.ts'
import { complaints, copyNpmSnippet, copySnippet, go, startFrom, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
const PACKAGES: MadePackage[] = [
  { name: 'calm', version: '1.2.3', dependencies: { '@lake/ripple': '^2.0.0' } },
  { name: '@lake/ripple', version: '2.1.0', dependencies: { pebble: '~0.4.1' } },
  { name: 'pebble', version: '0.4.2' },
]
/** Files of packages belong to root, so only root installs them. */
const canInstall = hasApt && process.getuid?.() === 0
const GOAL = canInstall ? 'npm ci and apt-get install' : 'npm ci (SKIPPED: apt-get install, no apt here or not root)'

async function startArchive(): Promise<DebUpstream> {
  const archive = await startDebUpstream()
  onTestFinished(() => archive.close())
  const debs = [
    await buildDeb({ package: 'reed', version: '1.4-2', fields: { Depends: 'sluice (>= 2)' } }),
    await buildDeb({ package: 'sluice', version: '2:2.0', architecture: 'all' }),
  ]
  await archive.publish({ name: 'stable', components: { main: debs } })
  return archive
}

/** What somebody meets who has just started it: one sentence, and ways to begin. */
async function meetFirstRun(page: Page): Promise<void> {
  await page.getByText('A mirror keeps what a project needs').waitFor(PATIENCE)
  for (const start of ['This machine', 'A project', 'An address'])
    await page
      .getByRole('link', { name: new RegExp(`^${start}`) })
      .first()
      .waitFor(PATIENCE)
  await checkAccessibility(page)
}

/** A folder is chosen, what it comes to is looked at, and one button makes the mirror. */
async function mirrorProject({ page, chooseFile }: HostDriver, project: string): Promise<void> {
  await startFrom(page, 'A project')
  await chooseFile(() => page.getByRole('button', { name: 'Choose a folder' }).click(PATIENCE), project)
  await page.getByText('3 items').first().waitFor(PATIENCE)
  await page.getByRole('button', { name: 'Create the mirror' }).click(PATIENCE)
  await page.getByRole('heading', { name: 'lakeside' }).waitFor(PATIENCE)
  await waitForHealth(page, 'Up to date')
}

/** An address is recognised; its key is the one thing that is asked. */
async function mirrorArchive({ page, chooseFile }: HostDriver, archive: DebUpstream): Promise<void> {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'archive.asc': archive.publicKey })
  await startFrom(page, 'An address')
  await page.getByRole('textbox', { name: 'Address' }).fill(archive.url)
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByText('No key on this machine proves its signature.').waitFor(PATIENCE)
  await chooseFile(
    () => page.getByRole('button', { name: 'Choose a file' }).click(PATIENCE),
    join(folder, 'archive.asc'),
  )
  await page.getByRole('button', { name: 'Remove archive.asc' }).waitFor(PATIENCE)
  await page.getByRole('button', { name: 'Create the mirror' }).click(PATIENCE)
  await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
  await waitForHealth(page, 'Up to date')
}

/** Does what the page says to do, in a sandbox, and installs. */
async function installDebs(driver: HostDriver): Promise<void> {
  const apt = new AptClient()
  onTestFinished(() => apt.close())
  const key = await apt.runSnippet(await copySnippet(driver, 'Fetch the key', 'curl'))
  expect(key.code, key.output).toBe(0)
  const sources = driver.page.getByRole('figure').filter({ hasText: 'Sources for apt, with the key in place' }).first()
  const file = await sources.getByText('/etc/apt/sources.list.d/').innerText()
  apt.writeSnippet(file, await copySnippet(driver, 'Sources for apt, with the key in place', 'Types: deb'))
  const update = await apt.run('apt-get', 'update')
  expect(update.output).not.toMatch(/^(W|E|Err):?/m)
  const install = await apt.install('reed')
  expect(install.code, install.output).toBe(0)
  for (const name of ['reed', 'sluice']) expect(existsSync(join(apt.root, 'usr/share', name, 'content'))).toBe(true)
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test(`148, 156 from first run to ${GOAL}, by clicks alone`, { timeout: 180_000 }, async () => {
      const registry = await startNpmRegistry(PACKAGES)
      onTestFinished(() => registry.close())
      const archive = await startArchive()
      const folder = await temporaryFolder()
      const project = join(folder, 'lakeside')
      await writeFiles(project, projectFiles('lakeside', registry.packages))
      const driver = await startOnMachine(host, { 'home/.npmrc': `registry=${registry.url}/\n` })
      const { page } = driver
      const found = complaints(page)

      await meetFirstRun(page)
      await mirrorProject(driver, project)
      const npmrc = await copyNpmSnippet(driver)
      await registry.close()
      expect(npmrc).not.toContain(registry.url)
      await installWith(npmrc, project, folder, PACKAGES)

      await mirrorArchive(driver, archive)
      await archive.close()
      if (canInstall) await installDebs(driver)

      await go(page, 'Library')
      await expect.poll(() => page.getByRole('main').locator('h2 a').count(), PATIENCE).toBe(2)
      await go(page, 'Activity')
      await expect
        .poll(() => page.getByRole('main').getByRole('listitem').filter({ hasText: 'Completed' }).count(), PATIENCE)
        .toBeGreaterThanOrEqual(2)
      expect(found).toEqual([])
    })
  })
}
