/** The main job in both hosts, step by step as a user does it: mirror what a project needs, then install it from the mirror alone. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type MadePackage, type NpmRegistry, projectFiles, startNpmRegistry } from '#test/fixtures/npm-registry'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { installWith } from './npm.ts'
import {
  addMirrorFromLockfile,
  complaintsAndStrangers,
  copyNpmSnippet,
  go,
  lookAround,
  waitForHealth,
} from './steps.ts'

const PACKAGES: MadePackage[] = [
  { name: 'calm', version: '1.2.3', dependencies: { '@lake/ripple': '^2.0.0' } },
  { name: '@lake/ripple', version: '2.1.0', dependencies: { pebble: '~0.4.1' } },
  { name: 'pebble', version: '0.4.2', files: { 'index.js': `module.exports = '${'x'.repeat(200_000)}'\n` } },
]

async function startHost(host: HostUnderTest): Promise<HostDriver> {
  const driver = await host.start({ dataDir: await temporaryFolder() })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  return driver
}

async function startRegistry(): Promise<NpmRegistry> {
  const registry = await startNpmRegistry(PACKAGES)
  onTestFinished(() => registry.close())
  return registry
}

/** A folder with the project that needs all packages of the registry. */
async function makeProject(folder: string, registry: NpmRegistry): Promise<string> {
  const project = join(folder, 'lakeside')
  await mkdir(project)
  await writeFiles(project, projectFiles('lakeside', registry.packages))
  return project
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('a mirror of a project is made, watched and installed from', async () => {
      const registry = await startRegistry()
      const folder = await temporaryFolder()
      const project = await makeProject(folder, registry)
      const driver = await startHost(host)
      const found = complaintsAndStrangers(driver.page)

      await addMirrorFromLockfile(driver, join(project, 'package-lock.json'), registry.url)
      await waitForHealth(driver.page, 'Up to date')
      const npmrc = await copyNpmSnippet(driver)
      await lookAround(driver.page)
      await go(driver.page, 'Activity')
      await driver.page.getByRole('listitem').filter({ hasText: 'Completed' }).first().waitFor()
      expect(found).toEqual([])

      await registry.close()
      expect(npmrc).not.toContain(registry.url)
      await installWith(npmrc, project, folder, PACKAGES)
    })

    test('a registry that does not answer is told in Activity, with its address and what to do', async () => {
      const registry = await startRegistry()
      const folder = await temporaryFolder()
      const project = await makeProject(folder, registry)
      await registry.close()
      const driver = await startHost(host)

      await addMirrorFromLockfile(driver, join(project, 'package-lock.json'), registry.url)
      await waitForHealth(driver.page, 'Failed')
      await go(driver.page, 'Activity')
      const task = driver.page.getByRole('listitem').filter({ hasText: 'Failed' }).first()
      await task.getByText(new URL(registry.url).host).first().waitFor()
      await task.getByRole('button', { name: /^Show/ }).click()
      expect(await task.innerText()).toMatch(/code\s+download\./)
    })

    test('it ends cleanly', async () => {
      const driver = await startHost(host)
      await driver.page.getByRole('navigation', { name: 'Places' }).waitFor()
      expect(await driver.stop()).toBe(0)
    })
  })
}
