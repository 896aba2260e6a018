/** The registry this machine's npm is set to, found without running npm. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { defaultUrl } from 'registry-url'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * From `npm_config_registry`, else the `registry=` line of the user's npm configuration, else npm's own default. No registry is named here.
 */
export function machineRegistry(environment: Environment = process.env): string {
  const set = Object.entries(environment).find(([name]) => name.toLowerCase() === 'npm_config_registry')?.[1]
  return usable(set) ?? usable(registryLine(userConfig(environment))) ?? defaultUrl
}

function userConfig(environment: Environment): string {
  const named = Object.entries(environment).find(([name]) => name.toLowerCase() === 'npm_config_userconfig')?.[1]
  try {
    return readFileSync(named || join(homedir(), '.npmrc'), 'utf8')
  } catch {
    return ''
  }
}

function registryLine(text: string): string | undefined {
  const line = text.split(/\r?\n/).findLast((one) => /^\s*registry\s*=/.test(one))
  return line
    ?.slice(line.indexOf('=') + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
}

function usable(address: string | undefined): string | null {
  return address && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : null
}
