import type { Act } from './server.ts'

/**
 * `right`: the sync ends well, with exactly what an honest upstream has. Otherwise it fails with one of these codes; `completed` among them
 * means that it may end well, too.
 */
export type Outcome = 'right' | readonly string[]

export type Position = 'metadata' | 'payload'

/** One way in which an upstream misbehaves, whatever it sends. */
export interface Mode {
  name: string
  act: Act
  /** Whether only the patience of the other side ends it. */
  endless?: boolean
  metadata: Outcome
  payload: Outcome
}

/** One way in which metadata is hostile or broken; `change` makes it of the honest one. */
export interface MetadataMode {
  name: string
  change(honest: Buffer, base: string): Buffer | string
  outcome: Outcome
}

export const UNREACHABLE = ['download.unreachable'] as const
export const WRONG = ['download.digest_mismatch', 'download.size_mismatch'] as const
/** What an npm document, and what a manifest is called when it is none. */
export const NOT_METADATA = ['download.not_json', 'npm.bad_packument', 'file.manifest_line'] as const
export const STATUS = ['download.http_status'] as const

export const both = (outcome: Outcome): Pick<Mode, Position> => ({ metadata: outcome, payload: outcome })
