import { type Page, chromium } from 'playwright-core'
import { join } from 'node:path'
import { Child, OUT } from './child.ts'
import { chooseInDialog, readClipboard } from './desktop-steps.ts'
import type { DesktopDriver, HostOptions } from './host-driver.ts'

interface Answer {
  type: string
  id?: number
  value?: unknown
  error?: string
  endpoint?: string
}

/** The arguments that run the desktop host's bundle on Node with the stand-in for Electron. */
export function standInArguments(dataDir: string, ...rest: string[]): string[] {
  const register = './test/e2e/electron-stand-in/register.ts'
  return ['--import', register, join(OUT, 'main/desktop.js'), '--data-dir', dataDir, '--content-port', '0', ...rest]
}

/** The real bundles of main, preload and renderer, with the stand-in in Electron's place. */
export async function startStandIn({ dataDir, environment }: HostOptions): Promise<DesktopDriver> {
  const child = new Child(standInArguments(dataDir), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  })
  const endpoint = await child.unlessEnded(
    new Promise<string>((resolve) => {
      child.process.on('message', (message: Answer) => message.endpoint && resolve(message.endpoint))
    }),
  )
  const browser = await chromium.connectOverCDP(endpoint)
  const page = await child.unlessEnded(appPage(() => browser.contexts().flatMap((context) => context.pages())))
  const evaluateMain = evaluator(child)
  return {
    page,
    evaluateMain,
    chooseFile: (open, path) => chooseInDialog(evaluateMain, open, path),
    clipboardText: () => readClipboard(evaluateMain),
    log: () => child.output,
    async stop() {
      await evaluateMain(({ app }) => app.quit())
      return child.ended
    },
  }
}

async function appPage(pages: () => Page[]): Promise<Page> {
  for (;;) {
    const page = pages().find((one) => one.url().startsWith('http://app.stillwater.'))
    if (page) return page
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function evaluator(child: Child): DesktopDriver['evaluateMain'] {
  let calls = 0
  return async (fn, argument) => {
    const id = (calls += 1)
    const answer = new Promise<Answer>((resolve) => {
      const listen = (message: Answer): void => {
        if (message.id !== id) return
        child.process.off('message', listen)
        resolve(message)
      }
      child.process.on('message', listen)
    })
    child.process.send({ type: 'evaluate', id, source: String(fn), argument }, () => {}) // an ended child is told below
    const { value, error } = await child.unlessEnded(answer)
    if (error !== undefined) throw new Error(error)
    return value as never
  }
}
