import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '../../db/column.ts'
import type { Engine } from '../../engine.ts'
import { type ManifestLine, readObject } from '../object.ts'
import type { Found, VersionHeader } from './source.ts'
import type { UnitMaker } from './units.ts'

const PAGE = 500

/**
 * The content that one manifest after the other describes, and which of it may differ from the version before. Kept in temporary tables: a
 * version costs what it changed wherever its manifest continues the one that was read last.
 */
export class VersionContent {
  private readonly engine: Engine
  private readonly found: Found
  private readonly units: UnitMaker
  private read: string | null = null

  constructor(engine: Engine, found: Found, units: UnitMaker) {
    this.engine = engine
    this.found = found
    this.units = units
    engine.catalogue.sqlite.exec(
      `CREATE TEMP TABLE rebuilt (content_id BLOB PRIMARY KEY) WITHOUT ROWID; CREATE TEMP TABLE touched (content_id BLOB PRIMARY KEY) WITHOUT ROWID`,
    )
  }

  /** Starts with another repository. */
  begin(): void {
    this.read = null
    this.engine.catalogue.sqlite.exec('DELETE FROM temp.rebuilt; DELETE FROM temp.touched')
  }

  /** Goes to the content of a manifest; null for no content. @throws StillwaterError `manifest.damaged` */
  async goTo(sha256: string | null): Promise<void> {
    const chain = sha256 === null ? [] : this.chainOf(sha256)
    const at = this.read === null ? -1 : chain.findIndex((header) => header.sha256 === this.read)
    if (at === -1) {
      const { sqlite } = this.engine.catalogue
      sqlite.exec('INSERT OR IGNORE INTO temp.touched SELECT content_id FROM temp.rebuilt; DELETE FROM temp.rebuilt')
    }
    this.read = null
    for (const header of chain.slice(at + 1)) await this.apply(header.sha256)
    this.read = sha256
  }

  /** The object that says everything first. */
  chainOf(sha256: string): VersionHeader[] {
    const chain: VersionHeader[] = []
    for (let next: string | null = sha256; next !== null;) {
      const header = this.found.headers.get(next)
      if (!header) throw new StillwaterError('manifest.damaged', { sha256: next })
      chain.unshift(header)
      next = header.base
    }
    return chain
  }

  /** Makes the membership that of the content, under the number of a version. */
  writeMembership(repositoryId: string, number: number): void {
    const { catalogue } = this.engine
    const bind = { repository: uuidToBlob(repositoryId), number }
    const open = `repository_id = @repository AND version_removed IS NULL`
    catalogue.transaction(() => {
      catalogue
        .prepare(
          `UPDATE core_repositorycontent SET version_removed = @number WHERE ${open} AND content_id IN (
             SELECT content_id FROM temp.touched t WHERE NOT EXISTS (SELECT 1 FROM temp.rebuilt r WHERE r.content_id = t.content_id))`,
        )
        .run(bind)
      catalogue
        .prepare(
          `INSERT INTO core_repositorycontent (repository_id, content_id, version_added)
           SELECT @repository, t.content_id, @number FROM temp.touched t JOIN temp.rebuilt r ON r.content_id = t.content_id
           WHERE NOT EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.${open} AND m.content_id = t.content_id)`,
        )
        .run(bind)
      catalogue.prepare('DELETE FROM temp.touched').run()
    })
  }

  private async apply(sha256: string): Promise<void> {
    let page: ManifestLine[] = []
    let isHeader = true
    for await (const line of readObject(this.found.storage, sha256)) {
      if (!isHeader) page.push(line)
      isHeader = false
      if (page.length < PAGE) continue
      await this.applyPage(page)
      page = []
    }
    await this.applyPage(page)
  }

  private async applyPage(lines: readonly ManifestLine[]): Promise<void> {
    await this.units.make(lines)
    const { catalogue } = this.engine
    const touch = catalogue.prepare('INSERT OR IGNORE INTO temp.touched (content_id) VALUES (?)')
    const come = catalogue.prepare('INSERT OR IGNORE INTO temp.rebuilt (content_id) VALUES (?)')
    const go = catalogue.prepare('DELETE FROM temp.rebuilt WHERE content_id = ?')
    catalogue.transaction(() => {
      for (const line of lines) {
        const isGone = typeof line['gone'] === 'string'
        const id = uuidToBlob(String(isGone ? line['gone'] : (line['unit'] as ManifestLine)['pulp_id']))
        touch.run(id)
        ;(isGone ? go : come).run(id)
      }
    })
  }
}
