import { join } from 'node:path'
import { Menu, Tray, app, nativeImage } from 'electron'
import type { EngineEvent } from '#shared/event'
import { OWN_API_ROOT, type ApiRequest, type ApiResponse } from '#shared/wire'
import { log } from './log.ts'
import { setStartsAtLogin, startsAtLogin } from './login-item.ts'
import { RunningTasks } from './running-tasks.ts'
import { type TrayActs, type TrayState, statusText, trayTemplate } from './tray-template.ts'

const QUIET_MS = 1000
const DOWNLOADS = `${OWN_API_ROOT}downloads/`

export interface TrayOptions {
  request(request: ApiRequest): Promise<ApiResponse>
  open(): void
  keepsRunning(): boolean
  setKeepsRunning(value: boolean): void
}

/** The icon beside the clock: how it is going, and what is wanted without a window. Where a desktop has no such place, nothing happens. */
export class StatusTray {
  readonly #options: TrayOptions
  readonly #tray: Tray
  readonly #tasks = new RunningTasks()
  #paused = false
  #isWaiting = false
  #shown = ''

  private constructor(options: TrayOptions, tray: Tray) {
    this.#options = options
    this.#tray = tray
    tray.on('click', () => options.open())
    this.refresh()
    this.#look()
  }

  /** Null where there is no tray. */
  static open(options: TrayOptions): StatusTray | null {
    try {
      const name = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'
      return new StatusTray(options, new Tray(nativeImage.createFromPath(join(iconDir(), name))))
    } catch (error) {
      log.warn({ err: error }, 'no tray')
      return null
    }
  }

  /** Hears of everything that happens; what it means for the icon is looked at a moment later, once for many. */
  hear(event: EngineEvent): void {
    this.#tasks.hear(event)
    if (this.#isWaiting) return
    this.#isWaiting = true
    setTimeout(() => {
      this.#isWaiting = false
      this.#look()
    }, QUIET_MS)
  }

  /** Draws the menu anew, such as in another language. */
  refresh(): void {
    const state = this.#state()
    const now = JSON.stringify([state, statusText(state)])
    if (now === this.#shown) return
    this.#shown = now
    this.#tray.setToolTip(`Stillwater: ${statusText(state)}`)
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(state, this.#acts())))
  }

  #state(): TrayState {
    return {
      running: this.#tasks.count,
      paused: this.#paused,
      startsAtLogin: startsAtLogin(),
      keepsRunning: this.#options.keepsRunning(),
    }
  }

  #acts(): TrayActs {
    const { open, setKeepsRunning } = this.#options
    return {
      open,
      pause: () => this.#downloads('POST', 'pause/'),
      resume: () => this.#downloads('POST', 'resume/'),
      setStartsAtLogin,
      setKeepsRunning,
      quit: () => app.quit(),
    }
  }

  #look(): void {
    this.#downloads('GET', '')
  }

  #downloads(method: 'GET' | 'POST', act: string): void {
    this.#options.request({ method, path: `${DOWNLOADS}${act}` }).then(
      ({ status, body }) => {
        if (status === 200) this.#paused = (body as { paused: boolean }).paused
        this.refresh()
      },
      (error: unknown) => log.warn({ err: error }, 'tray: no answer'),
    )
  }
}

/** Beside the bundles, in the packages as in the project. */
function iconDir(): string {
  return join(import.meta.dirname, '../../resources/icon')
}
