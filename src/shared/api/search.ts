/** Shapes of `/stillwater/api/v1/search/`. */

export type FileState = 'stored' | 'on_demand' | 'missing'

export interface SearchResult {
  pulp_href: string | null
  prn: string | null
  pulp_type: string
  /** What the unit was found by: its name, or a path. */
  name: string
  files: { relative_path: string; size: number | null; state: FileState }[]
  /** Every mirror that has or had it, by name. */
  mirrors: {
    name: string
    repository: string | null
    /** Versions with the unit, without gaps, both ends inclusive. */
    versions: { first: number; last: number }[]
    /** Whether the newest version has it. */
    present: boolean
  }[]
}

export interface SearchPage {
  count: number
  next: string | null
  previous: string | null
  results: SearchResult[]
  /** Whether there are more matches than are counted. */
  more: boolean
}
