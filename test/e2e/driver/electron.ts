import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { ROOT } from './child.ts'
import { chooseInDialog, readClipboard } from './desktop-steps.ts'
import type { DesktopDriver, HostOptions } from './host-driver.ts'

const DIST = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ROOT, 'node_modules/electron/dist')
const NAMES = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']

/** Electron's real binary, or undefined. Nothing is downloaded. */
export const ELECTRON: string | undefined = NAMES.map((name) => join(DIST, name)).find((path) => existsSync(path))

export function electronArguments(dataDir: string): string[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [...sandbox, ROOT, '--data-dir', dataDir, '--content-port', '0']
}

/** The application in Electron itself, driven by Playwright. */
export async function startElectron({ dataDir }: HostOptions): Promise<DesktopDriver> {
  const application = await _electron.launch({ executablePath: ELECTRON, args: electronArguments(dataDir) })
  const output: string[] = []
  for (const stream of [application.process().stdout, application.process().stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const page = await application.firstWindow()
  const evaluateMain: DesktopDriver['evaluateMain'] = (fn, argument) =>
    application.evaluate(fn as never, argument as never)
  return {
    page,
    evaluateMain,
    chooseFile: (open, path) => chooseInDialog(evaluateMain, open, path),
    clipboardText: () => readClipboard(evaluateMain),
    log: () => output.join(''),
    async stop() {
      const ended = new Promise<number | null>((resolve) => application.process().once('exit', resolve))
      await application.close()
      return ended
    },
  }
}
