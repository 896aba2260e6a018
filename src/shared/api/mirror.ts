/** Shapes below `/stillwater/api/v1/`: a mirror is a repository with its remote, publication and distribution, shown as one thing. */
import type { ClientBody } from './client.ts'
import type { TaskBody } from './task.ts'

export interface MirrorBody {
  name: string
  pulp_type: string
  plugin: string
  repository: string
  remote: string | null
  distribution: string | null
  base_path: string | null
  /** Absolute URL clients use. */
  base_url: string | null
  /** One line about the upstream, such as its address or the lockfile's project. */
  source: string
  policy: string | null
  latest_version: { number: number; pulp_href: string; pulp_created: string; content_count: number } | null
  versions_count: number
  /** Bytes; `on_demand` is null when upstream does not say sizes. `measured` is false until a large mirror was measured for the first time. */
  size: { stored: number; on_demand: number | null; units: number; measured: boolean }
  last_task: TaskBody | null
  health: 'ok' | 'syncing' | 'failed' | 'empty'
  /** Units that upstream lists and the last sync could not get; the next one tries again. */
  quarantined: number
  /** The version its address is held at, such as after rolling back; null while clients get the newest. */
  held: number | null
  pulp_created: string
}

/** A unit that upstream lists and that could not be had. */
export interface QuarantinedUnit {
  pulp_type: string
  relative_path: string
  /** Where it was asked for; without credentials. */
  url: string | null
  code: string
  description: string
  advice: string | null
  /** Whether the newest version still holds the unit, or an older one in its place. */
  kept: boolean
  /** Syncs that tried. */
  attempts: number
  first_tried: string
  last_tried: string
}

export type MirrorFieldKind = 'text' | 'url' | 'file-text' | 'string-list' | 'select' | 'boolean'

/** One question of the Add-a-mirror form, declared by a plugin. */
export interface MirrorField {
  name: string
  label: string
  help?: string
  kind: MirrorFieldKind
  required: boolean
  options?: { value: string; label: string }[]
  default?: string | boolean | string[]
  placeholder?: string
  /** File name endings for `file-text`, such as `.json`. */
  accept?: string[]
  /** Entries of a list are single words, so that blanks and commas separate them. */
  words?: boolean
  /** For few: a form may fold it away. */
  advanced?: boolean
  /** Other questions: it must be answered where none of them is, or with what they begin with. */
  requiredUnless?: string[]
}

export interface MirrorSource {
  id: string
  label: string
  description: string
  fields: MirrorField[]
}

export interface MirrorType {
  plugin: string
  pulp_type: string
  label: string
  sources: MirrorSource[]
  /** Lists of the API for other places that have the same files, and for their remotes; null where there are none, left out where nobody asks. */
  alternates?: { sources: string; remotes: string } | null
}

export interface MirrorRequest {
  plugin: string
  source: string
  name?: string
  policy?: 'immediate' | 'on_demand' | 'streamed'
  input: Record<string, unknown>
  /** Replaces the definition of the mirror that has the name; without it another definition under a taken name is refused. */
  update?: boolean
  /** Whether syncs set bad files aside instead of failing; left out: for mirrors of more than a hundred units. */
  quarantine?: boolean
}

export interface MirrorPreview {
  name: string
  summary: string
  packages: number | null
  bytes: number | null
  /** Bytes free on the disk of the data folder; left out where it cannot be told. */
  free?: number
  /** How fast it may come: as measured, from the same host if possible, or as the limit allows; left out while nothing is known. */
  rate?: { bytes_per_second: number; from: 'host' | 'syncs' | 'limit' }
  /** At most ten: the biggest, or the first when sizes are unknown. */
  items: { name: string; version?: string; bytes?: number }[]
  warnings: string[]
}

export interface ClientSnippet {
  id: string
  client: string
  title: string
  /** The file the text belongs into, or null when it is a command. */
  file: string | null
  text: string
  language: 'ini' | 'shell'
}

export interface ClientSetup {
  distribution: string
  base_url: string
  snippets: ClientSnippet[]
  /** Programs that can be set up and run on the machine of the host. */
  clients: ClientBody[]
}

export interface AboutBody {
  version: string
  data_dir: string
  content_url: string
  api_url: string | null
  ui_url: string | null
  host: 'desktop' | 'headless'
  workers: number
}
