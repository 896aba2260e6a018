import type Electron from 'electron'
import type { Page } from 'playwright-core'

/** One running host with its interface open, driven the same way whatever it is. */
export interface HostDriver {
  readonly page: Page
  /** Does what opens a file dialog, and chooses the file in it. */
  chooseFile(open: () => Promise<void>, path: string): Promise<void>
  clipboardText(): Promise<string>
  /** All the process has written so far. */
  log(): string
  /** Ends the host as a user would, and tells its exit code. */
  stop(): Promise<number | null>
}

/** A desktop host also lets a test look into its main process. */
export interface DesktopDriver extends HostDriver {
  /** Runs the function in the main process. It is sent as source: it may use its two arguments only. */
  evaluateMain<R, A = undefined>(
    fn: (electron: typeof Electron, argument: A) => R | Promise<R>,
    argument?: A,
  ): Promise<R>
}

export interface HostOptions {
  dataDir: string
  /** Variables beside those of the test run. */
  environment?: Readonly<Record<string, string>>
}
