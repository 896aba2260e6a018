/** The History tab in both hosts: back in two clicks, and forward again, with a real client as the witness. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startNpmRegistry } from '#test/fixtures/npm-registry'
import { type MadeMirror, makeMirror, openTab, request, syncMirror } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { npm } from './npm.ts'
import { complaints, holdBack } from './steps.ts'

/** A host with a mirror of one package in two versions: 1.0.0, then 1.1.0. */
async function withTwoVersions(start: (dataDir: string) => Promise<HostDriver>): Promise<{
  driver: HostDriver
  mirror: MadeMirror
  /** What a client gets of the package now. */
  clientGets: () => Promise<string>
}> {
  const registry = await startNpmRegistry([{ name: 'calm', version: '1.0.0' }])
  onTestFinished(() => registry.close())
  const driver = await start(await temporaryFolder())
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  await driver.page.getByRole('navigation', { name: 'Places' }).waitFor()
  const mirror = await makeMirror(driver.page, {
    plugin: 'npm',
    source: 'packages',
    name: 'lake',
    input: { url: registry.url, package_specs: ['calm'] },
  })
  registry.publish({ name: 'calm', version: '1.1.0' })
  await syncMirror(driver.page, mirror)
  let times = 0
  const clientGets = async (): Promise<string> => {
    const folder = await temporaryFolder()
    const project = join(folder, `project-${(times += 1)}`)
    await mkdir(project)
    await writeFiles(project, {
      'package.json': '{"name":"project","version":"1.0.0"}',
      '.npmrc': `registry=${mirror.body.base_url}\n`,
    })
    const { output } = await npm(project, folder, 'view', 'calm', 'version')
    return output.trim()
  }
  return { driver, mirror, clientGets }
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('150 two clicks roll back, and npm gets the old version; undo brings the new one back', async () => {
      const { driver, mirror, clientGets } = await withTwoVersions((dataDir) => host.start({ dataDir }))
      const { page } = driver
      const found = complaints(page)
      await openTab(page, mirror, 'Overview')
      expect(await clientGets()).toBe('1.1.0')

      await page.getByRole('link', { name: 'History', exact: true }).click()
      await page.getByRole('button', { name: 'Roll back' }).click()
      await page.getByText('Version 1 is served now.').waitFor()
      expect(await clientGets()).toBe('1.0.0')
      await page.getByText('Clients get version 1, not the newest.').waitFor()

      // A sync does not undo what the user decided.
      await syncMirror(page, mirror)
      expect(await clientGets()).toBe('1.0.0')

      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Clients get version 1, not the newest.').waitFor({ state: 'detached' })
      expect(await clientGets()).toBe('1.1.0')
      expect(found).toEqual([])
    })

    test('150 a version is compared, pinned, given an address of its own, and deleted after asking', async () => {
      const { driver, mirror } = await withTwoVersions((dataDir) => host.start({ dataDir }))
      const { page } = driver
      await openTab(page, mirror, 'History')
      await page.getByRole('button', { name: /^Version 2: 1 added, 1 removed/ }).click()
      const difference = page.getByRole('dialog', { name: 'What changed' })
      await difference.getByText('calm 1.1.0').waitFor()
      await difference.getByRole('button', { name: /^Removed: 1/ }).click()
      await difference.getByText('calm 1.0.0').waitFor()
      await page.keyboard.press('Escape')

      const choose = async (number: number, action: string): Promise<void> => {
        await page.getByRole('button', { name: `More for version ${number}` }).click()
        await page.getByRole('menuitem', { name: action }).click()
      }
      await choose(1, 'Pin')
      await page.getByText('Pinned', { exact: true }).waitFor()
      await choose(1, 'Serve it at another address')
      const promote = page.getByRole('dialog', { name: 'Serve version 1 of lake' })
      await promote.getByRole('textbox', { name: 'Or a new address' }).fill('calm/production')
      await promote.getByRole('button', { name: 'Create' }).click()
      await page.getByText('Served: calm/production').waitFor()

      // Served and pinned: it cannot just go, and the page says why.
      await choose(1, 'Delete this version')
      const ask = page.getByRole('alertdialog')
      await ask.getByRole('button', { name: 'Delete the version' }).click()
      await ask.getByText('Version 1 of lake is pinned.').waitFor()
      await ask.getByRole('button', { name: 'Keep it' }).click()
    })

    test('150 a deleted version can be had back for ten seconds, and is gone after that', async () => {
      const { driver, mirror } = await withTwoVersions((dataDir) => host.start({ dataDir }))
      const { page } = driver
      await openTab(page, mirror, 'History')
      const remove = async (): Promise<void> => {
        await page.getByRole('button', { name: 'More for version 1' }).click()
        await page.getByRole('menuitem', { name: 'Delete this version' }).click()
        await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the version' }).click()
      }
      const first = page.getByRole('link', { name: 'Version 1', exact: true })
      await remove()
      await first.waitFor({ timeout: 30_000, state: 'detached' })
      await page.getByRole('button', { name: 'Undo' }).click()
      await first.waitFor({ timeout: 30_000 })
      await remove()
      await first.waitFor({ timeout: 30_000, state: 'detached' })
      // Whoever closes the note has read it.
      await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Close' }).click()
      const versions = `${mirror.body.repository}versions/`
      await expect.poll(async () => (await request(page, 'GET', versions)).count, { timeout: 30_000 }).toBe(2)
    })
  })
}

const [browser] = HOSTS

describe.skipIf(!browser || browser.missing)('answers that come late', () => {
  beforeAll(requireBuild)

  test('150 whoever rolls back before the page knows all of the address gets the same as whoever waits', async () => {
    const { driver, mirror } = await withTwoVersions((dataDir) => (browser as HostUnderTest).start({ dataDir }))
    const { page } = driver
    const letGo = await holdBack(page, (url) => url.pathname.endsWith('/form/'))
    await openTab(page, mirror, 'History')
    await page.getByRole('button', { name: 'Roll back' }).click()
    await letGo()
    await page.getByText('Clients get version 1, not the newest.').waitFor()
    expect((await request(page, 'GET', `${mirror.body.repository}versions/`)).count).toBe(3)
  })
})
