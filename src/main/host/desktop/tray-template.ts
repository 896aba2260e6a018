import type { MenuItemConstructorOptions } from 'electron'
import { formatMessage } from '#shared/i18n/format'
import { text } from './text.ts'

/** What the tray tells. */
export interface TrayState {
  /** Tasks that run. */
  running: number
  /** Whether downloads rest, for whatever reason. */
  paused: boolean
  /** Whether the program starts when the user signs in; null where that cannot be set. */
  startsAtLogin: boolean | null
  /** Whether it goes on when its window is closed. */
  keepsRunning: boolean
}

/** What can be done from the tray. */
export interface TrayActs {
  open(): void
  pause(): void
  resume(): void
  setStartsAtLogin(value: boolean): void
  setKeepsRunning(value: boolean): void
  quit(): void
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** One line on how it is going. */
export function statusText({ running, paused }: TrayState): string {
  if (paused) return text('desktop.tray.paused')
  return running === 0 ? text('desktop.tray.idle') : formatMessage('desktop.tray.running', { count: running })
}

/** The menu of the tray icon. */
export function trayTemplate(state: TrayState, acts: TrayActs): MenuItemConstructorOptions[] {
  const login: MenuItemConstructorOptions[] =
    state.startsAtLogin === null
      ? []
      : [
          {
            label: text('desktop.tray.login'),
            type: 'checkbox',
            checked: state.startsAtLogin,
            click: ({ checked }) => acts.setStartsAtLogin(checked),
          },
        ]
  return [
    { label: statusText(state), enabled: false },
    SEPARATOR,
    { label: text('desktop.tray.open'), click: () => acts.open() },
    state.paused
      ? { label: text('desktop.tray.resume'), click: () => acts.resume() }
      : { label: text('desktop.tray.pause'), click: () => acts.pause() },
    SEPARATOR,
    ...login,
    {
      label: text('desktop.tray.keep'),
      type: 'checkbox',
      checked: state.keepsRunning,
      click: ({ checked }) => acts.setKeepsRunning(checked),
    },
    SEPARATOR,
    { label: text('desktop.tray.quit'), click: () => acts.quit() },
  ]
}
