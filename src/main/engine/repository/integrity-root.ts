import { setImmediate as turn } from 'node:timers/promises'
import { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { Engine } from '../engine.ts'
import { SetHash } from './set-hash.ts'
import { addedUnits, type Member, removedUnits, type Span } from './version-delta.ts'
import { jsonValue, walkedRoot } from './walked-root.ts'

/** How a root was made: by walking all units (older versions), or as a sum that follows the changes. */
export const INTEGRITY_SCHEME = { walked: 0, summed: 1 } as const

type Readers = Pick<Engine, 'catalogue' | 'registry'>

const statements = new WeakMap<AnyModel, string>()

function lineStatement(model: AnyModel): string {
  let sql = statements.get(model)
  if (sql === undefined) {
    const key = model.naturalKey.map((column) => jsonValue(model, column)).join(', ')
    sql = `SELECT json_array('${model.type}', ${key}) AS line FROM ${tableNameOf(model)} d WHERE d.pulp_id = ?`
    statements.set(model, sql)
  }
  return sql
}

/** The line that stands for each unit: JSON, `["<pulp_type>", <natural key>…]`. @throws StillwaterError `catalogue.unknown_type` */
function* linesOf({ catalogue, registry }: Readers, members: readonly Member[]): Generator<string> {
  for (const { id, type } of members) {
    const sql = lineStatement(registry.model('content', type))
    const line = catalogue.prepare(sql).pluck().get(id) as string | undefined
    // A unit whose own row is gone still counts: the root then differs from that of the whole unit.
    yield line ?? JSON.stringify([type, blobToUuid(id)])
  }
}

/** Applies what happened in a span to the set. Lets others have a turn between pages. @throws the signal's reason */
export async function followSpan(engine: Readers, set: SetHash, span: Span, signal: AbortSignal): Promise<void> {
  for (const page of removedUnits(engine.catalogue, span)) {
    for (const line of linesOf(engine, page)) set.remove(line)
    await turn()
    signal.throwIfAborted()
  }
  for (const page of addedUnits(engine.catalogue, span)) {
    for (const line of linesOf(engine, page)) set.add(line)
    await turn()
    signal.throwIfAborted()
  }
}

interface RootRow {
  name: string
  repository_id: Buffer
  number: number
  integrity_scheme: number
  integrity_root: Buffer
}

/**
 * The roots that were fixed when versions were completed, made again from the content. Answers which differ, in words. All of a catalogue is
 * read as it stands at one moment, on a connection of its own: others may change versions meanwhile.
 */
export async function integrityProblems(engine: Readers, signal: AbortSignal): Promise<string[]> {
  const catalogue = Catalogue.open(engine.catalogue.file, { readonly: true })
  try {
    catalogue.sqlite.exec('BEGIN')
    return await differingRoots({ catalogue, registry: engine.registry }, signal)
  } finally {
    catalogue.close()
  }
}

async function differingRoots(engine: Readers, signal: AbortSignal): Promise<string[]> {
  const sql = `SELECT r.name, v.repository_id, v.number, v.integrity_scheme, v.integrity_root FROM core_repositoryversion v
    JOIN core_repository r ON r.pulp_id = v.repository_id WHERE v.complete = 1 AND v.integrity_root IS NOT NULL ORDER BY r.name, v.number`
  const rows = engine.catalogue.prepare(sql).all() as RootRow[]
  const problems: string[] = []
  for (const versions of Map.groupBy(rows, (row) => row.name).values()) {
    const set = new SetHash()
    let before = -1
    for (const row of versions) {
      const { number, name, integrity_root } = row
      const repositoryId = blobToUuid(row.repository_id)
      signal.throwIfAborted()
      await followSpan(engine, set, { repositoryId, before, number }, signal)
      before = number
      const summed = row.integrity_scheme === INTEGRITY_SCHEME.summed
      const made = summed ? set.root : walkedRoot(engine, { repositoryId, number })
      if (!made.equals(integrity_root))
        problems.push(`version ${number} of ${name} does not hold what it held when it was made`)
    }
  }
  return problems
}

/** What is kept of a version's set, or null for a version of before. */
export function keptSet(catalogue: Catalogue, versionId: string): SetHash | null {
  const row = catalogue.prepare('SELECT set_hash FROM core_versionseal WHERE version_id = ?').get(uuidToBlob(versionId))
  return row ? new SetHash((row as { set_hash: Buffer }).set_hash) : null
}
