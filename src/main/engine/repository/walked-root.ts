/** The roots of versions that were completed before roots followed the changes; needed to check those versions for as long as they are kept. */
import { createHash, type Hash } from 'node:crypto'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { Engine } from '../engine.ts'
import { IN_VERSION, type VersionRef } from './version.ts'

type Place = Pick<VersionRef, 'repositoryId' | 'number'>

/**
 * SHA-256 over one line of JSON per unit, `["<pulp_type>", <natural key>…]` and a line feed, by type and then by natural key in the order of
 * their bytes. Units are read in that order and never gathered.
 * @throws StillwaterError `catalogue.unknown_type` when the plugin of a unit is not here
 */
export function walkedRoot({ catalogue, registry }: Pick<Engine, 'catalogue' | 'registry'>, version: Place): Buffer {
  const hash = createHash('sha256')
  for (const { type, n } of typesIn(catalogue, version)) {
    addUnits(catalogue, registry.model('content', type), n, version, hash)
  }
  return hash.digest()
}

const bound = ({ repositoryId, number }: Place): [Buffer, number, number] => [uuidToBlob(repositoryId), number, number]

function typesIn(catalogue: Catalogue, version: Place): { type: string; n: number }[] {
  const sql = `SELECT c.pulp_type AS type, COUNT(*) AS n FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} GROUP BY c.pulp_type ORDER BY c.pulp_type`
  return catalogue.prepare(sql).all(...bound(version)) as { type: string; n: number }[]
}

/** Digests and ids are bytes, which JSON lacks. */
export function jsonValue(model: AnyModel, column: string): string {
  return model.columns[column]?.dataType === 'custom' ? `lower(hex(d.${column}))` : `d.${column}`
}

function addUnits(catalogue: Catalogue, model: AnyModel, members: number, version: Place, hash: Hash): void {
  const table = tableNameOf(model)
  const { total } = catalogue.prepare(`SELECT COUNT(*) AS total FROM ${table}`).get() as { total: number }
  const membership = 'core_repositorycontent m'
  // A version of most there is is read along the index of natural keys, in order; sorting is for the small part of a large catalogue.
  const walk = members * 4 >= total
  const [first, second] = walk ? [`${table} d`, membership] : [membership, `${table} d`]
  const key = model.naturalKey.map((column) => jsonValue(model, column)).join(', ')
  const order = model.naturalKey.map((column) => `d.${column}`).join(', ')
  const sql = `SELECT json_array('${model.type}', ${key}) AS line FROM ${first} CROSS JOIN ${second}
    WHERE d.pulp_id = m.content_id AND m.repository_id = ? AND ${IN_VERSION} ORDER BY ${order}`
  for (const row of catalogue.prepare(sql).iterate(...bound(version)))
    hash.update(`${(row as { line: string }).line}\n`)
}
