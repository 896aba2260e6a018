/** What a version holds, as a table of any length. */

/** How a column is shown. */
export interface ContentColumn {
  field: string
  kind: 'text' | 'bytes' | 'digest'
  /** Whether the table can be ordered by it, at any length. */
  sortable: boolean
}

/** `missing` is neither here nor to be had anywhere. */
export type FileState = 'stored' | 'on_demand' | 'missing'

/** One unit: its address, whether its files are here, and the fields of the columns. */
export interface ContentRow extends Record<string, unknown> {
  pulp_href: string
  state: FileState
}

export interface ContentsPage {
  /** Of the version, or of what was found in it. */
  count: number
  /** Whether more was found than is counted. */
  more: boolean
  columns: ContentColumn[]
  /** What the rows are ordered by; a minus sign turns it round. */
  ordering: string
  results: ContentRow[]
}

/** A file of a unit. */
export interface UnitFile {
  relative_path: string
  size: number | null
  state: FileState
  digests: Record<string, string>
  /** Where it comes from; without credentials. */
  upstreams: { url: string; remote: string | null; failed_at: string | null }[]
}

/** Everything that is known of one unit. */
export interface UnitBody {
  pulp_href: string
  pulp_type: string
  name: string
  /** As its own operation shows it. */
  fields: Record<string, unknown>
  files: UnitFile[]
  /** Every mirror that has or had it. */
  mirrors: {
    name: string
    repository: string | null
    versions: { first: number; last: number }[]
    present: boolean
  }[]
}

/** One link of the chain from what was chosen to a unit. */
export interface ReasonBody {
  id: string
  /** Why this link follows from the one before. */
  text: string
  /** What it leads to; null for what was chosen. */
  name: string | null
  unit: string | null
}

/** Why a unit is in a version. */
export interface ReasonsBody {
  chain: ReasonBody[]
  /** What needs it directly: how many, and the first of them. */
  needed_by: { count: number; units: { name: string; unit: string | null }[] }
}
