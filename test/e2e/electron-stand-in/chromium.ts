import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { CHROMIUM } from '../chromium-path.ts'

let starting: Promise<BrowserContext> | null = null

/** Chromium with a profile in the folder, shared by all windows as Electron's default session is. */
export function chromiumContext(folder: string): Promise<BrowserContext> {
  starting ??= start(join(folder, 'chromium'))
  return starting
}

async function start(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: process.env['STAND_IN_HEADED'] !== '1',
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--remote-debugging-port=0', '--disable-gpu', '--disable-quic'],
  })
  for (const page of context.pages()) await page.close()
  // where another process, the test, can reach the same pages
  const port = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]
  process.send?.({ type: 'chromium', endpoint: `http://127.0.0.1:${port}` })
  return context
}

export async function closeChromium(): Promise<void> {
  const context = await starting?.catch(() => null)
  await context?.close().catch(() => {})
}
