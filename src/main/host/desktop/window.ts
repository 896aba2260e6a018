import { join } from 'node:path'
import { BrowserWindow, type WebContents, app, nativeTheme, screen } from 'electron'
import { MIN_HEIGHT, MIN_WIDTH, clampBounds } from './bounds.ts'
import { log } from './log.ts'
import { tellOfView } from './ipc.ts'
import { APP_URL } from './origin.ts'
import type { WindowStateFile } from './window-state.ts'

/** What shows until the page has painted; the interface's `--color-canvas` in both schemes. */
const BACKGROUND = { light: '#f2f5f3', dark: '#0c1416' }
const RELOAD_PAUSE_MS = 10_000

/** The one window of the application, opened, found again and recognised. */
export class MainWindow {
  readonly #memory: WindowStateFile
  #window: BrowserWindow | null = null
  #wanted: string | null = null
  #lastReload = 0

  constructor(memory: WindowStateFile) {
    this.#memory = memory
    nativeTheme.themeSource = memory.state.theme
  }

  get contents(): WebContents | undefined {
    return this.#window?.webContents
  }

  /** Whether the contents are those of this window. */
  knows(contents: WebContents): boolean {
    return this.#window !== null && this.#window.webContents === contents
  }

  /** Brings the window to the front, opening it when there is none, with a view of the interface if one is wanted. */
  show(view: string | null = null): void {
    if (!this.#window) return this.#open(view)
    if (view !== null) {
      this.#wanted = view
      tellOfView(this.contents)
    }
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  /** The view that is wanted and not shown yet: the page asks when it is told of one, and when it begins to listen. */
  takeView(): string | null {
    const view = this.#wanted
    this.#wanted = null
    return view
  }

  #open(view: string | null): void {
    const window = new BrowserWindow({
      ...clampBounds(this.#memory.state.bounds, workAreas()),
      minWidth: MIN_WIDTH,
      minHeight: MIN_HEIGHT,
      show: false,
      title: 'Stillwater',
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: join(import.meta.dirname, '../preload/preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    })
    this.#window = window
    if (this.#memory.state.maximized) window.maximize()
    window.once('ready-to-show', () => window.show())
    window.on('closed', () => (this.#window = null))
    this.#remember(window)
    window.webContents.on('render-process-gone', (_event, details) => this.#revive(details.reason))
    this.#wanted = null
    window
      .loadURL(APP_URL + (view ?? '/').slice(1))
      .catch((error: unknown) => log.error({ err: error }, 'interface not loaded'))
  }

  #remember(window: BrowserWindow): void {
    const keep = (): void => this.#memory.update({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    window.on('resize', keep)
    window.on('move', keep)
    window.on('maximize', keep)
    window.on('unmaximize', keep)
  }

  /** A crashed page is loaded again, but never in a loop: the engine's threads know nothing of it. */
  #revive(reason: string): void {
    log.error({ reason }, 'interface process gone')
    if (reason === 'clean-exit' || Date.now() - this.#lastReload < RELOAD_PAUSE_MS) return
    this.#lastReload = Date.now()
    this.#window?.webContents.reload()
  }
}

function workAreas() {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  return [primary, ...others].map((display) => display.workArea)
}
