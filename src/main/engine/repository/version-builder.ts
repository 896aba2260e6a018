import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import type { ContentCounts, ContentSummary } from '../db/table/content.ts'
import { IN_VERSION, latestVersion, type VersionRef } from './version.ts'

/** Members that the version to go back to lacks, along the index of what was added since. */
const LEAVE_SINCE = `UPDATE core_repositorycontent SET version_removed = @number
  WHERE repository_id = @repository AND version_added > @base AND version_removed IS NULL AND NOT EXISTS (
    SELECT 1 FROM core_repositorycontent based WHERE based.repository_id = core_repositorycontent.repository_id
      AND based.content_id = core_repositorycontent.content_id AND based.version_added <= @base AND based.version_removed > @base)`

/** What it held and is no member now, along the index of what was removed since. */
const RETURN_SINCE = `INSERT INTO core_repositorycontent (repository_id, content_id, version_added)
  SELECT m.repository_id, m.content_id, @number FROM core_repositorycontent m
  WHERE m.repository_id = @repository AND m.version_removed > @base AND m.version_added <= @base AND NOT EXISTS (
    SELECT 1 FROM core_repositorycontent open WHERE open.repository_id = m.repository_id AND open.content_id = m.content_id
      AND open.version_removed IS NULL)`

/**
 * A version being made. Only the delta to the newest version is written, and none of it is visible before the version is completed:
 * rows added carry its number, rows removed are marked with it.
 */
export class VersionBuilder {
  readonly catalogue: Catalogue
  readonly repository: RepositoryInstance
  readonly id: string
  readonly number: number
  /** The version it starts from; null for the newest. */
  private readonly base: Pick<VersionRef, 'id' | 'number'> | null
  /** Facts to keep with the version. */
  info: Record<string, unknown> = {}
  private readonly repositoryBlob: Buffer
  /** Whether units may carry the mark of having been removed in this version. */
  private hasRemoved = false

  constructor(
    catalogue: Catalogue,
    repository: RepositoryInstance,
    id: string,
    number: number,
    base: Pick<VersionRef, 'id' | 'number'> | null = null,
  ) {
    this.catalogue = catalogue
    this.repository = repository
    this.id = id
    this.number = number
    this.base = base
    this.repositoryBlob = uuidToBlob(repository.pulp_id)
  }

  /** Number of the version it starts from; null for the newest. */
  get baseNumber(): number | null {
    return this.base?.number ?? null
  }

  get baseId(): string | null {
    return this.base?.id ?? null
  }

  /** Adds units; those already there are left alone, those removed in this very version come back. Answers how many changed. */
  add(contentIds: readonly string[]): number {
    const reopen = this.catalogue.prepare(
      'UPDATE core_repositorycontent SET version_removed = NULL WHERE repository_id = ? AND content_id = ? AND version_removed = ?',
    )
    const insert = this.catalogue.prepare(
      `INSERT INTO core_repositorycontent (repository_id, content_id, version_added) SELECT ?, ?, ?
       WHERE NOT EXISTS (SELECT 1 FROM core_repositorycontent WHERE repository_id = ? AND content_id = ? AND version_removed IS NULL)`,
    )
    return this.catalogue.step(() => {
      let changed = 0
      for (const id of contentIds) {
        const content = uuidToBlob(id)
        changed +=
          (this.hasRemoved && reopen.run(this.repositoryBlob, content, this.number).changes) ||
          insert.run(this.repositoryBlob, content, this.number, this.repositoryBlob, content).changes
      }
      return changed
    })
  }

  /** Removes units; those added in this very version just vanish. Answers how many changed. */
  remove(contentIds: readonly string[]): number {
    const open = 'repository_id = ? AND content_id = ? AND version_removed IS NULL'
    const fresh = this.catalogue.prepare(`DELETE FROM core_repositorycontent WHERE version_added = ? AND ${open}`)
    const older = this.catalogue.prepare(`UPDATE core_repositorycontent SET version_removed = ? WHERE ${open}`)
    this.hasRemoved = true
    return this.catalogue.transaction(() => {
      let changed = 0
      for (const id of contentIds) {
        const bind = [this.number, this.repositoryBlob, uuidToBlob(id)]
        changed += fresh.run(...bind).changes || older.run(...bind).changes
      }
      return changed
    })
  }

  removeAll(): number {
    return this.catalogue.transaction(() => this.removeWhere('1 = 1'))
  }

  /** Removes every unit whose id is not in the given table's `content_id`. Answers how many. */
  removeUnlisted(table: string): number {
    return this.catalogue.transaction(() =>
      this.removeWhere(
        `NOT EXISTS (SELECT 1 FROM ${table} listed WHERE listed.content_id = core_repositorycontent.content_id)`,
      ),
    )
  }

  private removeWhere(condition: string, ...values: unknown[]): number {
    const open = `repository_id = ? AND version_removed IS NULL AND ${condition}`
    this.hasRemoved = true
    // Not kept: a condition may name a table that lives as long as the sync.
    const { sqlite } = this.catalogue
    const fresh = sqlite.prepare(`DELETE FROM core_repositorycontent WHERE version_added = ? AND ${open}`)
    const older = sqlite.prepare(`UPDATE core_repositorycontent SET version_removed = ? WHERE ${open}`)
    const deleted = fresh.run(this.number, this.repositoryBlob, ...values).changes
    return deleted + older.run(this.number, this.repositoryBlob, ...values).changes
  }

  /** Makes the content exactly that of an older version of the same repository; costs what changed since. */
  resetTo(baseNumber: number): void {
    this.hasRemoved = true
    const bind = { repository: this.repositoryBlob, base: baseNumber, number: this.number }
    this.catalogue.transaction(() => {
      this.catalogue.prepare(LEAVE_SINCE).run(bind)
      this.catalogue.prepare(RETURN_SINCE).run(bind)
    })
  }

  /** Ids of the units the version holds as things stand. */
  contentIds(): string[] {
    const sql = `SELECT m.content_id AS id FROM core_repositorycontent m WHERE m.repository_id = ? AND ${IN_VERSION}`
    const rows = this.catalogue.prepare(sql).all(this.repositoryBlob, this.number, this.number)
    return (rows as { id: Buffer }[]).map(({ id }) => blobToUuid(id))
  }

  /** Counts by content type of what was added, removed and is present. */
  summary(): ContentSummary {
    const grouped = (condition: string, ...values: unknown[]): Record<string, number> => {
      const sql = `SELECT c.pulp_type AS type, COUNT(*) AS n FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
        WHERE m.repository_id = ? AND ${condition} GROUP BY c.pulp_type ORDER BY c.pulp_type`
      const rows = this.catalogue.prepare(sql).all(this.repositoryBlob, ...values) as { type: string; n: number }[]
      return Object.fromEntries(rows.map(({ type, n }) => [type, n]))
    }
    const added = grouped('m.version_added = ?', this.number)
    const removed = grouped('m.version_removed = ?', this.number)
    return { added, removed, present: this.presentAfter(added, removed) }
  }

  /** What the newest version holds, and the change: nothing is walked. */
  private presentAfter(added: ContentCounts, removed: ContentCounts): ContentCounts {
    const { present } = latestVersion(this.catalogue, this.repository.pulp_id).summary
    const types = [...new Set([...Object.keys(present), ...Object.keys(added)])].toSorted()
    const counts = types.map(
      (type) => [type, (present[type] ?? 0) + (added[type] ?? 0) - (removed[type] ?? 0)] as const,
    )
    return Object.fromEntries(counts.filter(([, count]) => count > 0))
  }
}
