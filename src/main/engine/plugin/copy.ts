/** Copying from one repository into another, for types that know more of it than adding units: what belongs to a package, and what it needs. */
import * as z from 'zod'
import type { ZodObject } from 'zod'
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

/** Input every copy task accepts. */
export interface CopyInput {
  config: CopyEntry[]
}

export interface CopyDeclaration {
  /** Type of the repositories on both sides. */
  repository: AnyModel
  /** The plugin's own options of an entry. */
  entry: ZodObject
  /** The plugin's own options of the whole. */
  options: ZodObject
  /** Makes one version of each destination. */
  task: TaskDefinition<CopyInput>
}
