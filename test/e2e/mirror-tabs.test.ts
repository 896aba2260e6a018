/** The Contents, Source and Serving tabs in both hosts: a schedule, an edit, a guard and sharing, by keyboard and pointer as a user has them. */
import { get as httpGet } from 'node:http'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { checkAccessibility } from './accessibility.ts'
import { type MadeMirror, makeMirror, openTab, request, settle } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { BROWSER_HOST, HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { complaints, holdBack } from './steps.ts'

const PATIENCE = { timeout: 30_000 }

interface Made {
  driver: HostDriver
  mirror: MadeMirror
}

async function withMirror(host: HostUnderTest): Promise<Made> {
  const upstream = await startFileUpstream({ 'a/one.txt': 'one', 'b/two.txt': 'two' })
  onTestFinished(() => upstream.close())
  const driver = await host.start({ dataDir: await temporaryFolder() })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  await driver.page.getByRole('navigation', { name: 'Places' }).waitFor()
  const mirror = await makeMirror(driver.page, {
    plugin: 'file',
    source: 'address',
    name: 'lake',
    input: { url: upstream.url },
  })
  return { driver, mirror }
}

/** The status a client without any credential gets. */
function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    httpGet(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject)
  })
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('a mirror that nobody serves says so, and one button serves what it holds', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      const { repository, distribution } = mirror.body
      await settle(page, 'DELETE', distribution)
      await openTab(page, mirror, 'Serving')
      await page.getByText('This mirror is not served').waitFor(PATIENCE)
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Serve it' }).click()
      const address = page.getByText(/^http:\/\/\S+\/pulp\/content\/lake\/$/).first()
      await address.waitFor(PATIENCE)
      expect(await (await fetch(`${await address.innerText()}a/one.txt`)).text()).toBe('one')
      expect((await request(page, 'GET', `/stillwater/api/v1/mirrors/${mirror.id}/`)).repository).toBe(repository)
    })

    test('151 contents are searched and opened, and all of it is in the address', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      const found = complaints(page)
      await openTab(page, mirror, 'Contents')
      await page.getByRole('searchbox', { name: 'Find in this version' }).fill('two')
      await page.getByText('1 found').waitFor()
      await page.getByRole('button', { name: 'b/two.txt' }).click()
      const drawer = page.getByRole('dialog', { name: 'b/two.txt' })
      await drawer.getByText('sha256').first().waitFor()
      await drawer.getByText(/PULP_MANIFEST lists it, and everything of that is mirrored\./).waitFor(PATIENCE)
      // The chain ends at the bytes on the disk, read just now.
      await drawer.getByText('The bytes on the disk have exactly the digest').waitFor(PATIENCE)
      await checkAccessibility(page)
      await expect.poll(() => page.url()).toMatch(/q=two.*unit=|unit=.*q=two/)
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'detached' })
      await expect.poll(() => page.url()).not.toContain('unit=')
      expect(found).toEqual([])
    })

    test('154 a schedule is chosen in words, shows its next times, is paused, and deleted with a way back', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Source')
      await page.getByRole('button', { name: 'Add a schedule' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add a schedule' })
      await dialog.getByRole('textbox', { name: /^Time\b(?! zone)/ }).fill('04:30')
      await dialog.getByRole('textbox', { name: /^Time zone/ }).fill('Europe/Berlin')
      await dialog.getByRole('region', { name: 'The next five times' }).getByText(/4:30/).nth(4).waitFor()
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Every day at 04:30 (Europe/Berlin)').waitFor()
      const kept = async () =>
        (await request(page, 'GET', '/stillwater/api/v1/schedules/')).results.map(
          ({ cron, timezone, enabled }: Record<string, unknown>) => [cron, timezone, enabled],
        )
      expect(await kept()).toEqual([['30 4 * * *', 'Europe/Berlin', true]])
      await page.getByRole('button', { name: /^Pause: Every day/ }).click()
      await page.getByText('Paused', { exact: true }).waitFor()
      await page.getByRole('button', { name: /^Delete: Every day/ }).click()
      await page.getByText('It is synced only when someone asks for it.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(kept).toEqual([['30 4 * * *', 'Europe/Berlin', false]])
    })

    test('154 the source is edited: what is wrong is said at its field, known values are ticks, a secret goes in and never comes out', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Source')
      const form = page.locator('form').filter({ hasText: 'Credentials' })
      const address = form.getByRole('textbox', { name: 'Address' })
      const good = await address.inputValue()
      await address.fill('gopher://x')
      await form.getByRole('button', { name: 'Save' }).click()
      await form.getByText(/http/).first().waitFor()
      await address.fill(good)
      await form.getByText('Credentials, headers and TLS').click()
      await form.locator('input[name=password]').fill('open sesame')
      await form.getByRole('button', { name: 'Save' }).click()
      await form.getByText('Is set. Leave empty to keep it.').waitFor()
      expect(await page.content()).not.toContain('open sesame')
      const weak = form.getByRole('group', { name: /Weak signatures/ })
      await weak.getByRole('checkbox', { name: 'Expired keys' }).press('Space')
      await form.getByRole('button', { name: 'Save' }).click()
      const allowed = async () => (await request(page, 'GET', mirror.body.remote)).allow_weak_signatures
      await expect.poll(allowed).toEqual(['expired_key'])
    })

    test('the address is asked what it has, and another place with the same files is added, changed, and removed with a way back', async () => {
      const near = await startFileUpstream({ 'copy/one.txt': 'one' })
      onTestFinished(() => near.close())
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      const found = complaints(page)
      await openTab(page, mirror, 'Source')
      await page.getByRole('button', { name: 'Ask it now' }).click()
      await page.getByText(/^It answered in/).waitFor(PATIENCE)
      await page
        .getByRole('list', { name: 'It has:' })
        .getByText(/PULP_MANIFEST/)
        .first()
        .waitFor(PATIENCE)
      await page.getByText('No key is pinned: whoever answers at the address is believed.').waitFor(PATIENCE)
      await page.getByRole('button', { name: 'Add a place' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add a place' })
      await dialog.getByRole('textbox', { name: 'Name of the place' }).fill('disk')
      await dialog.getByRole('textbox', { name: 'Address' }).fill('gopher://near')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByText(/http/).first().waitFor(PATIENCE)
      await dialog.getByRole('textbox', { name: 'Address' }).fill(near.url)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ ...PATIENCE, state: 'detached' })
      const places = page.getByRole('list', { name: 'Other places with the same files' })
      await places.getByText(near.url).waitFor(PATIENCE)
      await checkAccessibility(page)
      await places.getByRole('button', { name: 'Remove disk' }).click()
      await page.getByText('There is none.').waitFor(PATIENCE)
      await page.getByRole('button', { name: 'Undo' }).click()
      await places.getByText(near.url).waitFor(PATIENCE)
      expect(found).toEqual([])
    })

    test('73 a guard is made and put before the address: a client needs its header from then on', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Serving')
      await page.getByRole('button', { name: 'New guard' }).click()
      const dialog = page.getByRole('dialog', { name: 'New guard' })
      await dialog.getByRole('textbox', { name: /^Name\b(?! of)/ }).fill('team')
      await dialog.getByRole('textbox', { name: 'Name of the header' }).fill('X-Team')
      await dialog.getByRole('textbox', { name: 'Value' }).fill('lake')
      await dialog.getByRole('button', { name: 'Create the guard' }).click()
      await dialog.waitFor({ state: 'detached' })
      const file = `${mirror.body.base_url}a/one.txt`
      expect(await statusOf(file)).toBe(200)
      const form = page.locator('form').filter({ hasText: 'Where and to whom' })
      await form.getByRole('button', { name: /Guard/ }).click()
      await page.getByRole('option', { name: 'team' }).click()
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.').waitFor()
      await expect.poll(() => statusOf(file)).toBe(403)
      expect(await statusOf(file, { 'x-team': Buffer.from('lake').toString('base64') })).toBe(200)
      // What a guard of several is made of is ticked by name.
      await page.getByRole('button', { name: 'New guard' }).click()
      await dialog.getByRole('button', { name: /What lets a client pass/ }).click()
      await page.getByRole('option', { name: 'Any of several guards' }).click()
      await dialog.getByRole('textbox', { name: /^Name\b/ }).fill('any')
      await dialog.getByText('team', { exact: true }).click(PATIENCE)
      await dialog.getByRole('button', { name: 'Create the guard' }).click()
      await dialog.waitFor({ ...PATIENCE, state: 'detached' })
      const { results } = await request(page, 'GET', '/pulp/api/v3/contentguards/core/composite/')
      expect(results).toMatchObject([{ name: 'any', guards: [expect.stringContaining('/contentguards/core/header/')] }])
    })

    test('76 sharing is a deliberate act with an address, and ends as deliberately', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Serving')
      await page.getByText('Only this machine reaches the mirrors now.').waitFor()
      await page.getByRole('button', { name: 'Share on the network' }).click()
      await page.getByText('All mirrors are shared here.').waitFor()
      await page.getByText('Fingerprint of the certificate').waitFor()
      await page.getByRole('figure', { name: /^The address as a QR code: https:/ }).waitFor()
      await page.getByText('BEGIN CERTIFICATE').waitFor()
      expect(await request(page, 'GET', '/stillwater/api/v1/sharing/')).toMatchObject({ shared: true, tls: true })
      await page.getByRole('button', { name: 'Stop sharing' }).click()
      await page.getByText('Only this machine reaches the mirrors now.').waitFor()
    })

    test('a mirror is renamed and keeps its address; the old name is one press away', async () => {
      const { driver, mirror } = await withMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Overview')
      await page.getByRole('button', { name: 'More for this mirror' }).click()
      await page.getByRole('menuitem', { name: 'Rename' }).click()
      // The field has the focus, and Enter is enough.
      const field = page.getByRole('dialog').getByRole('textbox', { name: 'Name' })
      await field.and(page.locator(':focus')).waitFor()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('pond')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'pond' }).waitFor()
      expect(await statusOf(`${mirror.body.base_url}a/one.txt`)).toBe(200)
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('heading', { name: 'lake' }).waitFor()
    })
  })
}

describe.skipIf(BROWSER_HOST.missing)(BROWSER_HOST.title, () => {
  beforeAll(requireBuild)

  test('a message does not lie on the buttons of a dialog', async () => {
    const { driver, mirror } = await withMirror(BROWSER_HOST)
    const { page } = driver
    await page.setViewportSize({ width: 900, height: 600 })
    await openTab(page, mirror, 'Contents')
    await page.getByRole('button', { name: 'a/one.txt' }).click()
    await page.getByRole('button', { name: 'Remove from the mirror' }).click()
    const undo = page.getByRole('button', { name: 'Undo' })
    await undo.waitFor(PATIENCE)
    await page.getByRole('button', { name: 'b/two.txt' }).click()
    const close = page.getByRole('dialog').getByRole('button', { name: 'Close' }).last()
    await close.waitFor(PATIENCE)
    const [message, button] = await Promise.all([undo.boundingBox(), close.boundingBox()])
    expect(message && button && message.y + message.height < button.y).toBe(true)
    await undo.click()
    await page.getByRole('button', { name: 'a/one.txt' }).waitFor(PATIENCE)
  })

  test('whoever closes a question before it is answered is still offered the way back, and hears when there is none', async () => {
    const { driver, mirror } = await withMirror(BROWSER_HOST)
    const { page } = driver
    await openTab(page, mirror, 'Overview')
    await page.getByRole('button', { name: 'More for this mirror' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('pond')
    const matches = ({ pathname }: URL): boolean => pathname === mirror.body.repository
    const letGo = await holdBack(page, matches)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ ...PATIENCE, state: 'detached' })
    await letGo()
    await page.getByRole('heading', { name: 'pond' }).waitFor(PATIENCE)
    await page.route(matches, (route) => route.fulfill({ status: 409, json: { detail: 'The lake is dry.' } }))
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('The lake is dry.').waitFor(PATIENCE)
  })
})
