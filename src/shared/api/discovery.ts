/** Shapes of what can be mirrored, as it is found on a machine, in a project or at an address. Everything shown is free of credentials. */
import type { MirrorRequest } from './mirror.ts'

/** A mirror that could be made. It becomes a request once `files` and what is `missing` are filled in. */
export interface MirrorProposal {
  plugin: string
  source: string
  /** What it would hold, in a few words. */
  title: string
  /** Where that was found, or what it is for. */
  detail: string
  name: string
  policy?: NonNullable<MirrorRequest['policy']>
  input: Record<string, unknown>
  /** Answers that are the text of a file of the project: path by field. */
  files: Record<string, string>
  /** What was found to choose from, by field; `input` holds what is chosen beforehand. */
  choices: Record<string, string[]>
  /** Required fields that only the user can answer. */
  missing: string[]
  /** Whether it is in use, and so offered ticked. */
  selected: boolean
  /** Whether a mirror of this name is there already. */
  exists: boolean
  notes: string[]
}

/** An address that a configuration names. */
export interface SeenAddress {
  name: string | null
  address: string
  enabled: boolean
}

/** A configuration or a file that was understood. */
export interface SeenItem {
  /** Whose it is, such as `pip`. */
  tool: string
  label: string
  file: string
  addresses: SeenAddress[]
  /** The plugin that can mirror it; null when there is none yet. */
  plugin: string | null
}

export interface Discovery {
  proposals: MirrorProposal[]
  seen: SeenItem[]
}

/** A kind of file that says what a project needs. */
export interface ProjectFileKind {
  /** Name of the file; one asterisk stands for anything. */
  pattern: string
  tool: string
  label: string
  plugin: string | null
}

/** What is read of a folder: files of these names and no others, within bounds. */
export interface ProjectFileKinds {
  kinds: ProjectFileKind[]
  /** Names of folders that are not looked into. */
  skipped_folders: string[]
  max_depth: number
  max_files: number
  /** Bytes, of one file and of all together. */
  max_file_size: number
  max_total_size: number
}

/** What was read of a folder that the user chose. */
export interface PickedProject {
  name: string
  files: ProjectFile[]
  /** Whether something was left out: too deep, too large or too many. */
  partial: boolean
}

/** A file of a project, by its path below the folder that was chosen. */
export interface ProjectFile {
  path: string
  text: string
}
