/** By keys alone: the first steps, the palette with every command of the table, both languages; and in a browser guests and signing in. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { COMMANDS } from '../../src/shared/command.ts'
import { ui } from '../../src/shared/i18n/en/ui.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { Keys } from './keys.ts'
import { startOnMachine } from './machine.ts'
import { complaints, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
/** What lies over the screen when these have been run, and is closed with Escape. */
const OVERLAYS = ['go.notices', 'shortcuts']

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, { timeout: 180_000 }, () => {
    beforeAll(requireBuild)

    test('155 by keyboard alone the first steps lead from one to the next, and are put away and asked for again', async () => {
      const upstream = await startFileUpstream({ 'one.txt': 'one' })
      onTestFinished(() => upstream.close())
      const { page } = await startOnMachine(host)
      const found = complaints(page)
      const keys = new Keys(page)
      const steps = page.getByRole('region', { name: 'First steps' })
      const title = (name: string) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor(PATIENCE)
      await page.getByText('A mirror keeps what a project needs').waitFor(PATIENCE)
      // Nothing has been pressed: the first key of all leads past the places.
      await keys.to('Skip to the content')
      await page.keyboard.press('Enter')
      await keys.to(/^This machine|^Settings of storage|^Put the first steps away/)
      await keys.press('Settings of storage')
      await title('Settings')
      await keys.isKept()
      await page.keyboard.press('Alt+Shift+L')
      await title('Library')
      await keys.isKept()
      await keys.press('Choose a start')
      await title('Add a mirror')
      await keys.isKept()
      await keys.press(/^An address/)
      await keys.type(/^Address/, upstream.url)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Create the mirror' }).waitFor(PATIENCE)
      await keys.press('Create the mirror')
      await waitForHealth(page, 'Up to date')
      await page.keyboard.press('Alt+Shift+L')
      await title('Library')
      await keys.press('Address and sharing')
      await page.getByRole('heading', { name: 'Sharing with other machines' }).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Alt+Shift+L')
      await title('Library')
      await keys.press('Set up a client')
      await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Alt+Shift+L')
      await title('Library')
      await keys.press('Put the first steps away')
      await steps.waitFor({ ...PATIENCE, state: 'detached' })
      await keys.isKept()
      await keys.command('First steps')
      await steps.waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })

    test('155, 157 by keyboard alone every command of the palette is reached, and what it opens closes and gives focus back', async () => {
      const { page } = await startOnMachine(host)
      const found = complaints(page)
      const keys = new Keys(page)
      await page.getByText('A mirror keeps what a project needs').waitFor(PATIENCE)
      const palette = page.getByRole('dialog', { name: 'Commands' })
      await keys.to('Library')
      await page.keyboard.press('ControlOrMeta+KeyK')
      await palette.waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('Escape')
      await palette.waitFor({ ...PATIENCE, state: 'detached' })
      await keys.isAt('Library')
      for (const { id, title } of COMMANDS) {
        if (id === 'palette' || id === 'language.de') continue
        await keys.command(ui[title])
        if (!OVERLAYS.includes(id)) {
          await keys.isKept()
          continue
        }
        await page.getByRole('dialog').waitFor(PATIENCE)
        await keys.isKept()
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ ...PATIENCE, state: 'detached' })
        await keys.isKept()
      }
      await keys.command('Language: Deutsch')
      await page.getByRole('heading', { name: 'Bibliothek', level: 1 }).waitFor(PATIENCE)
      await keys.isKept()
      await page.keyboard.press('ControlOrMeta+KeyK')
      await page.getByRole('dialog', { name: 'Befehle' }).waitFor(PATIENCE)
      await page.keyboard.type('Sprache: English')
      await page.getByRole('option', { name: 'Sprache: English' }).waitFor(PATIENCE)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor(PATIENCE)
      await keys.isKept()
      expect(found).toEqual([])
    })
  })
}

const [browser] = HOSTS
describe.skipIf(browser?.missing)('guests in a browser', { timeout: 180_000 }, () => {
  beforeAll(requireBuild)

  test('155, 156 by keyboard alone guests are let in, look around, and somebody signs in and out', async () => {
    const driver = await (browser as HostUnderTest).start({
      dataDir: await temporaryFolder(),
      environment: { STILLWATER_ADMIN_PASSWORD: 'still waters' },
    })
    onTestFinished(async () => void (await driver.stop().catch(() => null)))
    const { page } = driver
    const found = complaints(page)
    const keys = new Keys(page)
    await page.getByText('A mirror keeps what a project needs').waitFor(PATIENCE)
    await keys.command('Settings')
    await keys.type('Search settings', 'guests_may_look')
    await page.getByRole('checkbox', { name: 'Guests may look' }).waitFor(PATIENCE)
    await keys.press('Guests may look', 'Space')
    await page.getByText('from settings.json').waitFor(PATIENCE)
    await keys.isKept()
    await keys.type('Search settings', ' ')
    await page.keyboard.press('Backspace')
    await page.getByRole('button', { name: 'Sign out' }).waitFor(PATIENCE)
    await keys.press('Sign out')

    await page.getByRole('button', { name: 'Look around as a guest' }).waitFor(PATIENCE)
    await keys.isAt(/^Password/)
    await keys.press('Look around as a guest')
    await page.getByText('Guest: looking only').waitFor(PATIENCE)
    await keys.isKept()
    for (const place of ['Library', 'Activity', 'Storage', 'Trust', 'Settings']) {
      await keys.command(place)
      await page.getByRole('heading', { name: place, level: 1 }).waitFor(PATIENCE)
      await keys.isKept()
    }
    await keys.press('Sign in')
    await page.getByRole('textbox', { name: /password/i }).waitFor(PATIENCE)
    await keys.isAt(/^Password/)
    await page.keyboard.type('troubled waters')
    await page.keyboard.press('Enter')
    await page.getByText('User name or password is wrong.').waitFor(PATIENCE)
    await keys.isAt(/^Password/)
    await page.keyboard.press('ControlOrMeta+KeyA')
    await page.keyboard.type('still waters')
    await page.keyboard.press('Enter')
    await page.getByText('Signed in as admin').waitFor(PATIENCE)
    await keys.isKept()
    expect(found).toEqual([])
  })
})
