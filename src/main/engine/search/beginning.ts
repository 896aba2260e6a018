import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import { IN_VERSION, type VersionRef } from '../repository/version.ts'
import { MOST_MATCHES } from './search.ts'

/** Units of a version whose column begins with the text, in the order of that column; by its index, so that a letter is enough. */
export function findBeginning(
  catalogue: Catalogue,
  { model, column, text, version }: { model: AnyModel; column: string; text: string; version: VersionRef },
): { ids: string[]; more: boolean } {
  const sql = `SELECT d.pulp_id AS id FROM ${tableNameOf(model)} d WHERE d.${column} >= ? AND d.${column} < ?
    AND EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.repository_id = ? AND m.content_id = d.pulp_id AND ${IN_VERSION})
    ORDER BY d.${column} LIMIT ${MOST_MATCHES + 1}`
  // The last of all characters.
  const end = `${text}\u{10ffff}`
  const rows = catalogue.prepare(sql).all(text, end, uuidToBlob(version.repositoryId), version.number, version.number)
  const ids = (rows as { id: Buffer }[]).map(({ id }) => blobToUuid(id))
  return { ids: ids.slice(0, MOST_MATCHES), more: ids.length > MOST_MATCHES }
}
