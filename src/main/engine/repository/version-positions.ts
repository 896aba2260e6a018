/**
 * Pages of a large version at any position. An offset alone makes SQLite count its way there; here the key of every 250th unit is noted once
 * per version and order (a version never changes), and a page is read from the note before it. The reader takes the notes, in a thread of its own
 * where there is one, so that whoever waits for a page does not wait for them.
 */
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import type { Reader, ReadValue } from '../db/reader.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { VersionRef } from './version.ts'

/** Units from one note to the next. */
const STEP = 250
/** Notes taken at a stretch at most, some tenths of a second, between which the reader answers others; fewer at first. */
const SLICE = 100
const FIRST_SLICE = 10
/** Units behind the last note that are counted at once rather than waited for: ten milliseconds. */
const NEAR = 5000
/** Versions and orders of which notes are kept; those of a million units take some 400 kB. */
const KEPT = 8

/** By what units are ordered: a column of the model's own table that is indexed, or their ids, which are in the order of their coming. */
export interface UnitOrder {
  column: string | null
  descending: boolean
}

interface Row {
  value: ReadValue
  id: Uint8Array
}

const MEMBER = 'm.version_added <= ? AND (+m.version_removed IS NULL OR +m.version_removed > ?)'

/** Where the units are read from, in order. */
interface Source {
  value: string
  id: string
  from: string
  /** What stands for the question marks of `from`. */
  values: ReadValue[]
}

/**
 * The members by repository and unit. SQLite would choose the index by unit, and look each of them up here after it: twice the reading, all over
 * the file, for every unit of the type.
 */
const MEMBERS = 'core_repositorycontent m INDEXED BY sqlite_autoindex_core_repositorycontent_1'

/** The plus signs keep SQLite on the primary key, along which ids are read in order. */
function byId({ repositoryId, number }: VersionRef, type: string | null): Source {
  const typed = type === null ? '' : 'AND (SELECT pulp_type FROM core_content WHERE pulp_id = m.content_id) = ?'
  return {
    value: 'NULL',
    id: 'm.content_id',
    from: `core_repositorycontent m WHERE m.repository_id = ? AND +${MEMBER} ${typed}`,
    values: [uuidToBlob(repositoryId), number, number, ...(type === null ? [] : [type])],
  }
}

function byColumn({ repositoryId, number }: VersionRef, model: AnyModel, column: string): Source {
  return {
    value: `d.${column}`,
    id: 'd.pulp_id',
    from: `${tableNameOf(model)} d WHERE EXISTS (SELECT 1 FROM ${MEMBERS}
      WHERE m.repository_id = ? AND m.content_id = d.pulp_id AND ${MEMBER})`,
    values: [uuidToBlob(repositoryId), number, number],
  }
}

/** The notes of one version in one order, ascending. */
class Notes {
  private readonly catalogue: Catalogue
  private readonly reader: Reader
  private readonly source: Source
  /** Units 249, 499 and so on. */
  private readonly keys: Row[] = []
  private ended = false
  private walking: Promise<void> | null = null

  constructor(catalogue: Catalogue, reader: Reader, source: Source) {
    this.catalogue = catalogue
    this.reader = reader
    this.source = source
  }

  /** Takes notes until the position is covered, or the end is reached. */
  async reach(position: number): Promise<void> {
    while (!this.ended && this.keys.length * STEP < position) {
      this.walking ??= this.slice().finally(() => (this.walking = null))
      await this.walking
    }
  }

  private async slice(): Promise<void> {
    const { value, id, from, values } = this.source
    const behind = this.keys.at(-1) ?? null
    const [place, key] = this.after(behind)
    const rows = `SELECT ${value} AS value, ${id} AS id, ROW_NUMBER() OVER (ORDER BY ${this.order('ASC')}) AS number FROM ${from} ${place}`
    const most = Math.min(SLICE, Math.max(FIRST_SLICE, this.keys.length))
    const sql = `SELECT value, id FROM (${rows}) WHERE number % ${STEP} = 0 LIMIT ${most}`
    const taken = (await this.reader.all(sql, [...values, ...key])) as Row[]
    this.keys.push(...taken)
    this.ended = taken.length < most
  }

  /** Ids of the units at the positions, which have been reached. */
  page(offset: number, limit: number): Uint8Array[] {
    const note = Math.min(Math.floor(offset / STEP), this.keys.length)
    return this.read(this.keys[note - 1] ?? null, 'ASC', limit, offset - note * STEP)
  }

  /** Ids of units counted from the end, the last one first. */
  tail(offset: number, limit: number): Uint8Array[] {
    return this.read(null, 'DESC', limit, offset)
  }

  private read(behind: Row | null, way: 'ASC' | 'DESC', limit: number, offset: number): Uint8Array[] {
    const { id, from, values } = this.source
    const [place, key] = this.after(behind)
    const sql = `SELECT ${id} AS id FROM ${from} ${place} ORDER BY ${this.order(way)} LIMIT ? OFFSET ?`
    const rows = this.catalogue.prepare(sql).all(...values, ...key, limit, offset) as Row[]
    return rows.map((row) => row.id)
  }

  private order(way: 'ASC' | 'DESC'): string {
    const { value, id } = this.source
    return value === 'NULL' ? `${id} ${way}` : `${value} ${way}, ${id} ${way}`
  }

  private after(behind: Row | null): [sql: string, values: ReadValue[]] {
    if (!behind) return ['', []]
    const { value, id } = this.source
    const key = Buffer.from(behind.id)
    return value === 'NULL' ? [`AND ${id} > ?`, [key]] : [`AND (${value}, ${id}) > (?, ?)`, [behind.value, key]]
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
  private readonly reader: Reader
  private readonly notes = new Map<string, Notes>()

  constructor(catalogue: Catalogue, reader: Reader) {
    this.catalogue = catalogue
    this.reader = reader
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
    await notes.reach(first - NEAR)
    const ids = notes.page(first, wanted).map(blobToUuid)
    void notes.reach(count).catch(() => undefined)
    return order.descending ? ids.toReversed() : ids
  }

  private of(version: VersionRef, model: AnyModel, column: string | null): Notes {
    const key = `${version.id} ${model.type} ${column ?? ''}`
    const known = this.notes.get(key)
    if (known) return known
    const typed = Object.keys(version.summary.present).some((type) => type !== model.type)
    const source = column === null ? byId(version, typed ? model.type : null) : byColumn(version, model, column)
    const made = new Notes(this.catalogue, this.reader, source)
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
