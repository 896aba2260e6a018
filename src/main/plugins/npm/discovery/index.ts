import type { DiscoveryDeclaration, ProbeContext, Proposal } from '#plugin-api'
import { registryBase } from '../package/identity.ts'
import { npmConfig } from '../source/npm-config.ts'
import { globalPackages, npmOnMachine } from './machine.ts'
import { npmOfProject, PROJECT_FILES } from './project.ts'
import { text } from './texts.ts'

/** A registry answers a ping with an object, and old ones tell of themselves at their root. */
async function probeNpm({ url, fetch }: ProbeContext): Promise<Proposal[]> {
  if (!/^https?:$/.test(url.protocol)) return []
  const base = registryBase(url.href)
  const isRegistry =
    isObject(await fetch(`${base}-/ping`)) || isOldRoot(await fetch(base, { accept: 'application/json' }))
  if (!isRegistry) return []
  const common = { detail: base, name: `npm-${url.hostname}` }
  return [
    { ...common, source: 'registry', title: text('probe.registry'), policy: 'on_demand', input: { url: base } },
    {
      ...common,
      source: 'packages',
      title: text('probe.packages'),
      policy: 'immediate',
      input: { url: base },
      missing: ['package_specs'],
    },
    {
      ...common,
      source: 'lockfile',
      title: text('probe.lockfile'),
      policy: 'immediate',
      input: { url: base },
      missing: ['package_lock'],
    },
  ]
}

function parsed(body: Buffer | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body?.toString('utf8') ?? 'null')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

const isObject = (body: Buffer | null): boolean => parsed(body) !== null
const isOldRoot = (body: Buffer | null): boolean => typeof parsed(body)?.['db_name'] === 'string'

export const discovery: DiscoveryDeclaration = {
  tools: [{ name: 'npm', label: 'npm' }],
  machine: npmOnMachine,
  projectFiles: PROJECT_FILES,
  project: npmOfProject,
  probe: probeNpm,
  recipes(machine) {
    const globals = globalPackages(npmConfig(machine))
    const one = (source: string, id: string, more: Partial<Proposal>): Proposal => ({
      source,
      title: text(`recipe.${id}`),
      detail: text(`recipe.${id}.detail`),
      name: `npm-${id}`,
      input: {},
      ...more,
    })
    return [
      one('lockfile', 'project', { missing: ['package_lock'] }),
      one('packages', 'tools', { missing: ['package_specs'] }),
      one('registry', 'cache', { policy: 'on_demand' }),
      ...(globals.length > 0 ? [one('packages', 'global', { input: { package_specs: globals } })] : []),
    ]
  },
}
