import { StillwaterError } from '#shared/error'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Catalogue } from '../db/catalogue.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import { IN_VERSION, type VersionRef } from './version.ts'
import type { VersionBuilder } from './version-builder.ts'

/** The unit `alias` stands for was not in the version that this one starts from. */
function isNew({ baseNumber }: VersionBuilder, alias: string): string {
  if (baseNumber === null) return `${alias}.version_added = @number`
  // Units of the base that the newest version lacked carry the new number too, but nobody asked for them.
  // A member that the base lacked was added after it, which is what the index can tell.
  return `${alias}.version_removed IS NULL AND ${alias}.version_added > @base AND NOT EXISTS (SELECT 1 FROM core_repositorycontent based
    WHERE based.repository_id = ${alias}.repository_id AND based.content_id = ${alias}.content_id
      AND based.version_added <= @base AND (based.version_removed IS NULL OR based.version_removed > @base))`
}

/** Pairs of a member that is new (`dn`) and another one under the same repo key (`dx`). */
function clashes(version: VersionBuilder, model: AnyModel): string {
  const table = tableNameOf(model)
  const same = model.repoKey.map((column) => `dx.${column} = dn.${column}`).join(' AND ')
  // CROSS JOIN fixes the order: without statistics the planner would pair every new member with every old one.
  return `FROM core_repositorycontent fresh
    CROSS JOIN ${table} dn ON dn.pulp_id = fresh.content_id
    CROSS JOIN ${table} dx ON ${same} AND dx.pulp_id <> dn.pulp_id
    CROSS JOIN core_repositorycontent other ON other.repository_id = fresh.repository_id AND other.content_id = dx.pulp_id AND other.version_removed IS NULL
    WHERE fresh.repository_id = @repository AND ${isNew(version, 'fresh')}`
}

/**
 * Keeps one unit per repo key in a version: what was added now evicts what was there before under the same key (Pulp: repo_key_fields,
 * remove_duplicates), or is refused when it must not overwrite. Two units with one key in the same change are a conflict nobody can
 * resolve silently.
 * @throws StillwaterError `repository.duplicate_content`, `repository.content_exists` (409)
 */
export function enforceRepoKey(version: VersionBuilder, model: AnyModel, overwrite = true): void {
  if (model.repoKey.length === 0) return
  const { catalogue, number, baseNumber } = version
  const bind = { repository: uuidToBlob(version.repository.pulp_id), number, base: baseNumber }
  const key = model.repoKey.map((column) => `dn.${column}`).join(` || ' ' || `)
  const pairs = clashes(version, model)
  const refuse = (code: string, condition: string): never => {
    const found = catalogue.prepare(`SELECT ${key} AS key ${pairs} AND ${condition} LIMIT 1`).get(bind)
    const { key: text } = found as { key: string }
    throw new StillwaterError(code, { type: model.type, key: text }, { status: 409 })
  }
  // One walk over what is new; which of it is wrong is looked for when something is.
  const sql = `SELECT DISTINCT dx.pulp_id AS id, (${isNew(version, 'other')}) AS is_new ${pairs}`
  const evicted = catalogue.prepare(sql).all(bind) as { id: Buffer; is_new: number }[]
  if (evicted.some(({ is_new: fresh }) => fresh === 1)) refuse('repository.duplicate_content', isNew(version, 'other'))
  if (!overwrite && evicted.length > 0) refuse('repository.content_exists', '1 = 1')
  version.remove(evicted.map(({ id }) => blobToUuid(id)))
}

/** Ids of other units of a version under the repo key of a unit: what would leave when that one comes. */
export function unitsInPlaceOf(
  catalogue: Catalogue,
  model: AnyModel,
  contentId: string,
  version: VersionRef,
): string[] {
  if (model.repoKey.length === 0) return []
  const table = tableNameOf(model)
  const same = model.repoKey.map((column) => `dx.${column} = dn.${column}`).join(' AND ')
  const rows = catalogue
    .prepare(
      `SELECT dx.pulp_id AS id FROM ${table} dn CROSS JOIN ${table} dx ON ${same} AND dx.pulp_id <> dn.pulp_id
       CROSS JOIN core_repositorycontent m ON m.repository_id = ? AND m.content_id = dx.pulp_id AND ${IN_VERSION} WHERE dn.pulp_id = ?`,
    )
    .all(uuidToBlob(version.repositoryId), version.number, version.number, uuidToBlob(contentId))
  return (rows as { id: Buffer }[]).map(({ id }) => blobToUuid(id))
}

/** The repo key of a unit as text, such as its path. */
export function repoKeyOf(catalogue: Catalogue, model: AnyModel, contentId: string): string {
  if (model.repoKey.length === 0) return contentId
  const columns = model.repoKey.join(` || ' ' || `)
  const row = catalogue.prepare(`SELECT ${columns} AS key FROM ${tableNameOf(model)} WHERE pulp_id = ?`)
  return (row.get(uuidToBlob(contentId)) as { key: string }).key
}
