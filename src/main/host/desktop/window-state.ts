import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { log } from './log.ts'
import { NO_STATE, type WindowState, parseState } from './bounds.ts'

const QUIET_MS = 400

/** Remembers the window in `window.json` of a folder: writes once the window has come to rest, and when asked to. */
export class WindowStateFile {
  readonly #path: string
  #state: WindowState
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#path = join(folder, 'window.json')
    this.#state = read(this.#path)
  }

  get state(): WindowState {
    return this.#state
  }

  /** Takes the change over and writes it a moment later. */
  update(change: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...change }
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), QUIET_MS)
  }

  /** Writes what is pending. A folder that refuses costs the memory of the window, nothing else. */
  flush(): Promise<void> {
    if (!this.#timer) return this.#writing
    clearTimeout(this.#timer)
    this.#timer = null
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    try {
      await writeFile(`${this.#path}.new`, `${JSON.stringify(this.#state)}\n`, { mode: 0o600 })
      await rename(`${this.#path}.new`, this.#path)
    } catch (error) {
      log.warn({ err: error }, 'window state not kept')
    }
  }
}

function read(path: string): WindowState {
  try {
    return parseState(readFileSync(path, 'utf8'))
  } catch {
    return NO_STATE
  }
}
