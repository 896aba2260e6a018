/** What a user does in the interface, by the roles and names assistive technology sees. */
import { basename } from 'node:path'
import { expect } from 'vitest'
import type { Locator, Page, Route } from 'playwright-core'
import type { HostDriver } from './driver/host-driver.ts'

/** Long enough for a loaded machine; no step waits for it when all is well. */
const PATIENCE_MS = 30_000

/** From the library to the form of "a project's lockfile", filled and sent. */
export async function addMirrorFromLockfile(driver: HostDriver, lockfile: string, registry: string): Promise<void> {
  const { page } = driver
  await page
    .getByRole('link', { name: /lockfile/i })
    .first()
    .click({ timeout: PATIENCE_MS })
  await driver.chooseFile(() => page.getByRole('button', { name: 'Choose a file' }).click(), lockfile)
  // the host reads the file in its own time
  await page.getByRole('button', { name: `Remove ${basename(lockfile)}` }).waitFor({ timeout: PATIENCE_MS })
  await page.getByRole('textbox', { name: /registry/i }).fill(registry)
  await page.getByRole('button', { name: 'Create the mirror' }).click()
  await page.getByRole('navigation', { name: 'Parts of this mirror' }).waitFor({ timeout: PATIENCE_MS })
}

/** Waits on the mirror's page until its state, as shown, is this one. */
export async function waitForHealth(page: Page, health: string): Promise<void> {
  await page.locator('header').getByText(health, { exact: true }).waitFor({ timeout: PATIENCE_MS })
}

/** Presses the button that copies the snippet for npm, and answers what the clipboard holds then. */
export function copyNpmSnippet(driver: HostDriver): Promise<string> {
  return copySnippet(driver, 'npm', 'registry=')
}

/** Presses the button that copies what has this title, and answers the clipboard once it holds what was to be expected. */
export async function copySnippet(driver: HostDriver, title: string, expected: string): Promise<string> {
  const { page } = driver
  await page
    .getByRole('button', { name: `Copy: ${title}` })
    .first()
    .click({ timeout: PATIENCE_MS })
  await expect.poll(() => driver.clipboardText(), { timeout: PATIENCE_MS }).toContain(expected)
  return driver.clipboardText()
}

/** Drops a file or folder of this machine, as a file manager does. */
export async function dropOn(page: Page, target: Locator, path: string): Promise<void> {
  await target.waitFor({ timeout: PATIENCE_MS })
  const box = await target.boundingBox()
  if (!box) throw new Error('what is dropped on is out of view')
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: box.x + 5, y: box.y + 5, data })
  await session.detach()
}

/** From wherever one is to one of the four starts. */
export async function startFrom(page: Page, start: string): Promise<void> {
  await go(page, 'Library')
  const add = page.getByRole('button', { name: 'Add a mirror' })
  const link = page.getByRole('link', { name: new RegExp(`^${start}`) })
  const first = page.getByRole('link', { name: /^This machine/ })
  await add.or(first.first()).first().waitFor({ timeout: PATIENCE_MS })
  if ((await add.count()) > 0) await add.click()
  await link.first().click({ timeout: PATIENCE_MS })
  await page.getByRole('heading', { name: start, exact: true }).waitFor({ timeout: PATIENCE_MS })
}

export async function go(page: Page, place: 'Library' | 'Activity' | 'Settings'): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click()
}

/** From a mirror's page through every other screen, opening what opens. */
export async function lookAround(page: Page): Promise<void> {
  const parts = page.getByRole('navigation', { name: 'Parts of this mirror' })
  for (const part of ['Contents', 'History', 'Source', 'Serving', 'Advanced', 'Overview']) {
    await parts.getByRole('link', { name: part }).click()
    await parts.locator('[aria-current=page]', { hasText: part }).waitFor()
  }
  await page.getByRole('button', { name: 'More for this mirror' }).click()
  await page.getByRole('menuitem', { name: 'Delete this mirror' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep it' }).click()
  await go(page, 'Settings')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await go(page, 'Library')
  await page.getByRole('button', { name: 'Add a mirror' }).click()
  await page.getByRole('link', { name: /packages by name/i }).click()
  await page.getByRole('button', { name: 'Create the mirror' }).click()
  await page.getByText('This is needed.').first().waitFor()
}

/** What the page complained about: errors nobody caught, and breaches of the content policy. */
export function complaints(page: Page): string[] {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) found.push(message.text())
  })
  return found
}

/** The same, and whatever the page asks for outside its own origin: the network log of a tour. */
export function complaintsAndStrangers(page: Page): string[] {
  const found = complaints(page)
  const own = new URL(page.url())
  const isOwn = ({ protocol, host }: URL): boolean => protocol === own.protocol && host === own.host
  const asked = (url: string): void => {
    if (!isOwn(new URL(url))) found.push(`it asked for ${url.slice(0, 200)}`)
  }
  page.on('request', (request) => asked(request.url()))
  page.on('websocket', (socket) => asked(socket.url()))
  return found
}

/** Holds the requests that match back until they are let go. */
export async function holdBack(page: Page, matches: (url: URL) => boolean): Promise<() => Promise<void>> {
  const held: Route[] = []
  await page.route(matches, (route) => void held.push(route))
  return async () => {
    await page.unroute(matches)
    // What the page has given up meanwhile is gone.
    for (const route of held.splice(0)) await route.continue().catch(() => null)
  }
}
