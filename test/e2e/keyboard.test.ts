/** The main journey without a pointer, in both hosts. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { Keys } from './keys.ts'
import { startOnMachine } from './machine.ts'
import { complaints, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test(
      '155 by keyboard alone a mirror is made, used, rolled back, cleaned up and deleted; focus is seen at every stop and never lost',
      { timeout: 180_000 },
      async () => {
        const upstream = await startFileUpstream({ 'one.txt': 'one' })
        onTestFinished(() => upstream.close())
        const driver = await startOnMachine(host)
        const { page } = driver
        const found = complaints(page)
        const keys = new Keys(page)
        const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor(PATIENCE)
        const ask = page.getByRole('alertdialog', { name: /^Delete/ })
        await heading('Library')

        // Add, and watch.
        await keys.press(/^An address/)
        await heading('An address')
        await keys.isKept()
        await keys.type(/^Address/, upstream.url)
        await page.keyboard.press('Enter')
        await page.getByRole('button', { name: 'Create the mirror' }).waitFor(PATIENCE)
        await keys.isKept()
        await keys.press('Create the mirror')
        await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
        await waitForHealth(page, 'Up to date')
        await keys.isKept()

        const name = await page.getByRole('heading', { level: 1 }).innerText()

        // Use.
        await keys.press('Copy: Address')
        await expect.poll(() => driver.clipboardText(), PATIENCE).toContain('/pulp/content/')
        await keys.isKept()

        // Sync again, roll back, and take that back.
        upstream.files.set('two.txt', Buffer.from('two'))
        await keys.press('Sync now')
        await page.getByText('Version 2', { exact: false }).first().waitFor(PATIENCE)
        await keys.isKept()
        await keys.press('History')
        await keys.press('Roll back')
        await page.getByText('Version 1 is served now.').waitFor(PATIENCE)
        await page.getByText('Clients get version 1, not the newest.').waitFor(PATIENCE)
        await keys.isKept()
        await keys.press('Follow the newest')
        await page.getByText('Clients get version 1, not the newest.').waitFor({ state: 'detached', ...PATIENCE })
        await keys.isKept()

        // A dialog gives focus back; what it asked for takes the screen away.
        await keys.command('Storage')
        await heading('Storage')
        await keys.isKept()
        await keys.press('The trash', 'Space')
        await keys.press(/Unused for at least/)
        await page.getByRole('listbox').waitFor(PATIENCE)
        await keys.isKept()
        await page.keyboard.press('Escape')
        await keys.isAt(/Unused for at least/)
        await keys.press('Show what would go')
        await page.getByText(/files would go|file would go/).waitFor(PATIENCE)
        await keys.isKept()

        await keys.command('Settings')
        await heading('Settings')
        await keys.type('Search settings', 'STORAGE_BUDGET_MB')
        await page.getByRole('main').getByRole('listitem').filter({ hasText: 'STORAGE_BUDGET_MB' }).waitFor(PATIENCE)
        await keys.type(/budget/i, '1234')
        await page.keyboard.press('Enter')
        await page.getByText('from settings.json').waitFor(PATIENCE)
        await keys.isKept()
        await keys.press(/^Back to the default/)
        await page.getByText('from settings.json').waitFor({ state: 'detached', ...PATIENCE })
        await keys.isKept()

        await keys.command('Library')
        await heading('Library')
        await keys.press(name)
        await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
        await keys.isKept()
        await keys.press('More for this mirror')
        await page.getByRole('menu').waitFor(PATIENCE)
        await keys.isKept()
        await page.keyboard.press('End')
        await keys.isAt('Delete this mirror')
        await page.keyboard.press('Enter')
        await ask.waitFor(PATIENCE)
        await keys.isKept()
        await page.keyboard.press('Escape')
        await ask.waitFor({ state: 'detached', ...PATIENCE })
        await keys.isAt('More for this mirror')
        await page.keyboard.press('Enter')
        await page.keyboard.press('End')
        await keys.isAt('Delete this mirror')
        await page.keyboard.press('Enter')
        await keys.press('Delete the mirror')
        await page.getByText('A mirror keeps what a project needs').waitFor(PATIENCE)
        await keys.isKept()
        expect(found).toEqual([])
      },
    )
  })
}
