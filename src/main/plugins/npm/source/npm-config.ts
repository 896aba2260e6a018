/** What npm is set to on a machine, found without running npm. Source: npm's documentation of npmrc and of its configuration. */
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { parse } from 'ini'
import { type Machine, readMachineFile, systemPath } from '#plugin-api'

/** Bytes. */
const MAX_NPMRC = 1024 * 1024

export interface NpmSetting {
  value: string
  /** The file, or the name of a variable. */
  file: string
}

export type NpmConfig = ReadonlyMap<string, NpmSetting>

/** Which settings are read at all: where packages come from, and where files are. Credentials are never looked at. */
const isWanted = (key: string): boolean => key === 'registry' || key === 'prefix' || /^@[^:]+:registry$/.test(key)

/** Text of an npmrc as its settings. */
export function readNpmrc(text: string, environment: Machine['environment']): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(parse(text) as Record<string, unknown>)) {
    if (typeof value !== 'string' || !isWanted(key)) continue
    found.set(key, expanded(value, environment))
  }
  return found
}

/** `${NAME}` stands for a variable; one that is not set stays as it is written, unless it is marked with a question mark. */
function expanded(value: string, environment: Machine['environment']): string {
  return value.replaceAll(/(?<!\\)\$\{([^${}?]+)(\?)?\}/g, (written: string, name: string, optional?: string) => {
    return environment[name] ?? (optional ? '' : written)
  })
}

function variable({ environment }: Machine, key: string): NpmSetting | null {
  const wanted = `npm_config_${key}`
  const found = Object.entries(environment).find(([name]) => name.toLowerCase().replaceAll('-', '_') === wanted)
  return found?.[1] ? { value: found[1], file: found[0] } : null
}

/** Where npm's own prefix is: two folders above the program that runs it. */
function defaultPrefix({ environment }: Machine): string | null {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
    if (folder === '' || !existsSync(program)) continue
    const real = realpathSync(program)
    return process.platform === 'win32' ? dirname(real) : dirname(dirname(real))
  }
  return null
}

/** The settings that hold on the machine, outside of any project. */
export function npmConfig(machine: Machine): NpmConfig {
  const userFile = variable(machine, 'userconfig')?.value ?? join(machine.home, '.npmrc')
  const user = settingsIn(userFile, machine)
  const prefix = variable(machine, 'prefix')?.value ?? user.get('prefix')?.value ?? defaultPrefix(machine)
  const named = variable(machine, 'globalconfig')?.value
  const globalFile = named ?? (prefix === null ? systemPath(machine, 'etc/npmrc') : join(prefix, 'etc/npmrc'))
  const config = new Map([...settingsIn(globalFile, machine), ...user])
  const registry = variable(machine, 'registry')
  if (registry) config.set('registry', registry)
  if (prefix !== null && !config.has('prefix')) config.set('prefix', { value: prefix, file: '' })
  return config
}

function settingsIn(file: string, { environment }: Machine): Map<string, NpmSetting> {
  const text = readMachineFile(file, MAX_NPMRC)?.toString('utf8') ?? ''
  return new Map([...readNpmrc(text, environment)].map(([key, value]) => [key, { value, file }]))
}
