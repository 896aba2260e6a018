/** What goes wrong is said where it happened, with what to do; what was complete is served all the while. By clicks, in both hosts. */
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freshKey } from '#test/fixtures/deb-key'
import { buildDeb, startDebUpstream } from '#test/fixtures/deb-upstream'
import { type FileUpstream, startFileUpstream } from '#test/fixtures/file-upstream'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { startOnMachine } from './machine.ts'
import { changeSetting, mirrorAddress, openMirror, press, served, servedAt, taskInActivity } from './mirror-steps.ts'
import { startFrom, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }

async function startFiles(files: Record<string, string>): Promise<FileUpstream> {
  const upstream = await startFileUpstream(files)
  onTestFinished(() => upstream.close())
  return upstream
}

async function chooseKey({ page, chooseFile }: HostDriver, file: string): Promise<void> {
  await chooseFile(() => page.getByRole('button', { name: 'Choose a file' }).click(PATIENCE), file)
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, { timeout: 180_000 }, () => {
    beforeAll(requireBuild)

    test('a bad address is told at its field, and one where nothing lives with what to check', async () => {
      const upstream = await startFiles({ 'a.txt': 'a' })
      const nowhere = await startFileUpstream({})
      await nowhere.close()
      const { page } = await startOnMachine(host)
      await startFrom(page, 'An address')
      const address = page.getByRole('textbox', { name: 'Address' })
      await address.fill('not an address')
      await address.press('Enter')
      await page.getByText('Give a full address').waitFor(PATIENCE)
      expect(await address.getAttribute('aria-invalid')).toBe('true')
      await address.fill(nowhere.url)
      await address.press('Enter')
      await page.getByText('could not be reached').first().waitFor(PATIENCE)
      await address.fill(new URL('/elsewhere/', upstream.url).href)
      await address.press('Enter')
      await page.getByText('Nothing that can be mirrored was recognised there.').waitFor(PATIENCE)
      await page.getByText('Check the address, or choose below what it is.').waitFor()

      await page
        .getByRole('link', { name: /PULP_MANIFEST/ })
        .first()
        .click()
      const field = page.getByRole('textbox', { name: /^Address/ })
      await field.fill('gopher://lake')
      await page.getByRole('button', { name: 'Create the mirror' }).click()
      await page.getByText('Give a full address such as').waitFor(PATIENCE)
      await expect.poll(() => field.evaluate((one) => one === document.activeElement), PATIENCE).toBe(true)
      await field.fill(upstream.url)
      await page.getByRole('button', { name: 'Create the mirror' }).click()
      await waitForHealth(page, 'Up to date')
    })

    test('a wrong key is refused by name, nothing is stored, and the right one is trusted where the page leads', async () => {
      const archive = await startDebUpstream()
      onTestFinished(() => archive.close())
      await archive.publish({
        name: 'stable',
        components: { main: [await buildDeb({ package: 'reed', version: '1' })] },
      })
      const folder = await temporaryFolder()
      const wrong = (await freshKey()).publicKey
      await writeFiles(folder, { 'wrong.asc': wrong, 'right.asc': archive.publicKey })
      const driver = await startOnMachine(host)
      const { page } = driver
      await startFrom(page, 'An address')
      await page.getByRole('textbox', { name: 'Address' }).fill(archive.url)
      await page.getByRole('button', { name: 'Look' }).click()
      await chooseKey(driver, join(folder, 'wrong.asc'))
      await page.getByRole('button', { name: 'Remove wrong.asc' }).waitFor(PATIENCE)
      await press(page, 'Create the mirror')
      await waitForHealth(page, 'Failed')
      await page.getByText(/is signed with the key [0-9A-F]{16}, which is not among those/).waitFor(PATIENCE)
      await page.getByText(/check its fingerprint and give it to the remote/).waitFor()
      await page.getByText('No version yet').waitFor()
      expect(archive.requests.filter((path) => path.endsWith('.deb'))).toEqual([])

      await press(page, 'Look at the keys')
      // The dialog for them is open already.
      const dialog = page.getByRole('dialog', { name: /^Keys of / })
      await dialog.waitFor(PATIENCE)
      await driver.chooseFile(
        () => dialog.getByRole('button', { name: 'Choose a file' }).click(),
        join(folder, 'right.asc'),
      )
      await dialog.getByText('The fingerprints are those').click(PATIENCE)
      await dialog.getByRole('button', { name: 'Trust these keys' }).click(PATIENCE)
      await dialog.waitFor({ state: 'detached', ...PATIENCE })
      await openMirror(page)
      await press(page, 'Sync now')
      await waitForHealth(page, 'Up to date')
    })

    test('a full disk and a lost network end a sync with reason and advice; the last version is served, and trying again goes on', async () => {
      const upstream = await startFiles({ 'one.txt': 'one' })
      const { page } = await startOnMachine(host)
      await mirrorAddress(page, upstream.url)
      await waitForHealth(page, 'Up to date')
      const base = await servedAt(page)
      expect(await served(base, 'one.txt')).toBe('one')

      await changeSetting(page, 'MIN_FREE_SPACE_MB', '900000000')
      upstream.files.set('two.txt', Buffer.from('two'))
      await openMirror(page)
      await press(page, 'Sync now')
      await waitForHealth(page, 'Failed')
      await page.getByText(/MB are free for/).waitFor(PATIENCE)
      await page.getByText(/Free some disk space/).waitFor()
      expect([await served(base, 'one.txt'), await served(base, 'two.txt')]).toEqual(['one', 404])
      await press(page, 'Make room')
      await page.getByRole('heading', { name: 'Storage', exact: true }).waitFor(PATIENCE)
      await changeSetting(page, 'MIN_FREE_SPACE_MB', '1')

      upstream.intercept = (_path, request) => Boolean(request.socket.destroy())
      const failed = await taskInActivity(page, 'Failed')
      await failed.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('main').getByRole('listitem').filter({ hasText: 'Failed' }).nth(1).waitFor(PATIENCE)
      const lost = await taskInActivity(page, 'Failed')
      await lost.getByText(new URL(upstream.url).host).first().waitFor(PATIENCE)
      await lost.getByRole('button', { name: /^Show/ }).click()
      expect(await lost.innerText()).toMatch(/code\s+download\./)
      expect([await served(base, 'one.txt'), await served(base, 'two.txt')]).toEqual(['one', 404])

      upstream.intercept = null
      await lost.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('main').getByRole('listitem').filter({ hasText: 'Completed' }).nth(1).waitFor(PATIENCE)
      await expect.poll(() => served(base, 'two.txt'), PATIENCE).toBe('two')
    })

    test('a running sync is paused and goes on, and another is cancelled and begun anew', async () => {
      const upstream = await startFiles({ 'one.txt': 'one', 'large.bin': 'x'.repeat(100_000) })
      const held: ServerResponse[] = []
      const hold = (): void =>
        void (upstream.intercept = (path, _request, response) => path === 'large.bin' && Boolean(held.push(response)))
      const letGo = (): void => {
        upstream.intercept = null
        for (const response of held.splice(0)) response.destroy()
      }
      hold()
      const { page } = await startOnMachine(host)
      await mirrorAddress(page, upstream.url)
      await expect.poll(() => held.length, PATIENCE).toBe(1)
      await press(page, 'Pause')
      await waitForHealth(page, 'Paused')
      const paused = await taskInActivity(page, 'Paused')
      letGo()
      await paused.getByRole('button', { name: 'Resume' }).click()
      await openMirror(page)
      await waitForHealth(page, 'Up to date')
      const base = await servedAt(page)
      expect(await served(base, 'large.bin')).toHaveLength(100_000)

      upstream.files.set('large.bin', Buffer.from('y'.repeat(50_000)))
      hold()
      await press(page, 'Sync now')
      await expect.poll(() => held.length, PATIENCE).toBe(1)
      const running = await taskInActivity(page, 'Running')
      await running.getByRole('button', { name: 'Cancel' }).click()
      const canceled = await taskInActivity(page, 'Cancelled')
      expect(await served(base, 'large.bin')).toHaveLength(100_000)
      letGo()
      await canceled.getByRole('button', { name: 'Try again' }).click()
      await expect.poll(async () => String(await served(base, 'large.bin')).length, PATIENCE).toBe(50_000)
    })
  })
}
