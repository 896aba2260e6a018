/** Add a mirror from what is at hand: a project's folder, an address, the computer itself. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildDeb, startDebUpstream } from '#test/fixtures/deb-upstream'
import { type MadePackage, projectFiles, startNpmRegistry } from '#test/fixtures/npm-registry'
import { checkAccessibility } from './accessibility.ts'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { startOnMachine } from './machine.ts'
import { complaints, dropOn, go, startFrom, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
const SECRET = 'hunter2canary'
const PACKAGES: MadePackage[] = [
  { name: 'calm', version: '1.2.3', dependencies: { pebble: '^1.0.0' } },
  { name: 'pebble', version: '1.0.0' },
]

const places = (page: Page) => page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, { timeout: 180_000 }, () => {
    beforeAll(requireBuild)

    test('148 a project with two ecosystems becomes two mirrors with one button', async () => {
      const registry = await startNpmRegistry(PACKAGES)
      const archive = await startDebUpstream()
      onTestFinished(async () => void (await Promise.all([registry.close(), archive.close()])))
      await archive.publish({
        name: 'stable',
        components: { main: [await buildDeb({ package: 'reed', version: '1' })] },
      })
      const folder = await temporaryFolder()
      const project = join(folder, 'lakeside')
      const files = projectFiles('lakeside', registry.packages)
      await writeFiles(project, {
        ...files,
        Dockerfile: 'FROM x\nRUN apt-get install -y reed\n',
        'Cargo.lock': '',
        'secret.txt': SECRET,
        'node_modules/other/package-lock.json': '{}',
      })
      const driver = await startOnMachine(host, {
        'home/.npmrc': `registry=${registry.url}/\n`,
        'etc/apt/key.asc': archive.publicKey,
        'etc/apt/sources.list': `deb [signed-by=/etc/apt/key.asc arch=amd64] ${archive.url} stable main\n`,
      })
      const { page } = driver
      const found = complaints(page)
      await places(page)
      await startFrom(page, 'A project')
      await driver.chooseFile(() => page.getByRole('button', { name: 'Choose a folder' }).click(), project)
      await page.getByText('lakeside/package-lock.json').first().waitFor(PATIENCE)
      await page.getByText('Cannot be mirrored yet').waitFor()
      expect(await page.getByText('node_modules').count()).toBe(0)
      const together = page.getByRole('region', { name: 'All together' })
      await page.getByText('2 items').waitFor(PATIENCE)
      await page.getByText(/^1 item\b/).waitFor(PATIENCE)
      expect(await together.innerText()).toMatch(/mirrors\s+2\s+items\s+3\s/)
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Create 2 mirrors' }).press('Enter')
      await page.getByRole('heading', { name: 'Library' }).waitFor(PATIENCE)
      for (const name of ['lakeside', 'apt-packages']) {
        await page.getByRole('link', { name }).first().click(PATIENCE)
        await waitForHealth(page, 'Up to date')
        await go(page, 'Library')
      }
      expect(found).toEqual([])
    })

    test('148 an address is recognised, its suites are ticks, and a key is asked for where none is known', async () => {
      const archive = await startDebUpstream()
      onTestFinished(() => archive.close())
      const debs = [await buildDeb({ package: 'reed', version: '1' })]
      await archive.publish({ name: 'stable', components: { main: debs, extra: debs } })
      const folder = await temporaryFolder()
      await writeFiles(folder, { 'key.asc': archive.publicKey })
      const driver = await startOnMachine(host)
      const { page } = driver
      await places(page)
      await startFrom(page, 'An address')
      const address = page.getByRole('textbox', { name: 'Address' })
      await address.fill('nonsense')
      await page.getByRole('button', { name: 'Look' }).click()
      await page.getByText('Give a full address').waitFor(PATIENCE)
      await address.fill(`${archive.url}dists/stable/`)
      await checkAccessibility(page)
      await address.press('Enter')
      await page.getByRole('checkbox', { name: 'extra' }).waitFor(PATIENCE)
      expect(await page.getByRole('checkbox', { name: 'main' }).isChecked()).toBe(true)
      await driver.chooseFile(
        () => page.getByRole('button', { name: 'Choose a file' }).click(),
        join(folder, 'key.asc'),
      )
      await page.getByRole('button', { name: 'Remove key.asc' }).waitFor(PATIENCE)
      await page.getByText('extra').focus()
      await page.getByRole('checkbox', { name: 'extra' }).press('Space')
      await page.getByRole('button', { name: /Sync by itself/ }).click()
      await page.getByRole('option', { name: 'Every day' }).click()
      await page.getByRole('textbox', { name: 'Time' }).fill('04:30')
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Create the mirror' }).click()
      await page.locator('header').getByText('Up to date', { exact: true }).waitFor(PATIENCE)
      await page.getByRole('navigation', { name: 'Parts of this mirror' }).getByRole('link', { name: 'Source' }).click()
      await page.getByText(/^Every day at 0?4:30/).waitFor(PATIENCE)
    })

    test('148 this machine: what its tools are set to is offered, without a secret on the page', async () => {
      const driver = await startOnMachine(host, {
        'home/.npmrc': `registry=http://user:${SECRET}@npm.example.test/\n@team:registry=http://team.example.test/\n`,
        'home/.config/pip/pip.conf': `[global]\nindex-url = https://u:${SECRET}@pip.example.test/simple\n`,
      })
      const { page } = driver
      await places(page)
      await startFrom(page, 'This machine')
      await page.getByRole('checkbox', { name: /\(npm-team\)/ }).waitFor(PATIENCE)
      await page.getByText('https://pip.example.test/simple').waitFor()
      expect(await page.content()).not.toContain(SECRET)
      await checkAccessibility(page)
      await page.getByRole('checkbox', { name: /\(npm\)/ }).press('Space')
      await page.getByRole('button', { name: 'Create the mirror' }).press('Enter')
      await page.getByRole('heading', { name: 'npm-team' }).waitFor(PATIENCE)
      expect(driver.log()).not.toContain(SECRET)
    })

    test('148 what is unticked in the preview is left out of it', async () => {
      const archive = await startDebUpstream()
      onTestFinished(() => archive.close())
      const debs = [
        await buildDeb({ package: 'reed', version: '1', fields: { Depends: 'sluice' } }),
        await buildDeb({ package: 'sluice', version: '2', content: 'x'.repeat(5000) }),
      ]
      await archive.publish({ name: 'stable', components: { main: debs } })
      const { page } = await startOnMachine(host)
      await places(page)
      await page.goto(new URL('/add/deb/packages', page.url()).href)
      await page.getByRole('textbox', { name: /^Address of the archive/ }).fill(archive.url, PATIENCE)
      await page.getByRole('textbox', { name: /^Suites/ }).fill('stable')
      await page.keyboard.press('Enter')
      const preview = page.getByRole('region', { name: 'Preview' })
      await preview.getByText('Appears once this is filled in correctly: Packages.').waitFor(PATIENCE)
      expect(await page.getByText('Name packages, or give a list of them.').count()).toBe(0)
      await page.getByRole('textbox', { name: /^Packages/ }).fill('reed')
      await page.keyboard.press('Enter')
      await preview.getByText(/^2 packages/).waitFor(PATIENCE)
      await preview.getByRole('checkbox', { name: 'Take sluice' }).press('Space')
      await preview.getByText(/^1 package /).waitFor(PATIENCE)
      expect(await preview.getByRole('checkbox', { name: 'Take sluice' }).isChecked()).toBe(false)
      await checkAccessibility(page)
      await page.getByRole('textbox', { name: /^Packages|^Add to Packages/ }).fill('nowhere-to-be-found')
      await page.keyboard.press('Enter')
      await preview
        .getByText(/nowhere-to-be-found/)
        .first()
        .waitFor(PATIENCE)
    })

    test('148 a recipe opens its form filled in from this machine, and one more press makes the mirror', async () => {
      const archive = await startDebUpstream()
      onTestFinished(() => archive.close())
      const debs = [
        await buildDeb({ package: 'bed', version: '1', fields: { Priority: 'required', Depends: 'reed' } }),
        await buildDeb({ package: 'reed', version: '1' }),
        await buildDeb({ package: 'weed', version: '1' }),
      ]
      await archive.publish({ name: 'stable', components: { main: debs } })
      const { page } = await startOnMachine(host, {
        'etc/apt/key.asc': archive.publicKey,
        'etc/apt/sources.list': `deb [signed-by=/etc/apt/key.asc arch=amd64] ${archive.url} stable main\n`,
      })
      await places(page)
      await startFrom(page, 'A recipe')
      await checkAccessibility(page)
      await page.getByRole('button', { name: /A minimal system/ }).click(PATIENCE)
      const preview = page.getByRole('region', { name: 'Preview' })
      await preview.getByText(/^2 packages/).waitFor(PATIENCE)
      expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('apt-minbase')
      await page.getByRole('button', { name: 'Create the mirror' }).click()
      await page.locator('header').getByText('Up to date', { exact: true }).waitFor(PATIENCE)
      const stored = archive.requests.filter((path) => path.endsWith('.deb')).map((path) => path.split('/').at(-1))
      expect(stored.toSorted()).toEqual(['bed_1_amd64.deb', 'reed_1_amd64.deb'])
    })

    test('148 a folder that is dropped is read like one that is chosen', async () => {
      const registry = await startNpmRegistry(PACKAGES)
      onTestFinished(() => registry.close())
      const project = join(await temporaryFolder(), 'lakeside')
      await writeFiles(project, {
        ...projectFiles('lakeside', registry.packages),
        'deep/er/Dockerfile': 'FROM x\nRUN apt-get install -y reed\n',
        'node_modules/other/package-lock.json': '{}',
      })
      const { page } = await startOnMachine(host, { 'home/.npmrc': `registry=${registry.url}/\n` })
      await places(page)
      await startFrom(page, 'A project')
      await dropOn(page, page.getByText('Drop the folder of a project here, or choose it.'), project)
      await page.getByText('lakeside/package-lock.json').first().waitFor(PATIENCE)
      await page.getByText('lakeside/deep/er/Dockerfile').first().waitFor(PATIENCE)
      expect(await page.getByText('node_modules').count()).toBe(0)
      await page.getByText(/^2 items/).waitFor(PATIENCE)
      await page.getByRole('button', { name: 'Create the mirror' }).click()
      await page.locator('header').getByText('Up to date', { exact: true }).waitFor(PATIENCE)
    })

    test('148 every start can be reached and left again', async () => {
      const { page } = await startOnMachine(host)
      await places(page)
      for (const name of ['This machine', 'A project', 'An address', 'A recipe']) {
        await startFrom(page, name)
        await checkAccessibility(page)
        await page.getByRole('link', { name: 'Choose another start' }).click()
        await checkAccessibility(page)
      }
    })
  })
}
