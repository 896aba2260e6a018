/** A mirror is used by clicking, in both hosts: npm of the machine is set up, checked, flown without a network, and put back. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { projectFiles, startNpmRegistry } from '#test/fixtures/npm-registry'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { addMirrorFromLockfile, complaints, waitForHealth } from './steps.ts'

const PACKAGES = [
  { name: 'calm', version: '1.2.3', dependencies: { '@lake/ripple': '^2.0.0' } },
  { name: '@lake/ripple', version: '2.1.0' },
]
const NPMRC = '; mine\nregistry=https://registry.example.org/\n'
const PATIENCE = { timeout: 60_000 }

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('138, 139 npm is set up, checked, flown and put back by clicking', { timeout: 240_000 }, async () => {
      const registry = await startNpmRegistry(PACKAGES)
      onTestFinished(() => registry.close())
      const folder = await temporaryFolder()
      const dataDir = await temporaryFolder()
      const root = join(folder, 'root')
      const npmrc = join(root, homedir(), '.npmrc')
      mkdirSync(join(root, homedir()), { recursive: true })
      writeFileSync(npmrc, NPMRC)
      writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ CLIENT_ROOT: root }))
      const project = join(folder, 'lakeside')
      await mkdir(project)
      await writeFiles(project, projectFiles('lakeside', registry.packages))
      const driver = await host.start({ dataDir })
      onTestFinished(async () => void (await driver.stop().catch(() => null)))
      const { page } = driver
      const found = complaints(page)
      await addMirrorFromLockfile(driver, join(project, 'package-lock.json'), registry.url)
      await waitForHealth(page, 'Up to date')

      const npm = page.getByRole('region', { name: 'npm and pnpm' })
      await npm.getByRole('button', { name: 'Set up' }).press('Enter')
      const dialog = page.getByRole('dialog')
      await dialog.getByText(/^\+registry=http/).waitFor(PATIENCE)
      expect(readFileSync(npmrc, 'utf8')).toBe(NPMRC)
      await dialog.getByRole('button', { name: 'Change the files' }).press('Enter')
      await npm.getByRole('button', { name: 'Undo' }).waitFor(PATIENCE)
      expect(readFileSync(npmrc, 'utf8')).toContain('; Stillwater: registry=https://registry.example.org/')

      await npm.getByRole('button', { name: 'Check' }).press('Enter')
      await npm.getByText('Check: the program got everything from here').waitFor(PATIENCE)
      expect(await npm.innerText()).toMatch(/requests?, [\d.]+ \w+ came from this mirror, nothing from elsewhere/)

      await npm.getByRole('button', { name: 'Airplane test' }).press('Enter')
      await page
        .getByRole('dialog')
        .getByRole('textbox', { name: /Packages/ })
        .fill('calm not-there')
      await page.getByRole('dialog').getByRole('button', { name: 'Start the test' }).press('Enter')
      await npm.getByText('Airplane test: 1 thing is missing').waitFor(PATIENCE)
      await npm.getByRole('listitem').filter({ hasText: 'not-there' }).waitFor(PATIENCE)

      // Somebody else changes the file: shown, and undone only when that is said twice.
      writeFileSync(npmrc, `${readFileSync(npmrc, 'utf8')}fund=false\n`)
      await page.reload()
      await npm.getByText('Changed since by somebody else').waitFor(PATIENCE)
      await npm.getByText('+fund=false').waitFor(PATIENCE)
      await npm.getByRole('button', { name: 'Undo anyway' }).press('Enter')
      await npm.getByRole('button', { name: 'Set up', exact: true }).waitFor(PATIENCE)
      expect(readFileSync(npmrc, 'utf8')).toBe(NPMRC)
      await page.getByRole('figure', { name: 'Size of each version' }).waitFor(PATIENCE)
      expect(found).toEqual([])
    })
  })
}
