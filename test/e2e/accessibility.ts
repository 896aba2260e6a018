/** The rules of axe, run in the page as it stands. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with each breach of a rule, and where it is. */
export async function checkAccessibility(page: Page): Promise<void> {
  await page.evaluate(SOURCE)
  const found = await page.evaluate(async () => {
    const { axe } = window as never as { axe: { run(): Promise<AxeResults> } }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
  })
  expect([page.url(), ...found]).toEqual([page.url()])
}
