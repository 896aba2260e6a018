/** Pages of a browser, one for each language and size, and pictures of them in both themes. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { de } from '../../src/shared/i18n/de.ts'
import { en } from '../../src/shared/i18n/en.ts'
import { password } from './host.mjs'
import { reduce } from './picture.mjs'

export const THEMES = ['light', 'dark']
const CATALOGUES = { en, de }
const PATIENCE_MS = 30_000

/** A text of the interface, up to its first placeholder. */
const textOf = (language) => (id) => {
  const text = CATALOGUES[language][id]
  if (text === undefined) throw new Error(`There is no text ${id}.`)
  return text.split('{')[0].replaceAll("''", "'").trim()
}

/** Takes pictures into `target`; `wanted` says which. */
export async function openCamera({ cleanups, target, wanted, problems }) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error(`No browser at ${executablePath}; set CHROMIUM.`)
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
  cleanups.push(() => browser.close())
  const darkroom = await browser.newPage()
  let taken = 0

  async function openPage(origin, { language = 'en', width = 1280, height = 800, signedIn = true } = {}) {
    const context = await browser.newContext({
      locale: language === 'de' ? 'de-DE' : 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      viewport: { width, height },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text())
    })
    const t = textOf(language)
    await page.goto(origin)
    if (signedIn) {
      await page.locator('input[name=password]').fill(password)
      await page.locator('button[type=submit]').click()
      await page.getByRole('heading', { name: t('ui.library.title'), exact: true }).waitFor()
    }
    return { page, t, origin, open: (path) => page.goto(new URL(path, origin).href) }
  }

  /** One picture in each theme of what `prepare` brings the page to. A screen that cannot be reached is a problem, and the tour goes on. */
  async function shoot(view, state, name, prepare) {
    if (!wanted(state, name)) return
    const { page } = view
    try {
      await prepare(view)
      await page.evaluate(() => document.fonts.ready)
      // Answers and their painting follow within this; nothing on these screens moves longer.
      await page.waitForTimeout(350)
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        // Repainting a page in other colours takes a while on a busy machine; a picture in between shows both.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
        await page.waitForTimeout(150)
        const path = join(target, colorScheme, state, `${name}.png`)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, await reduce(darkroom, await page.screenshot()))
      }
      taken += 2
    } catch (error) {
      problems.push(`${state}/${name}: ${String(error).split('\n').slice(0, 6).join('\n')}`)
    }
  }

  return { openPage, shoot, count: () => taken }
}
