import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { app } from 'electron'

/** Starts without a window. */
export const BACKGROUND_OPTION = '--background'

/** Whether the program starts when the user signs in; null while it is not installed. */
export function startsAtLogin(): boolean | null {
  if (!app.isPackaged) return null
  if (process.platform === 'linux') return existsSync(autostartFile(process.env))
  return app.getLoginItemSettings({ args: [BACKGROUND_OPTION] }).openAtLogin
}

/** Turns that on or off. */
export function setStartsAtLogin(value: boolean): void {
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: value, args: [BACKGROUND_OPTION] })
  const file = autostartFile(process.env)
  if (!value) return rmSync(file, { force: true })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath))
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where desktops of Linux look for programs to start. */
export function autostartFile(environment: Environment): string {
  const config = environment['XDG_CONFIG_HOME'] || join(homedir(), '.config')
  return join(config, 'autostart', 'org.stillwater.desktop.desktop')
}

/** A desktop entry; the path is quoted as its specification asks, first for the argument, then for the value of a key. */
export function autostartEntry(program: string): string {
  const argument = program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `[Desktop Entry]\nType=Application\nName=Stillwater\nExec="${argument.replaceAll('\\', '\\\\')}" ${BACKGROUND_OPTION}\nX-GNOME-Autostart-enabled=true\n`
}
