/** What a user does with one mirror from an address, and what its clients get. */
import type { Locator, Page } from 'playwright-core'
import { go, startFrom } from './steps.ts'

const PATIENCE = { timeout: 30_000 }

/** From an address to the page of its mirror. */
export async function mirrorAddress(page: Page, url: string): Promise<void> {
  await startFrom(page, 'An address')
  await page.getByRole('textbox', { name: 'Address' }).fill(url)
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByRole('button', { name: 'Create the mirror' }).click(PATIENCE)
  await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
}

/** The newest task of Activity that is in this state. */
export async function taskInActivity(page: Page, state: string): Promise<Locator> {
  await go(page, 'Activity')
  const task = page.getByRole('main').getByRole('listitem').filter({ hasText: state }).first()
  await task.waitFor(PATIENCE)
  return task
}

/** The address clients use, as the page shows it. */
export async function servedAt(page: Page): Promise<string> {
  const address = page.getByText(/^http:\/\/\S+\/pulp\/content\/\S+$/).first()
  await address.waitFor(PATIENCE)
  return address.innerText()
}

export async function served(base: string, path: string): Promise<string | number> {
  const response = await fetch(base + path)
  return response.ok ? response.text() : response.status
}

/** Finds the one setting and gives it a value, as somebody does who follows an error's advice. */
export async function changeSetting(page: Page, name: string, value: string): Promise<void> {
  await go(page, 'Settings')
  await page.getByRole('searchbox', { name: 'Search settings' }).fill(name)
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: name })
  await row.getByRole('textbox').fill(value, PATIENCE)
  await row.getByRole('button', { name: 'Save' }).click()
  await row.getByText('from settings.json').waitFor(PATIENCE)
}

export async function openMirror(page: Page): Promise<void> {
  await go(page, 'Library')
  await page.getByRole('main').locator('h2 a').first().click(PATIENCE)
  await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor(PATIENCE)
}

/** Clicks the mirror's main button. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('main').getByRole('button', { name, exact: true }).click(PATIENCE)
