import { join } from 'node:path'
import { defaultUrl } from 'registry-url'
import {
  cleanAddress,
  hasSecrets,
  listMachineFolder,
  type Machine,
  type MachineFinding,
  type Proposal,
  readMachineFile,
} from '#plugin-api'
import { isPackageName } from '../package/identity.ts'
import { npmConfig, type NpmConfig } from '../source/npm-config.ts'
import { text } from './texts.ts'

/** Registries that npm is set to, and what is installed for everybody. */
export function npmOnMachine(machine: Machine): MachineFinding {
  const config = npmConfig(machine)
  const set = [...config].filter(([key]) => key.endsWith('registry'))
  const files = Map.groupBy(set, ([, { file }]) => file)
  const globals = globalPackages(config)
  return {
    proposals: [...registryProposals(config), ...(globals.length > 0 ? [globalProposal(globals)] : [])],
    seen: [...files].map(([file, settings]) => ({
      file,
      addresses: settings.map(([key, { value }]) => ({ name: key.replace(/:?registry$/, '') || null, address: value })),
    })),
  }
}

function registryProposals(config: NpmConfig): Proposal[] {
  const scoped = [...config].filter(([key]) => key.startsWith('@'))
  const main = config.get('registry') ?? { value: defaultUrl, file: '' }
  const entries = [['registry', main] as const, ...scoped]
  return entries.flatMap(([key, { value, file }]) => {
    const url = cleanAddress(value)
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return []
    const scope = /^(@.+):registry$/.exec(key)?.[1]
    return [
      {
        source: 'registry',
        title: scope === undefined ? text('machine.registry') : text('machine.scope', { scope }),
        detail: file === '' ? text('machine.default', { url }) : text('machine.detail', { url, file }),
        name: scope === undefined ? 'npm' : `npm-${scope.slice(1)}`,
        policy: 'on_demand' as const,
        input: { url, ...(scope === undefined ? {} : { include: [`${scope}/*`] }) },
        selected: file !== '',
        notes: hasSecrets(value) ? [text('machine.credentials')] : [],
      },
    ]
  })
}

/** Names with versions of what `npm install --global` put here. */
export function globalPackages(config: NpmConfig): string[] {
  const prefix = config.get('prefix')?.value
  if (prefix === undefined) return []
  const folder = join(prefix, process.platform === 'win32' ? 'node_modules' : 'lib/node_modules')
  const names = listMachineFolder(folder).flatMap((name) =>
    name.startsWith('@') ? listMachineFolder(join(folder, name)).map((one) => `${name}/${one}`) : [name],
  )
  return names.flatMap((name) => {
    const version = versionOf(join(folder, name, 'package.json'))
    return isPackageName(name) && version !== null ? [`${name}@${version}`] : []
  })
}

function versionOf(file: string): string | null {
  try {
    const { version } = JSON.parse(readMachineFile(file, 1024 * 1024)?.toString('utf8') ?? '{}') as {
      version?: unknown
    }
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}

function globalProposal(packages: string[]): Proposal {
  return {
    source: 'packages',
    title: text('machine.global', { packages: packages.length }),
    detail: packages.join(', ').slice(0, 300),
    name: 'npm-global',
    policy: 'immediate',
    input: { package_specs: packages },
    selected: false,
  }
}
