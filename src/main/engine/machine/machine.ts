import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { listMachineFolder, readMachineFile } from '../plugin/machine-file.ts'

/** Bytes; no configuration is as large. */
const MAX_CONFIGURATION = 4 * 1024 * 1024

/** The computer whose package managers are looked at. */
export interface Machine {
  /** Where its file system begins. */
  readonly root: string
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Where the file system of the computer begins: here, unless that of another one is mounted somewhere. */
export function machineRoot(): string {
  return resolve(process.env['STILLWATER_MACHINE_ROOT'] || '/')
}

/** The computer this program runs on. */
export function thisMachine(): Machine {
  return { root: machineRoot(), home: homedir(), environment: process.env }
}

/** A path of the whole system, such as `etc/pip.conf`. */
export function systemPath({ root }: Machine, path: string): string {
  return join(root, path)
}

/** Text of a small file; null for what is not there or cannot be read. */
export function readConfiguration(path: string): string | null {
  return (
    readMachineFile(path, MAX_CONFIGURATION)
      ?.toString('utf8')
      .replace(/^\uFEFF/, '') ?? null
  )
}

/** Full paths of the files in a folder that end so, in their order. */
export function filesIn(folder: string, ending: string): string[] {
  return listMachineFolder(folder)
    .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
    .map((name) => join(folder, name))
}

/** The user's folder for configuration on systems that follow the XDG specification. */
export function configHome({ home, environment }: Machine): string {
  return environment['XDG_CONFIG_HOME'] || join(home, '.config')
}
