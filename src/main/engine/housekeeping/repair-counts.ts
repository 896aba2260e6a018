import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import type { Catalogue } from '../db/catalogue.ts'
import type { ContentCounts, ContentSummary } from '../db/table/content.ts'
import { defineTask } from '../tasking/task-definition.ts'

/** Reserved by the repair: one runs at a time. */
export const REPAIR_COUNTS = 'core:repair-counts'

interface VersionRow {
  id: Buffer
  number: number
  content_summary: string
}

interface Change {
  number: number
  type: string
  n: number
}

export interface RepairCountsResult {
  /** Complete versions that were counted. */
  versions: number
  /** Those that told other counts than they hold. */
  wrong: number
}

/** Rows of membership that begin, or end, with each number. */
function changes(catalogue: Catalogue, repository: Buffer, column: 'version_added' | 'version_removed'): Change[] {
  const sql = `SELECT m.${column} AS number, c.pulp_type AS type, COUNT(*) AS n FROM core_repositorycontent m
    JOIN core_content c ON c.pulp_id = m.content_id WHERE m.repository_id = ? AND m.${column} IS NOT NULL GROUP BY 1, 2`
  return catalogue.prepare(sql).all(repository) as Change[]
}

/** What came or went after a version and up to another, by type. */
function within(all: readonly Change[], before: number, number: number): ContentCounts {
  const counts: Record<string, number> = {}
  for (const one of all)
    if (one.number > before && one.number <= number) counts[one.type] = (counts[one.type] ?? 0) + one.n
  return counts
}

/** Counts in the order of their types, without types of which there is nothing. */
function sorted(counts: ContentCounts): ContentCounts {
  const entries = Object.entries(counts).filter(([, count]) => count > 0)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Versions of a repository whose counts are not those of their members, with the right ones. */
function wrongVersions(
  catalogue: Catalogue,
  repository: Buffer,
  versions: readonly VersionRow[],
): { id: Buffer; summary: ContentSummary }[] {
  const added = changes(catalogue, repository, 'version_added')
  const removed = changes(catalogue, repository, 'version_removed')
  let before = -1
  return versions.flatMap(({ id, number, content_summary }) => {
    const came = within(added, -1, number)
    const left = within(removed, -1, number)
    const present = Object.fromEntries(Object.entries(came).map(([type, count]) => [type, count - (left[type] ?? 0)]))
    const summary = {
      // A delta reaches back to the version before, whichever that is by now.
      added: sorted(within(added, before, number)),
      removed: sorted(within(removed, before, number)),
      present: sorted(present),
    }
    before = number
    const told = JSON.parse(content_summary) as ContentSummary
    const same = (['added', 'removed', 'present'] as const).every(
      (kind) => JSON.stringify(sorted(told[kind])) === JSON.stringify(summary[kind]),
    )
    return same ? [] : [{ id, summary }]
  })
}

/**
 * Counts what each version holds and corrects what it tells of that. The members are taken as they are: whether they are still those of when
 * the version was made is for its integrity root to say, which a verification checks. Source: pulpcore's datarepair for issue 7272.
 */
export const repairCounts = defineTask<{ dry_run: boolean }, RepairCountsResult>({
  id: 'core.repair_counts',
  version: 1,
  input: z.object({ dry_run: z.boolean() }),
  async run(context, { dry_run }) {
    const { catalogue } = context
    const repositories = catalogue.prepare('SELECT pulp_id FROM core_repository').pluck().all() as Buffer[]
    const progress = {
      repositories: context.progress({
        message: 'Repositories checked',
        code: 'repair.7272.repos_checked',
        total: repositories.length,
      }),
      versions: context.progress({ message: 'Repository versions checked', code: 'repair.7272.versions_checked' }),
      fixed: context.progress({ message: 'Repository versions fixed', code: 'repair.7272.versions_fixed' }),
    }
    const fix = catalogue.prepare('UPDATE core_repositoryversion SET content_summary = ? WHERE pulp_id = ?')
    const read = catalogue.prepare(
      'SELECT pulp_id AS id, number, content_summary FROM core_repositoryversion WHERE repository_id = ? AND complete = 1 ORDER BY number',
    )
    let wrong = 0
    for (const repository of repositories) {
      context.signal.throwIfAborted()
      const versions = read.all(repository) as VersionRow[]
      const found = wrongVersions(catalogue, repository, versions)
      wrong += found.length
      if (!dry_run) {
        catalogue.transaction(() => found.forEach(({ id, summary }) => fix.run(JSON.stringify(summary), id)))
        progress.fixed.increment(found.length)
      }
      progress.versions.increment(versions.length)
      progress.repositories.increment()
      await turn()
    }
    progress.versions.total = progress.versions.done
    progress.fixed.total = wrong
    for (const one of Object.values(progress)) one.finish()
    return { versions: progress.versions.done, wrong }
  },
})
