/** Tables of contents that are longer than anybody scrolls: any row is where it belongs, whatever is asked for at once and comes late. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { checkAccessibility } from './accessibility.ts'
import { type MadeMirror, makeMirror, openTab } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { complaints, holdBack } from './steps.ts'

const COUNT = 3000
const MANY = 20_000
const ROW_PX = 34
const nameOf = (row: number): string => `files/f${String(row).padStart(5, '0')}.bin`

async function mirrorOf(page: Page, name: string, files: Record<string, string>): Promise<MadeMirror> {
  const upstream = await startFileUpstream(files)
  onTestFinished(() => upstream.close())
  const input = { url: upstream.url }
  return makeMirror(page, { plugin: 'file', source: 'address', name, policy: 'on_demand', input })
}

async function withLongMirror(host: HostUnderTest, count = COUNT): Promise<{ driver: HostDriver; mirror: MadeMirror }> {
  const driver = await host.start({ dataDir: await temporaryFolder() })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  await driver.page.getByRole('navigation', { name: 'Places' }).waitFor()
  const files = Object.fromEntries(Array.from({ length: count }, (_, row) => [nameOf(row), 'x']))
  return { driver, mirror: await mirrorOf(driver.page, 'long', files) }
}

const region = (page: Page) => page.getByRole('region', { name: /file\.file/ })

async function scrollTo(page: Page, row: number): Promise<void> {
  await region(page).evaluate((element, top) => element.scrollTo({ top }), row * ROW_PX)
}

/** What the rows in view say, by the place that assistive technology is told, from top to bottom: while a table moves, elements are in any order. */
async function shown(page: Page): Promise<{ row: number; name: string | null }[]> {
  return region(page).evaluate((element) => {
    const { bottom } = element.getBoundingClientRect()
    // The heads stay above the rows; a pixel of a row is none of it.
    const top = (element.querySelector('thead')?.getBoundingClientRect().bottom ?? 0) + 1
    return [...element.querySelectorAll('tbody tr')]
      .filter((row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom)
      .map((row) => ({
        row: Number(row.getAttribute('aria-rowindex')) - 2,
        name: row.getAttribute('aria-busy') === 'true' ? null : (row.querySelector('button')?.textContent ?? ''),
      }))
      .toSorted((a, b) => a.row - b.row)
  })
}

/** Waits until these rows are there with their names, and looks whether all that is in view is in its place. */
async function expectInPlace(page: Page, ...rows: number[]): Promise<void> {
  for (const row of rows)
    await region(page)
      .getByRole('button', { name: nameOf(row), exact: true })
      .waitFor()
  const found = await shown(page)
  expect(found.map(({ row }) => row)).toEqual(expect.arrayContaining(rows))
  for (const { row, name } of found) if (name !== null) expect(name).toBe(nameOf(row))
}

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('151 any row of a long table is in its place, and the address leads back to it', async () => {
      const { driver, mirror } = await withLongMirror(host)
      const { page } = driver
      const found = complaints(page)
      await openTab(page, mirror, 'Contents')
      await expectInPlace(page, 0, 1)
      expect(await region(page).getByRole('table').getAttribute('aria-rowcount')).toBe(String(COUNT + 1))
      for (const row of [1000, 2500, 190, 1399]) {
        await scrollTo(page, row)
        await expectInPlace(page, row, row + 5)
      }
      const at = (): string | null => new URL(page.url()).searchParams.get('at')
      await expect.poll(at).toBe('1399')
      await page.reload()
      await expectInPlace(page, 1400, 1405)
      // Where it was, and not a little above it each time.
      await page.waitForFunction(() => document.querySelector('tr[aria-busy=true]') === null)
      expect((await shown(page)).find(({ name }) => name !== null)?.row).toBe(1399)
      expect(at()).toBe('1399')
      await checkAccessibility(page)
      expect(found).toEqual([])
    })

    test('151 the ends are reached by keyboard, and the focus does not get lost with the row that had it', async () => {
      const { driver, mirror } = await withLongMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Contents')
      await expectInPlace(page, 0)
      await region(page)
        .getByRole('button', { name: nameOf(3), exact: true })
        .focus()
      await scrollTo(page, 1500)
      await expectInPlace(page, 1500)
      await expect.poll(() => region(page).evaluate((element) => element === document.activeElement)).toBe(true)
      await page.keyboard.press('End')
      await expectInPlace(page, COUNT - 1)
      await page.keyboard.press('Home')
      await expectInPlace(page, 0)
    })

    test('151 elements of rows are used again for others: keys go through them in order, and focus stays with its row', async () => {
      const { driver, mirror } = await withLongMirror(host)
      const { page } = driver
      await openTab(page, mirror, 'Contents')
      await scrollTo(page, 1000)
      await expectInPlace(page, 1000)
      const body = await region(page)
        .locator('tbody')
        .evaluateHandle((element) => ({ element, rows: new Set(element.children) }))
      for (let row = 1004; row <= 1100; row += 4) await scrollTo(page, row)
      await expectInPlace(page, 1100, 1105)
      expect(await body.evaluate(({ element, rows }) => [...element.children].every((row) => rows.has(row)))).toBe(true)

      const button = (row: number) => region(page).getByRole('button', { name: nameOf(row), exact: true })
      const focused = () => page.evaluate(() => document.activeElement?.textContent)
      await button(1101).focus()
      // At once, and over the place where the elements are not in order.
      await scrollTo(page, 1099)
      for (let row = 1102; row <= 1115; row += 1) {
        await page.keyboard.press('Tab')
        expect(await focused()).toBe(nameOf(row))
      }
      await scrollTo(page, 1107)
      const order = () =>
        region(page).evaluate((element) => [...element.querySelectorAll('tbody tr')].map((row) => row.ariaRowIndex))
      await expect
        .poll(async () => {
          const indexes = (await order()).map(Number)
          return indexes.every((index, at) => index === Number(indexes[0]) + at)
        })
        .toBe(true)
      expect(await focused()).toBe(nameOf(1115))
      await button(1110).hover()
      expect(
        await page.locator('td[title]').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title'))),
      ).toEqual([nameOf(1110)])
    })

    test('151 a name is found in every mirror that has it, as it is typed', async () => {
      const { driver } = await withLongMirror(host)
      const { page } = driver
      await mirrorOf(page, 'second', { 'files/f01234.bin': 'x', 'other.bin': 'y' })
      await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Search' }).click()
      await page.getByRole('searchbox').pressSequentially('f01234')
      const place = page
        .getByRole('main')
        .getByRole('listitem')
        .filter({ hasText: nameOf(1234) })
      await place.getByRole('link', { name: 'long' }).waitFor()
      await place.getByRole('link', { name: 'second' }).waitFor()
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('f01234')
      expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([nameOf(1234)])
    })
  })
}

const [browser] = HOSTS

describe.skipIf(!browser || browser.missing)('many rows', () => {
  beforeAll(requireBuild)

  test('151 of 20,000 rows any is reached: by scrolling, by keys, by the address of its place, and by its name', async () => {
    const { driver, mirror } = await withLongMirror(browser as HostUnderTest, MANY)
    const { page } = driver
    await openTab(page, mirror, 'Contents')
    await expectInPlace(page, 0)
    await page.mouse.move(640, 400)
    for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 2000)
    await expect.poll(() => region(page).evaluate((element) => element.scrollTop)).toBe(80_000)
    await expectInPlace(page, Math.ceil(80_000 / ROW_PX), Math.ceil(80_000 / ROW_PX) + 10)

    await region(page).focus()
    await page.keyboard.press('End')
    await expectInPlace(page, MANY - 2, MANY - 1)
    await page.keyboard.press('PageUp')
    await expect.poll(async () => (await shown(page)).map(({ row }) => row)).toContain(MANY - 25)
    await page.keyboard.press('Home')
    await expectInPlace(page, 0)

    const address = new URL(page.url())
    address.searchParams.set('at', '13579')
    await page.goto(address.href)
    await expectInPlace(page, 13_579, 13_585)
    await page.getByRole('searchbox', { name: 'Find in this version' }).fill('f17171')
    await page.getByText('1 found').waitFor()
    const found = region(page).getByRole('button', { name: /files\// })
    await expect.poll(() => found.allTextContents()).toEqual([nameOf(17_171)])
  })
})

describe.skipIf(!browser || browser.missing)('answers that come late', () => {
  beforeAll(requireBuild)

  test('151 a page that comes late is shown in its own place, and holds up no other', async () => {
    const { driver, mirror } = await withLongMirror(browser as HostUnderTest)
    const { page } = driver
    await openTab(page, mirror, 'Contents')
    await expectInPlace(page, 0)
    const letGo = await holdBack(page, (url) => url.searchParams.get('offset') === '1000')
    await scrollTo(page, 1050)
    await expect.poll(async () => (await shown(page)).map(({ name }) => name)).toContain(null)
    await scrollTo(page, 2050)
    await expectInPlace(page, 2050, 2055)
    await letGo()
    await expectInPlace(page, 2050, 2055)
    await scrollTo(page, 1050)
    await expectInPlace(page, 1050, 1055)
  })

  test('151 what was looked for before is not shown for what is looked for now', async () => {
    const { driver, mirror } = await withLongMirror(browser as HostUnderTest)
    const { page } = driver
    await openTab(page, mirror, 'Contents')
    const field = page.getByRole('searchbox', { name: 'Find in this version' })
    const letGo = await holdBack(page, (url) => url.searchParams.get('q') === 'f01111')
    await field.fill('f01111')
    await field.fill('f02222')
    await page.getByText('1 found').waitFor()
    await letGo()
    await region(page)
      .getByRole('button', { name: nameOf(2222), exact: true })
      .waitFor()
    expect(
      await region(page)
        .getByRole('button', { name: /files\// })
        .allTextContents(),
    ).toEqual([nameOf(2222)])
  })
})
