/** The rules of axe, run in the page as it stands. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each breach of a rule, and where it is. */
async function breaches(page: Page, options: RunOptions): Promise<string[]> {
  return page.evaluate(async (asked) => {
    const { axe } = window as never as { axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } }
    const { violations } = await axe.run(document, { ...asked, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
  }, options)
}

/** Fails with each breach of a rule, and where it is. */
export async function checkAccessibility(page: Page): Promise<void> {
  await page.evaluate(SOURCE)
  expect([page.url(), ...(await breaches(page, {}))]).toEqual([page.url()])
}

/** Every rule once, and the contrast again in each of the other themes: nothing else depends on colours. */
export async function breachesInAllThemes(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE)
  const found: string[] = []
  for (const theme of ['light', 'dark', 'contrast light', 'contrast dark']) {
    const [first, second = first] = theme.split(' ')
    await page.emulateMedia({ colorScheme: second === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
    await page.evaluate((one) => {
      if (one === 'contrast') document.documentElement.dataset['theme'] = one
      else delete document.documentElement.dataset['theme']
    }, first)
    const options: RunOptions = theme === 'light' ? {} : { runOnly: ['color-contrast'] }
    found.push(...(await breaches(page, options)).map((breach) => `${theme}: ${breach}`))
  }
  await page.evaluate(() => void delete document.documentElement.dataset['theme'])
  return found
}
