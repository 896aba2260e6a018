import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { closeChromium } from './chromium.ts'
import { CancellableEvent } from './event.ts'
import { isReady, setReady } from './ready.ts'
import { requestLock } from './single-instance.ts'

const root = join(import.meta.dirname, '../../..')
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string
  version: string
}

class App extends EventEmitter {
  readonly isPackaged = false
  readonly name = name
  readonly #paths = new Map([['appData', process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')]])
  /** Not of Electron: closes the windows, and says whether all let themselves be closed. */
  closeWindows: () => boolean = () => true
  isSandboxed = false
  /** Not of Electron: once it exits, windows go without asking and without a word. */
  isExiting = false

  constructor() {
    super()
    // Electron is ready only after the main module has been evaluated
    setImmediate(() => {
      setReady()
      this.emit('ready', {}, {})
    })
  }

  whenReady(): Promise<void> {
    return isReady() ? Promise.resolve() : new Promise((resolve) => this.once('ready', () => resolve()))
  }

  getPath(path: string): string {
    return (
      this.#paths.get(path) ?? (path === 'sessionData' ? this.getPath('userData') : join(this.getPath('appData'), name))
    )
  }

  setPath(path: string, value: string): void {
    this.#paths.set(path, value)
  }

  /** Electron asks the operating system; the environment decides here. */
  getPreferredSystemLanguages = (): string[] => [process.env['STAND_IN_LANGUAGE'] ?? 'en-US']
  getAppPath = (): string => root
  getVersion = (): string => version
  getName = (): string => name

  enableSandbox(): void {
    if (isReady()) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.isSandboxed = true
  }

  requestSingleInstanceLock(): boolean {
    return requestLock(this.getPath('userData'), (argv, cwd) => this.emit('second-instance', {}, argv, cwd, undefined))
  }

  /** Electron's order: before-quit, the windows' close, will-quit; each may prevent it. */
  quit(): void {
    for (const step of ['before-quit', 'windows', 'will-quit']) {
      const event = new CancellableEvent()
      if (step === 'windows' ? !this.closeWindows() : (this.emit(step, event), event.defaultPrevented)) return
    }
    this.exit(0)
  }

  exit(code = 0): void {
    if (this.isExiting) return
    this.isExiting = true
    void closeChromium().finally(() => {
      this.emit('quit', {}, code)
      process.exit(code)
    })
  }
}

export const app = new App()
