/** Copying from one repository into another, for types that know more of it than adding units: what belongs to a package, and what it needs. */
import * as z from 'zod'
import type { ZodObject } from 'zod'
import type { MirrorField } from '#shared/api/mirror'
import type { AnyModel } from '../db/model.ts'
import type { TaskDefinition } from '../tasking/task-definition.ts'

/** What every copy says of one source and one destination; a plugin's own options come beside it. Ids, not hrefs. */
export const copyEntry = z.object({
  /** A version. */
  source: z.string(),
  /** A repository. */
  destination: z.string(),
  /** Version of the destination to start from; null for its newest. */
  base: z.string().nullable(),
  /** Units; null for all, or for what the plugin's own options choose. */
  content: z.array(z.string()).nullable(),
})
export type CopyEntry = z.infer<typeof copyEntry>

/** Input every copy task accepts; with `dry_run` nothing is copied, and the result says under `preview` what would be. */
export interface CopyInput {
  config: CopyEntry[]
  dry_run?: boolean
}

/** What a copy would do to one destination. */
export interface CopyPreview {
  /** PRN of the repository. */
  destination: string
  /** Units that would come, by type. */
  units: Record<string, number>
  /** Bytes of their files, downloaded or not. */
  bytes: number
  /** What would come, by name. */
  packages: string[]
  /** What would leave, since others take its place. */
  leaving: string[]
}

/** What a copy did, or with `dry_run` would do. */
export interface CopyResult {
  /** Units that came to each destination, by the PRN of its repository; those that were there already do not count. */
  copied: Record<string, number>
  /** What was asked for and is not there, and relations that nothing meets. */
  unmet: string[]
  preview?: CopyPreview[]
}

export interface CopyDeclaration {
  /** Type of the repositories on both sides. */
  repository: AnyModel
  /** The plugin's own options of an entry. */
  entry: ZodObject
  /** The plugin's own options of the whole. */
  options: ZodObject
  /** What a form asks: options of an entry and of the whole, by their names. A list or a flag that is not answered is left out. */
  questions: readonly MirrorField[]
  /** Makes one version of each destination. */
  task: TaskDefinition<CopyInput, CopyResult>
}
