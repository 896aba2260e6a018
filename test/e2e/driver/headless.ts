import { chromium } from 'playwright-core'
import { CHROMIUM } from '../chromium-path.ts'
import { Child } from './child.ts'
import type { HostDriver, HostOptions } from './host-driver.ts'

/** `bin/stillwater serve` and a browser signed in by the address it prints. */
export async function startHeadless({ dataDir, environment }: HostOptions): Promise<HostDriver> {
  const ports = ['--api-port', '0', '--content-port', '0']
  const child = new Child(['bin/stillwater', 'serve', '--json', '--data-dir', dataDir, ...ports], {
    env: { ...process.env, ...environment },
  })
  const { ui } = await child.firstJson()
  if (typeof ui !== 'string') throw new Error(`no address of the interface:\n${child.output}`)
  const browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 })
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(ui).origin })
  const page = await context.newPage()
  await page.goto(ui)
  return {
    page,
    async chooseFile(open, path) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), open()])
      await chooser.setFiles(path)
    },
    clipboardText: () => page.evaluate(() => navigator.clipboard.readText()),
    log: () => child.output,
    async stop() {
      await browser.close()
      return child.terminate()
    },
  }
}
