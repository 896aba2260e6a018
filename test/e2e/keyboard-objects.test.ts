/** What the main journey by keyboard does not come by: contents, schedules, guards, keys, clean-up, Activity, search. By keys alone, in both hosts. */
import { generateKey } from 'openpgp'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { type MadeMirror, makeMirror, request } from './api.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { Keys } from './keys.ts'
import { startOnMachine } from './machine.ts'
import { complaints } from './steps.ts'

const PATIENCE = { timeout: 30_000 }

interface Begun {
  page: Page
  keys: Keys
  mirror: MadeMirror
  found: string[]
}

/** A host with one mirror, its page open. */
async function begin(host: HostUnderTest): Promise<Begun> {
  const upstream = await startFileUpstream({ 'a/one.txt': 'one', 'b/two.txt': 'two' })
  onTestFinished(() => upstream.close())
  const { page } = await startOnMachine(host)
  const found = complaints(page)
  const keys = new Keys(page)
  await page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
  const input = { url: upstream.url }
  const mirror = await makeMirror(page, { plugin: 'file', source: 'address', name: 'lake', input })
  await keys.command('Library')
  await keys.press('lake')
  await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
  return { page, keys, mirror, found }
}

/** Opens a dialog by its button, and answers once it is there with focus in it. */
async function openDialog({ page, keys }: Begun, button: string, name: string | RegExp): Promise<void> {
  await keys.press(button)
  await page.getByRole('dialog', { name }).waitFor(PATIENCE)
  await keys.isKept()
}

const closed = (page: Page): Promise<void> => page.getByRole('dialog').waitFor({ ...PATIENCE, state: 'detached' })

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, { timeout: 180_000 }, () => {
    beforeAll(requireBuild)

    test('155 by keyboard alone contents are searched and opened, a schedule is made and deleted, a guard is made and chosen', async () => {
      const begun = await begin(host)
      const { page, keys, mirror, found } = begun
      await keys.press('Contents')
      await keys.type('Find in this version', 'two')
      await page.getByText('1 found').waitFor(PATIENCE)
      await keys.press('b/two.txt')
      await page.getByRole('dialog', { name: 'b/two.txt' }).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Escape')
      await closed(page)
      await keys.isAt('b/two.txt')

      await keys.press('Source')
      await openDialog(begun, 'Add a schedule', 'Add a schedule')
      await keys.type(/^Time\b(?! zone)/, '04:30')
      await keys.press('Save')
      await closed(page)
      await page.getByText(/^Every day at 04:30/).waitFor(PATIENCE)
      await keys.isKept()
      await keys.press(/^Delete: Every day/)
      await page.getByText('It is synced only when someone asks for it.').waitFor(PATIENCE)
      await keys.isKept()

      await keys.press('Serving')
      await openDialog(begun, 'New guard', 'New guard')
      await keys.type(/^Name$/, 'team')
      await keys.type(/^Name of the header/, 'X-Team')
      await keys.type(/^Value/, 'lake')
      await keys.press('Create the guard')
      await closed(page)
      await keys.isAt('New guard')
      await keys.press(/Guard/)
      await page.getByRole('option', { name: 'team' }).waitFor(PATIENCE)
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await keys.press('Save')
      await page.getByText('Saved.').waitFor(PATIENCE)
      await keys.isKept()
      expect((await fetch(`${mirror.body.base_url}a/one.txt`)).status).toBe(403)
      expect(found).toEqual([])
    })

    test('155 by keyboard alone keys are trusted, a task is looked into, something is found, and what nothing uses is cleaned up', async () => {
      const begun = await begin(host)
      const { page, keys, found } = begun
      const { publicKey } = await generateKey({ type: 'ecc', userIDs: [{ name: 'Good One' }], format: 'armored' })
      await keys.command('Trust')
      await page.getByText('whoever answers at the address is believed').waitFor(PATIENCE)
      await openDialog(begun, 'Add keys: lake', /^Keys of /)
      await keys.to(/^Public keys/)
      await page.keyboard.insertText(publicKey)
      await page.getByRole('dialog').getByText('Good One').waitFor(PATIENCE)
      await keys.press(/^The fingerprints are those/, 'Space')
      await keys.press('Trust these keys')
      await closed(page)
      await page.getByRole('list', { name: 'Keys that are trusted' }).getByText('Good One').waitFor(PATIENCE)
      await keys.isKept()

      await keys.command('Activity')
      await keys.press(/^Show details of Sync lake/)
      await page.getByRole('main').getByText('file.sync').first().waitFor(PATIENCE)
      await keys.isKept()

      await keys.command('Search')
      await keys.type(/^Part of a name or path/, 'two')
      await page.getByRole('heading', { name: 'b/two.txt' }).waitFor(PATIENCE)
      await keys.press('lake')
      await page.getByRole('dialog', { name: 'b/two.txt' }).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Escape')
      await closed(page)
      await keys.isKept()

      await request(page, 'DELETE', `/stillwater/api/v1/mirrors/${begun.mirror.id}/`)
      await keys.command('Storage')
      await page.getByRole('list', { name: 'Trash' }).getByText('lake', { exact: true }).waitFor(PATIENCE)
      await keys.press('The trash', 'Space')
      await keys.press(/Unused for at least/)
      await page.getByRole('option', { name: 'no time at all' }).waitFor(PATIENCE)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await keys.press('Show what would go')
      await page.getByText(/files? would go/).waitFor(PATIENCE)
      await keys.press('Clean up')
      await page.getByText('The trash is empty.').waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })
  })
}
