import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { followMoves } from '#engine/backup/moved'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The data folder of a command: what the command line says, else STILLWATER_DATA_DIR, else the user-data folder of the platform,
 * which is the one the desktop application uses. One that was moved is followed to where it is now.
 */
export function dataDirOf(option: string | undefined, environment: Environment, platform = process.platform): string {
  return followMoves(resolve(option || environment['STILLWATER_DATA_DIR'] || platformDataDir(environment, platform)))
}

/** Sources: XDG Base Directory Specification; Electron's `appData` path, so that both hosts mean the same folder. */
function platformDataDir(environment: Environment, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library/Application Support/Stillwater')
  if (platform === 'win32') return join(environment['APPDATA'] || join(homedir(), 'AppData/Roaming'), 'Stillwater')
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'stillwater')
}
