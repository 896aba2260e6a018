import { EventEmitter } from 'node:events'
import { app } from './app.ts'
import { CancellableEvent } from './event.ts'
import { isReady } from './ready.ts'
import { WebContents } from './web-contents.ts'

interface WebPreferences {
  preload?: string
  sandbox?: boolean
  contextIsolation?: boolean
  nodeIntegration?: boolean
  webSecurity?: boolean
  webviewTag?: boolean
}

interface Options {
  x?: number
  y?: number
  width?: number
  height?: number
  show?: boolean
  webPreferences?: WebPreferences
}

const windows = new Set<BrowserWindow>()

/** A page of Chromium with the state of a window; nothing of it is drawn by a window manager. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  readonly options: Options
  #bounds: { x: number; y: number; width: number; height: number }
  #isVisible: boolean
  #isMaximized = false
  #isMinimized = false

  constructor(options: Options = {}) {
    super()
    if (!isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    refuseInsecure(options.webPreferences ?? {})
    this.options = options
    this.#isVisible = options.show !== false
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 }
    this.webContents = new WebContents(this.#bounds, options.webPreferences?.preload)
    windows.add(this)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.once('destroyed', () => this.#gone())
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address)
  }

  show(): void {
    this.#isVisible = true
    this.emit('show')
  }

  focus(): void {
    this.emit('focus')
  }

  isVisible = (): boolean => this.#isVisible
  isDestroyed = (): boolean => !windows.has(this)
  isMaximized = (): boolean => this.#isMaximized
  isMinimized = (): boolean => this.#isMinimized
  getBounds = () => ({ ...this.#bounds })
  getNormalBounds = () => ({ ...this.#bounds })

  setBounds(bounds: Partial<{ x: number; y: number; width: number; height: number }>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    this.webContents.setSize(this.#bounds)
    this.emit('resize')
    this.emit('move')
  }

  maximize(): void {
    this.#isMaximized = true
    this.emit('maximize')
  }

  minimize(): void {
    this.#isMinimized = true
    this.emit('minimize')
  }

  restore(): void {
    this.#isMinimized = false
    this.emit('restore')
  }

  close(): void {
    const event = new CancellableEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    this.webContents.destroy()
  }

  #gone(): void {
    if (!windows.delete(this)) return
    this.emit('closed')
    if (windows.size === 0 && !app.isExiting && !app.emit('window-all-closed')) app.quit()
  }
}

app.closeWindows = () => {
  for (const window of windows) window.close()
  return windows.size === 0
}

/** The stand-in has no insecure pages: their tests would prove nothing. */
function refuseInsecure(preferences: WebPreferences): void {
  const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = preferences
  const isSandboxed = sandbox ?? app.isSandboxed
  if (!isSandboxed || contextIsolation === false || nodeIntegration || webSecurity === false || webviewTag)
    throw new Error('the stand-in refuses insecure webPreferences')
}
