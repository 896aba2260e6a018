/**
 * Pages of a large version at any position. An offset alone makes SQLite count its way there; here the key of every 250th unit is noted once
 * per version and order (a version never changes), and a page is read from the note before it. The notes are taken in small steps between which
 * others have their turn.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { VersionRef } from './version.ts'

/** Units from one note to the next. */
const STEP = 250
/** Milliseconds at a stretch. */
const SLICE = 5
/** Versions and orders of which notes are kept; those of a million units take some 400 kB. */
const KEPT = 8

/** By what units are ordered: a column of the model's own table that is indexed, or their ids, which are in the order of their coming. */
export interface UnitOrder {
  column: string | null
  descending: boolean
}

type Key = [value: unknown, id: Buffer]

const MEMBER = 'm.version_added <= @number AND (+m.version_removed IS NULL OR +m.version_removed > @number)'

/** The plus signs keep SQLite on the primary key, along which ids are read in order. */
function byId(typed: boolean): Source {
  const type = typed ? 'AND (SELECT pulp_type FROM core_content WHERE pulp_id = m.content_id) = @type' : ''
  return {
    select: 'NULL AS value, m.content_id AS id',
    from: `core_repositorycontent m WHERE m.repository_id = @repository AND +${MEMBER} ${type}`,
    after: 'm.content_id > @id',
    order: (way) => `m.content_id ${way}`,
  }
}

function byColumn(model: AnyModel, column: string): Source {
  return {
    select: `d.${column} AS value, d.pulp_id AS id`,
    from: `${tableNameOf(model)} d WHERE EXISTS (SELECT 1 FROM core_repositorycontent m
      WHERE m.repository_id = @repository AND m.content_id = d.pulp_id AND ${MEMBER})`,
    after: `(d.${column}, d.pulp_id) > (@value, @id)`,
    order: (way) => `d.${column} ${way}, d.pulp_id ${way}`,
  }
}

interface Source {
  select: string
  from: string
  after: string
  order(way: 'ASC' | 'DESC'): string
}

interface Row {
  value: unknown
  id: Buffer
}

/** The notes of one version in one order, ascending. */
class Notes {
  private readonly catalogue: Catalogue
  private readonly source: Source
  private readonly bind: Record<string, unknown>
  /** The keys of units 249, 499 and so on. */
  private readonly keys: Key[] = []
  private ended = false
  private walking: Promise<void> | null = null

  constructor(catalogue: Catalogue, source: Source, bind: Record<string, unknown>) {
    this.catalogue = catalogue
    this.source = source
    this.bind = bind
  }

  /** Takes notes until the position is covered, or the end is reached. */
  async reach(position: number): Promise<void> {
    while (!this.ended && this.keys.length * STEP < position) {
      this.walking ??= this.slice().finally(() => (this.walking = null))
      await this.walking
    }
  }

  private async slice(): Promise<void> {
    const until = performance.now() + SLICE
    while (!this.ended && performance.now() < until) {
      const [row] = this.read(this.keys.at(-1) ?? null, 'ASC', 1, STEP - 1)
      if (row) this.keys.push([row.value, row.id])
      else this.ended = true
    }
    await turn()
  }

  /** Ids of the units at the positions, which have been reached. */
  page(offset: number, limit: number): Buffer[] {
    const note = Math.min(Math.floor(offset / STEP), this.keys.length)
    const from = this.keys[note - 1] ?? null
    return this.read(from, 'ASC', limit, offset - note * STEP).map(({ id }) => id)
  }

  /** Ids of units counted from the end, the last one first. */
  tail(offset: number, limit: number): Buffer[] {
    return this.read(null, 'DESC', limit, offset).map(({ id }) => id)
  }

  private read(behind: Key | null, way: 'ASC' | 'DESC', limit: number, offset: number): Row[] {
    const { select, from, after, order } = this.source
    const place = behind ? `AND ${after}` : ''
    const sql = `SELECT ${select} FROM ${from} ${place} ORDER BY ${order(way)} LIMIT @limit OFFSET @offset`
    const key = behind ? { value: behind[0], id: behind[1] } : {}
    return this.catalogue.prepare(sql).all({ ...this.bind, ...key, limit, offset }) as Row[]
  }
}

/** What is asked of the units of one type. */
export interface PageOfVersion {
  version: VersionRef
  model: AnyModel
  order: UnitOrder
  offset: number
  limit: number
}

export class VersionPositions {
  private readonly catalogue: Catalogue
  private readonly notes = new Map<string, Notes>()

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue
  }

  /** Ids of the units of a page, in order. */
  async ids({ version, model, order, offset, limit }: PageOfVersion): Promise<string[]> {
    const count = version.summary.present[model.type] ?? 0
    const wanted = Math.min(limit, count - offset)
    if (wanted <= 0) return []
    const notes = this.of(version, model, order.column)
    // A descending list is the ascending one from its other end.
    const first = order.descending ? count - offset - wanted : offset
    const fromEnd = count - first - wanted
    if (fromEnd < STEP) {
      const ids = notes.tail(fromEnd, wanted).map(blobToUuid)
      return order.descending ? ids : ids.toReversed()
    }
    await notes.reach(first)
    const ids = notes.page(first, wanted).map(blobToUuid)
    void notes.reach(count).catch(() => undefined)
    return order.descending ? ids.toReversed() : ids
  }

  private of(version: VersionRef, model: AnyModel, column: string | null): Notes {
    const key = `${version.id} ${model.type} ${column ?? ''}`
    const known = this.notes.get(key)
    if (known) return known
    const typed = Object.keys(version.summary.present).some((type) => type !== model.type)
    const bind = { repository: uuidToBlob(version.repositoryId), number: version.number }
    const source = column === null ? byId(typed) : byColumn(model, column)
    const made = new Notes(this.catalogue, source, column === null && typed ? { ...bind, type: model.type } : bind)
    this.notes.set(key, made)
    const [oldest] = this.notes.keys()
    if (this.notes.size > KEPT && oldest !== undefined) this.notes.delete(oldest)
    return made
  }
}

/** Columns of the model's own table by which an index is ordered. */
export function indexedColumns(catalogue: Catalogue, model: AnyModel): Set<string> {
  const sql = `SELECT i.name AS name FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE i.seqno = 0 AND l.partial = 0`
  const rows = catalogue.prepare(sql).all(tableNameOf(model)) as { name: string }[]
  return new Set(rows.map(({ name }) => name))
}
