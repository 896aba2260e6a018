import { StillwaterError } from '#shared/error'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { VersionBuilder } from './version-builder.ts'

/**
 * Keeps one unit per repo key in a version: what was added now evicts what was there before under the same key (Pulp: repo_key_fields,
 * remove_duplicates). Two units with one key in the same change are a conflict nobody can resolve silently.
 * @throws StillwaterError `repository.duplicate_content`
 */
export function enforceRepoKey(version: VersionBuilder, model: AnyModel): void {
  if (model.repoKey.length === 0) return
  const table = tableNameOf(model)
  const same = (a: string, b: string): string =>
    model.repoKey.map((column) => `${a}.${column} = ${b}.${column}`).join(' AND ')
  const repository = uuidToBlob(version.repository.pulp_id)
  // CROSS JOIN fixes the order: without statistics the planner would pair every new member with every old one.
  const joins = `FROM core_repositorycontent fresh
    CROSS JOIN ${table} dn ON dn.pulp_id = fresh.content_id
    CROSS JOIN ${table} dx ON ${same('dx', 'dn')} AND dx.pulp_id <> dn.pulp_id
    CROSS JOIN core_repositorycontent other ON other.repository_id = fresh.repository_id AND other.content_id = dx.pulp_id AND other.version_removed IS NULL
    WHERE fresh.repository_id = ? AND fresh.version_added = ?`
  const conflict = version.catalogue
    .prepare(
      `SELECT ${model.repoKey.map((column) => `dn.${column}`).join(` || ' ' || `)} AS key ${joins} AND other.version_added = fresh.version_added LIMIT 1`,
    )
    .get(repository, version.number) as { key: string } | undefined
  if (conflict)
    throw new StillwaterError('repository.duplicate_content', { type: model.type, key: conflict.key }, { status: 409 })
  const evicted = version.catalogue
    .prepare(`SELECT DISTINCT dx.pulp_id AS id ${joins}`)
    .all(repository, version.number) as { id: Buffer }[]
  version.remove(evicted.map(({ id }) => blobToUuid(id)))
}
