/** Hardening assertion 23: names that turn the direction, hide letters, look like markup or never end are text, and marked as what they are. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { makeMirror, request, settle } from './api.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { complaints } from './steps.ts'

const PATIENCE = { timeout: 20_000 }
const V3 = '/pulp/api/v3/'

const MARKUP = '<img src=x onerror="document.title=1"><svg onload="document.title=2"><b>bold</b>{name}'
const NAMES = [
  `lake-${MARKUP}`,
  'invoice\u202efdp.exe',
  'le\u200bvel\u2066\u2069\ufeff',
  `zalgo${'\u0301'.repeat(120)}`,
  '\u05e9\u05dc\u05d5\u05dd/\u0645\u0631\u062d\u0628\u0627',
  'w'.repeat(255),
]
/** Letters that must never be in the page as they are. */
const HIDDEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/

const [host] = HOSTS

/** What the page shows and says, in its names for assistive technology and in its hints as well. */
function shown(page: Page): Promise<{ texts: string; elements: number; length: number }> {
  return page.evaluate(() => {
    const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
      ['title', 'aria-label'].map((name) => element.getAttribute(name) ?? ''),
    )
    const texts = [document.title, document.body.innerText, ...attributes].join('\n')
    return {
      texts,
      elements: document.querySelectorAll('main img, main b, main svg[onload], [onerror]').length,
      length: texts.length,
    }
  })
}

describe.skipIf(host?.missing)(host?.title ?? '', () => {
  beforeAll(requireBuild)

  test('hostile text is shown as text wherever it comes up: nothing of it runs, turns, hides or stalls the page', async () => {
    const driver = await (host as HostUnderTest).start({ dataDir: await temporaryFolder() })
    onTestFinished(async () => void (await driver.stop().catch(() => null)))
    const { page } = driver
    await page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
    const found = complaints(page)
    const paths = ['a\u202egnp.sh', 'b\u200bb/<svg onload=alert(1)>.txt', `${'deep/'.repeat(700)}end.bin`]
    const upstream = await startFileUpstream(Object.fromEntries(paths.map((path) => [path, path])))
    onTestFinished(() => upstream.close())
    const lake = await makeMirror(page, {
      plugin: 'file',
      source: 'address',
      name: 'lake',
      input: { url: upstream.url },
    })
    const { repository, distribution } = lake.body
    await settle(page, 'PATCH', repository, { name: NAMES[1], description: `${MARKUP}\u202e${'x'.repeat(500_000)}` })
    await settle(page, 'PATCH', distribution, { name: NAMES[2] })
    for (const name of [NAMES[0], ...NAMES.slice(3)])
      await request(page, 'POST', `${V3}repositories/file/file/`, { name })

    await expect(
      request(page, 'POST', `${V3}repositories/file/file/`, { name: 'x'.repeat(10_000_000) }),
    ).rejects.toThrow(/: 4\d\d |Failed to fetch/)

    const at = `/mirrors/${lake.id}`
    const screens: [string, string][] = [
      ['/', 'invoice[U+202E]fdp.exe'],
      ['/?q=invoice', 'invoice[U+202E]fdp.exe'],
      ['/search?q=svg', '[U+200B]'],
      ['/activity', 'invoice[U+202E]fdp.exe'],
      ['/storage', 'invoice[U+202E]fdp.exe'],
      ['/trust', 'lake'],
      [`${at}/overview`, 'invoice[U+202E]fdp.exe'],
      [`${at}/contents`, 'a[U+202E]gnp.sh'],
      [`${at}/history`, 'le[U+200B]vel'],
      [`${at}/source`, 'invoice[U+202E]fdp.exe'],
      [`${at}/serving`, 'invoice[U+202E]fdp.exe'],
      [`${at}/advanced`, 'invoice[U+202E]fdp.exe'],
    ]
    for (const [path, words] of screens) {
      await page.goto(new URL(path, page.url()).href)
      await expect.poll(async () => (await shown(page)).texts, { ...PATIENCE, message: path }).toContain(words)
      const { texts, elements, length } = await shown(page)
      expect([path, HIDDEN.exec(texts)?.index, elements]).toEqual([path, undefined, 0])
      // A page that lays out megabytes stands still; this is what bounds each frame.
      expect(length, path).toBeLessThan(60_000)
    }

    await page.goto(new URL(`${at}/contents`, page.url()).href)
    for (const [index] of paths.entries()) {
      await page.getByRole('cell').getByRole('button').nth(index).click(PATIENCE)
      const drawer = page.getByRole('dialog')
      await drawer.getByText('sha256').first().waitFor(PATIENCE)
      const { texts, elements } = await shown(page)
      expect([HIDDEN.exec(texts)?.index, elements]).toEqual([undefined, 0])
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'detached' })
    }
    await page.keyboard.press('Control+KeyK')
    await page.keyboard.type('zalgo')
    await page.getByRole('option').first().waitFor(PATIENCE)
    expect(HIDDEN.exec((await shown(page)).texts)).toBeNull()
    expect(await page.title()).toMatch(/Stillwater$/)
    expect(found).toEqual([])
  }, 120_000)
})
