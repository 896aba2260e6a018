/** Storage, trust and settings in both hosts, and guests in a browser: by clicks, by keyboard, and with what assistive technology hears. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { generateKey, revokeKey } from 'openpgp'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { makeMirror } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { BROWSER_HOST, HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { complaints, holdBack } from './steps.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const LONG = `a very long name ${'of a mirror '.repeat(12)}`.trim()
const PATIENCE = { timeout: 20_000 }

async function start(
  host: HostUnderTest,
  environment: Record<string, string> = {},
): Promise<{ driver: HostDriver; dataDir: string; found: string[] }> {
  const dataDir = await temporaryFolder()
  const driver = await host.start({ dataDir, environment })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  const found = complaints(driver.page)
  await driver.page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
  return { driver, dataDir, found }
}

async function fileMirror(page: Page, name: string): Promise<void> {
  const upstream = await startFileUpstream({ 'a.bin': 'a'.repeat(5000), 'b.bin': 'b'.repeat(9000) })
  onTestFinished(() => upstream.close())
  await makeMirror(page, { plugin: 'file', source: 'address', name, input: { url: upstream.url } })
}

const go = (page: Page, place: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place, exact: true }).click()

/** What axe finds wrong on the screen as it is, in both themes. */
async function violations(page: Page): Promise<unknown> {
  const found: unknown[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(readFileSync(AXE, 'utf8'))
    const result = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    for (const { id, nodes } of result.violations)
      found.push(...nodes.map(({ html, failureSummary }) => ({ colorScheme, id, html, failureSummary })))
  }
  return found
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('152 a clean-up is forecast before it happens, and a deleted mirror comes back from the trash', async () => {
      const { driver, found } = await start(host)
      const { page } = driver
      await fileMirror(page, LONG)
      await go(page, 'Library')
      await page
        .getByRole('link', { name: /a very long name/ })
        .first()
        .click()
      await page.getByRole('button', { name: 'More for this mirror' }).click()
      await page.getByRole('menuitem', { name: 'Delete this mirror' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the mirror' }).click()
      await go(page, 'Storage')
      await page
        .getByRole('list', { name: 'Trash' })
        .getByText(/a very long name/)
        .waitFor(PATIENCE)
      expect(await violations(page)).toEqual([])

      await page.getByRole('checkbox', { name: 'The trash' }).focus()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: /Unused for at least/ }).click()
      await page.getByRole('option', { name: 'no time at all' }).click()
      await page.getByRole('button', { name: 'Show what would go' }).click()
      await page.getByText(/files would go: 1[4-9](\.\d)? kB/).waitFor(PATIENCE)
      await page.getByRole('button', { name: /^Restore / }).click()
      await page.getByText('The trash is empty.').waitFor(PATIENCE)
      await go(page, 'Library')
      await page
        .getByRole('link', { name: /a very long name/ })
        .first()
        .waitFor(PATIENCE)
      await go(page, 'Storage')
      await page.setViewportSize({ width: 900, height: 600 }).catch(() => undefined)
      await page.getByRole('rowheader', { name: /a very long name/ }).waitFor(PATIENCE)
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
      expect(found).toEqual([])
    })

    test('155 Storage appears as a whole, and what has the focus there stays in its place when more comes above it', async () => {
      const { driver, found } = await start(host)
      const { page } = driver
      await fileMirror(page, 'one')
      // What the desktop host is asked goes through no network, and cannot be held back there.
      const letGo = host === BROWSER_HOST ? await holdBack(page, (url) => url.pathname.endsWith('/trash/')) : null
      await go(page, 'Storage')
      await page.getByRole('heading', { name: 'Storage', level: 1 }).waitFor(PATIENCE)
      if (letGo) {
        await page
          .getByRole('main')
          .locator('[aria-busy=true]')
          .waitFor({ state: 'attached', ...PATIENCE })
        expect(await page.getByRole('main').getByRole('heading', { level: 2 }).count()).toBe(0)
        await page.getByText('Waiting for an answer.').waitFor(PATIENCE)
        await letGo()
      }
      const button = page.getByRole('button', { name: 'Show what would go' })
      await button.waitFor(PATIENCE)
      expect(await page.getByRole('heading', { name: 'Trash', level: 2 }).count()).toBe(1)
      await page.getByText('Measured', { exact: false }).first().waitFor(PATIENCE)

      await button.focus()
      const place = () => button.evaluate((element) => Math.round(element.getBoundingClientRect().top))
      const before = await place()
      const section = page.getByRole('main').locator('section').first()
      await section.evaluate((element) => {
        // What the browser does about it by itself, it does not do at the top of a page, and not in every browser.
        for (let one: Element | null = element; one; one = one.parentElement)
          if (one instanceof HTMLElement) one.style.overflowAnchor = 'none'
        const late = document.createElement('div')
        late.style.height = '300px'
        element.prepend(late)
      })
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1)
      expect(found).toEqual([])
    })

    test('153 keys are shown as they are: good, expired and revoked; pinning them takes a deliberate act', async () => {
      const { driver, found } = await start(host)
      const { page } = driver
      await fileMirror(page, 'signed')
      const good = await generateKey({ type: 'ecc', userIDs: [{ name: 'Good One' }], format: 'object' })
      const old = { date: new Date(Date.now() - 30 * 86_400_000), keyExpirationTime: 86_400 }
      const expired = await generateKey({ type: 'ecc', userIDs: [{ name: 'Old One' }], format: 'object', ...old })
      const lost = await generateKey({ type: 'ecc', userIDs: [{ name: 'Lost One' }], format: 'object' })
      const revoked = await revokeKey({ key: lost.privateKey, format: 'object' })
      const keys = [good.publicKey, expired.publicKey, revoked.publicKey].map((key) => key.armor()).join('\n')
      await go(page, 'Trust')
      await page.getByText('whoever answers at the address is believed').waitFor(PATIENCE)
      await page.getByRole('button', { name: 'Add keys: signed' }).click()
      const dialog = page.getByRole('dialog')
      const confirm = dialog.getByRole('button', { name: 'Trust these keys' })
      await dialog.getByRole('textbox', { name: 'Public keys' }).fill(keys)
      await dialog.getByText('Old One').waitFor(PATIENCE)
      expect(await confirm.isDisabled()).toBe(true)
      await dialog.getByRole('checkbox').focus()
      await page.keyboard.press('Space')
      await confirm.click()
      const list = page.getByRole('list', { name: 'Keys that are trusted' })
      for (const [name, state] of [
        ['Good One', 'Good'],
        ['Old One', 'Expired'],
        ['Lost One', 'Revoked'],
      ] as const)
        await list.getByRole('listitem').filter({ hasText: name }).getByText(state, { exact: true }).waitFor(PATIENCE)
      expect(await violations(page)).toEqual([])
      expect(found).toEqual([])
    })

    test('settings say where they come from, are found by words, and changed in the file', async () => {
      const { driver, dataDir, found } = await start(host)
      const { page } = driver
      await go(page, 'Settings')
      const search = page.getByRole('searchbox', { name: 'Search settings' })
      await search.fill('budget stored')
      const row = page.getByRole('listitem').filter({ hasText: 'STORAGE_BUDGET_MB' })
      await row.getByText('default', { exact: false }).first().waitFor(PATIENCE)
      await row.getByRole('textbox').fill('1234')
      await page.keyboard.press('Enter')
      await row.getByText('from settings.json').waitFor(PATIENCE)
      expect(JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8'))).toMatchObject({
        STORAGE_BUDGET_MB: 1234,
      })
      await row.getByRole('button', { name: /Back to the default/ }).click()
      await row.getByText('from settings.json').waitFor({ ...PATIENCE, state: 'detached' })
      await search.fill('')
      await page.getByRole('heading', { name: 'Licences' }).waitFor(PATIENCE)
      await page.getByRole('button', { name: 'Show', exact: true }).click()
      await page.getByRole('rowheader', { name: 'react', exact: true }).waitFor(PATIENCE)
      expect(await violations(page)).toEqual([])
      expect(found).toEqual([])
    })
  })
}

const [browser] = HOSTS
describe.skipIf(browser?.missing)('guests in a browser', () => {
  beforeAll(requireBuild)

  test('156 a guest looks at everything and can press nothing that acts; whoever signs in can', async () => {
    const { driver } = await start(browser as HostUnderTest, { STILLWATER_ADMIN_PASSWORD: 'still waters' })
    const { page } = driver
    await fileMirror(page, 'shown')
    await go(page, 'Settings')
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('guests_may_look')
    await page.getByRole('checkbox', { name: 'Guests may look' }).focus()
    await page.keyboard.press('Space')
    await page.getByText('from settings.json').waitFor(PATIENCE)
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Look around as a guest' }).click(PATIENCE)
    await page.getByText('Guest: looking only').waitFor(PATIENCE)
    await go(page, 'Library')
    expect(await page.getByRole('button', { name: 'Add a mirror' }).isDisabled()).toBe(true)
    await go(page, 'Storage')
    expect(await page.getByRole('button', { name: 'Measure again' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Show what would go' }).isDisabled()).toBe(true)
    await go(page, 'Trust')
    expect(await page.getByRole('button', { name: 'Add keys: shown' }).isDisabled()).toBe(true)
    await go(page, 'Settings')
    await page.getByText('Settings are shown to the administrator only.').waitFor(PATIENCE)
    expect(await violations(page)).toEqual([])
    const status = await page.evaluate(
      `fetch('/stillwater/api/v1/storage/measure/', { method: 'POST' }).then((answer) => answer.status)`,
    )
    expect(status).toBe(403)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const password = page.getByRole('textbox', { name: /password/i })
    await password.fill('troubled waters', PATIENCE)
    await password.press('Enter')
    await page.getByText('User name or password is wrong.').waitFor(PATIENCE)
    await password.fill('still waters')
    await password.press('Enter')
    await page.getByText('Signed in as admin').waitFor(PATIENCE)
    await go(page, 'Library')
    await page.getByRole('button', { name: 'Add a mirror' }).waitFor(PATIENCE)
    expect(await page.getByRole('button', { name: 'Add a mirror' }).isDisabled()).toBe(false)
  })
})
