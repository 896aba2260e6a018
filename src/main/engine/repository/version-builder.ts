import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import type { ContentSummary } from '../db/table/content.ts'
import { IN_VERSION } from './version.ts'

/**
 * A version being made. Only the delta to the newest version is written, and none of it is visible before the version is completed:
 * rows added carry its number, rows removed are marked with it.
 */
export class VersionBuilder {
  readonly catalogue: Catalogue
  readonly repository: RepositoryInstance
  readonly id: string
  readonly number: number
  /** Number of the version it starts from; null for the newest. */
  readonly baseNumber: number | null
  /** Facts to keep with the version. */
  info: Record<string, unknown> = {}
  private readonly repositoryBlob: Buffer

  constructor(
    catalogue: Catalogue,
    repository: RepositoryInstance,
    id: string,
    number: number,
    baseNumber: number | null = null,
  ) {
    this.catalogue = catalogue
    this.repository = repository
    this.id = id
    this.number = number
    this.baseNumber = baseNumber
    this.repositoryBlob = uuidToBlob(repository.pulp_id)
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
    return this.catalogue.transaction(() => {
      let changed = 0
      for (const id of contentIds) {
        const content = uuidToBlob(id)
        changed +=
          reopen.run(this.repositoryBlob, content, this.number).changes ||
          insert.run(this.repositoryBlob, content, this.number, this.repositoryBlob, content).changes
      }
      return changed
    })
  }

  /** Removes units; those added in this very version just vanish. Answers how many changed. */
  remove(contentIds: readonly string[]): number {
    return this.catalogue.transaction(() => {
      let changed = 0
      for (const id of contentIds) changed += this.removeWhere('content_id = ?', uuidToBlob(id))
      return changed
    })
  }

  removeAll(): number {
    return this.catalogue.transaction(() => this.removeWhere('1 = 1'))
  }

  /** Removes every unit whose id is not in the given table's `content_id`. Answers how many. */
  removeUnlisted(table: string): number {
    return this.catalogue.transaction(() => this.removeWhere(`content_id NOT IN (SELECT content_id FROM ${table})`))
  }

  private removeWhere(condition: string, ...values: unknown[]): number {
    const open = `repository_id = ? AND version_removed IS NULL AND ${condition}`
    const fresh = this.catalogue.prepare(`DELETE FROM core_repositorycontent WHERE version_added = ? AND ${open}`)
    const older = this.catalogue.prepare(`UPDATE core_repositorycontent SET version_removed = ? WHERE ${open}`)
    const deleted = fresh.run(this.number, this.repositoryBlob, ...values).changes
    return deleted + older.run(this.number, this.repositoryBlob, ...values).changes
  }

  /** Makes the content exactly that of an older version of the same repository. */
  resetTo(baseNumber: number): void {
    this.catalogue.transaction(() => {
      const base = `SELECT m.content_id FROM core_repositorycontent m WHERE m.repository_id = ? AND ${IN_VERSION}`
      const bind = [this.repositoryBlob, baseNumber, baseNumber]
      this.removeWhere(`content_id NOT IN (${base})`, ...bind)
      const ids = this.catalogue.prepare(base).all(...bind) as { content_id: Buffer }[]
      this.add(ids.map((row) => blobToUuid(row.content_id)))
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
    return {
      added: grouped('m.version_added = ?', this.number),
      removed: grouped('m.version_removed = ?', this.number),
      present: grouped(IN_VERSION, this.number, this.number),
    }
  }
}
