/** What a client may say of a copy beside sources, destinations and units. Names follow pulp_deb; what it lacks is marked as our own. */
import * as z from 'zod'
import { copyEntry } from '#plugin-api'
import { MAX_QUERIES, queryText } from '../model/resource.ts'

export const entryOptions = z.object({
  /** Our own: the packages that any of these queries takes. The language is in docs/deb-query.md. */
  package_query: z.array(queryText).max(MAX_QUERIES).default([]),
})

export const copyOptions = z.object({
  /** With the suites, components and architectures that the packages are in. */
  structured: z.boolean().default(true),
  /** With everything that the packages need and the destination does not have. */
  dependency_solving: z.boolean().default(false),
  /** Our own: with what they recommend, too. */
  query_recommends: z.boolean().default(false),
  /** Our own: with the source packages they are built from. */
  sync_sources: z.boolean().default(false),
  /** Our own: other versions of the copied packages leave the destination. */
  replace_versions: z.boolean().default(false),
  /** Our own: nothing is copied; the result of the task says under `preview` what would be. */
  dry_run: z.boolean().default(false),
})

export type CopyOptions = z.output<typeof copyOptions>

export const copyTaskInput = copyOptions.extend({ config: z.array(copyEntry.extend(entryOptions.shape)) })
export type AptCopyEntry = z.output<typeof copyTaskInput>['config'][number]
