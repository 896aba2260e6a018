/** What can be mirrored, as all plugins together find it. Nothing is written, and what is answered holds no credentials. */
import type { Discovery, MirrorProposal, ProjectFile, ProjectFileKind, SeenItem } from '#shared/api/discovery'
import { isOfKind, nameOfPath } from '#shared/project-file'
import { type RemoteInstance, Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { Machine } from '../machine/machine.ts'
import { KNOWN_PROJECT_FILES } from '../machine/project-files.ts'
import { seenItem, seenOnMachine } from '../machine/seen.ts'
import type { PluginDeclaration } from './declaration.ts'
import type { Proposal } from './discovery.ts'
import { probeAddress } from './probe.ts'

type Found = readonly (readonly [plugin: PluginDeclaration, proposals: readonly Proposal[]])[]

/** Fills in what plugins may leave out; names are made to differ, since all may be created together. */
function complete({ catalogue }: Engine, found: Found): MirrorProposal[] {
  const names = new Set<string>()
  return found.flatMap(([plugin, proposals]) =>
    proposals.map((one): MirrorProposal => {
      const name = freeName(names, one.name)
      const exists = Repository.find(catalogue, { name }) !== null
      const common = { files: {}, choices: {}, missing: [], notes: [], ...one, plugin: plugin.name, name, exists }
      const isOffered = (one.selected ?? true) && !exists && common.missing.length === 0
      return { ...common, selected: isOffered }
    }),
  )
}

function freeName(names: Set<string>, wanted: string): string {
  let name = wanted
  for (let number = 2; names.has(name); number += 1) name = `${wanted}-${number}`
  names.add(name)
  return name
}

/** What the package managers of the machine are set to. */
export async function discoverMachine(engine: Engine, machine: Machine): Promise<Discovery> {
  const { plugins } = engine.registry
  const found: [PluginDeclaration, readonly Proposal[]][] = []
  const seen: SeenItem[] = []
  for (const plugin of plugins) {
    const tool = plugin.discovery?.tools[0]
    if (!plugin.discovery?.machine || !tool) continue
    const finding = await plugin.discovery.machine(machine)
    found.push([plugin, finding.proposals])
    const about = { tool: tool.name, label: tool.label, plugin: plugin.name }
    seen.push(...finding.seen.map((one) => seenItem(one, about)))
  }
  const claimed = new Set(plugins.flatMap(({ discovery }) => discovery?.tools.map(({ name }) => name) ?? []))
  return { proposals: complete(engine, found), seen: [...seen, ...seenOnMachine(machine, claimed)] }
}

/** Kinds of files that are looked at in a project, those of plugins first. */
export function projectFileKinds({ registry }: Engine): ProjectFileKind[] {
  const own = registry.plugins.flatMap(({ name, discovery }) =>
    (discovery?.projectFiles ?? []).map((kind) => ({ ...kind, plugin: name })),
  )
  const claimed = new Set(own.map(({ pattern }) => pattern))
  return [...own, ...KNOWN_PROJECT_FILES.filter(({ pattern }) => !claimed.has(pattern))]
}

/** Mirrors of what a project's files name. Files of no known kind are passed over. */
export function discoverProject(engine: Engine, files: readonly ProjectFile[], machine: Machine): Discovery {
  const kinds = projectFileKinds(engine)
  const kindOf = ({ path }: ProjectFile): ProjectFileKind | undefined =>
    kinds.find((kind) => isOfKind(kind, nameOfPath(path)))
  const known = files
    .flatMap((file) => (kindOf(file) ? [{ file, kind: kindOf(file) as ProjectFileKind }] : []))
    .toSorted((a, b) => depthOf(a.file) - depthOf(b.file) || (a.file.path < b.file.path ? -1 : 1))
  const found = engine.registry.plugins.flatMap((plugin) => {
    // A bill of materials may be of interest to several.
    const isOwn = ({ path }: ProjectFile): boolean =>
      kinds.some((kind) => kind.plugin === plugin.name && isOfKind(kind, nameOfPath(path)))
    const own = known.map(({ file }) => file).filter(isOwn)
    return own.length === 0 ? [] : [[plugin, plugin.discovery?.project?.(own, machine) ?? []] as const]
  })
  const seen = known.map(({ file, kind: { tool, label, plugin } }) => ({
    tool,
    label,
    plugin,
    file: file.path,
    addresses: [],
  }))
  return { proposals: complete(engine, found), seen }
}

const depthOf = ({ path }: ProjectFile): number => path.split('/').length

/** What lives at an address. @throws ValidationError on `url`; StillwaterError `download.*` when nobody answers */
export async function discoverAddress(
  engine: Engine,
  address: string,
  machine: Machine,
  signal: AbortSignal,
): Promise<Discovery> {
  return { proposals: complete(engine, await probeAddress(engine, address, machine, signal)), seen: [] }
}

/** What lives at the address of a remote now, asked as the remote asks. @throws StillwaterError `download.*` when nobody answers */
export async function discoverRemote(
  engine: Engine,
  remote: RemoteInstance,
  machine: Machine,
  signal: AbortSignal,
): Promise<Discovery> {
  return { proposals: complete(engine, await probeAddress(engine, remote.url, machine, signal, remote)), seen: [] }
}

/** Starting points that the plugins know. */
export function recipes(engine: Engine, machine: Machine): MirrorProposal[] {
  const found = engine.registry.plugins.map((plugin) => [plugin, plugin.discovery?.recipes?.(machine) ?? []] as const)
  return complete(engine, found).map((one) => ({ ...one, selected: false }))
}
