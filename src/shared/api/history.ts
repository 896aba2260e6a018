/** A mirror's versions as people look at them: what changed, who is served which, what is kept. */

/** Units by content type. */
export type UnitCounts = Record<string, number>

/** A distribution that shows a version. */
export interface ServedBy {
  name: string
  distribution: string
  base_url: string
  /** Whether it shows whatever is newest, this very version, or this one among other checkpoints. */
  how: 'newest' | 'version' | 'checkpoint'
}

export interface HistoryEntry {
  number: number
  pulp_href: string
  pulp_created: string
  /** The version before that is still there; null for the first. Those between were deleted, and their changes count here. */
  previous: number | null
  added: UnitCounts
  removed: UnitCounts
  present: UnitCounts
  /** Retention and deletion leave it alone. */
  pinned: boolean
  served_by: ServedBy[]
  /** Whether clients that need index files can be served from it. */
  published: boolean
  /** Address under which it stays reachable as the checkpoint of its time. */
  dated_url: string | null
}

/** A unit that one version holds and the other does not. */
export interface ChangedUnit {
  pulp_href: string | null
  pulp_type: string
  name: string
}

export interface VersionDifference {
  added: UnitCounts
  removed: UnitCounts
}
