/** How a plugin finds what it can mirror: on this machine, in a project, at an address, or as a known starting point. */
import type { MirrorProposal, ProjectFile, ProjectFileKind } from '#shared/api/discovery'
import type { Machine } from '../machine/machine.ts'

/** What a plugin says of a mirror it proposes; the rest follows. */
export type Proposal = Pick<MirrorProposal, 'source' | 'title' | 'detail' | 'name' | 'input'> &
  Partial<Pick<MirrorProposal, 'policy' | 'files' | 'choices' | 'missing' | 'selected' | 'notes'>>

/** A configuration that a plugin read. */
export interface SeenConfiguration {
  file: string
  addresses: readonly { name?: string | null; address: string; enabled?: boolean }[]
}

export interface MachineFinding {
  proposals: readonly Proposal[]
  seen: readonly SeenConfiguration[]
}

/** An address to look at. Requests are few, short and bounded. */
export interface ProbeContext {
  url: URL
  machine: Machine
  /** The body, of at most `maxSize` bytes (1 MiB unless said); null when nothing is there. Paths are relative to `url`. @throws StillwaterError `download.*` */
  fetch(path: string, options?: { accept?: string; maxSize?: number }): Promise<Buffer | null>
}

export interface DiscoveryDeclaration {
  /** Tools whose configuration the plugin reads itself, such as `npm`; the engine then leaves them to it. The first one names its findings. */
  tools: readonly { name: string; label: string }[]
  /** What the tools on this machine are set to. */
  machine?(machine: Machine): MachineFinding | Promise<MachineFinding>
  /** Files that say what a project needs. */
  projectFiles?: readonly Omit<ProjectFileKind, 'plugin'>[]
  /** Mirrors of what these files name; only files of the declared kinds are given. */
  project?(files: readonly ProjectFile[], machine: Machine): readonly Proposal[]
  /** What lives at an address; none when it is nothing of the plugin's. */
  probe?(probe: ProbeContext): Promise<readonly Proposal[]>
  /** Starting points. No address is written into them: they come from the machine, or are asked for. */
  recipes?(machine: Machine): readonly Proposal[]
}
