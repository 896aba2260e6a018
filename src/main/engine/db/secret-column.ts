/** Columns whose text is encrypted before it reaches the database, whoever writes it. */
import { getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Catalogue } from './catalogue.ts'
import { HEADERS, isHeaders, mapHeaders } from '../secret/header-values.ts'
import { REMOTE_SECRETS, remoteTable } from './table/master.ts'

/** Encrypts the text of a column. */
export type Sealer = (column: string, plain: string) => string

/** A text that is encrypted already, as it waits in the input of a task. */
export interface SealedText {
  sealed: string
}

const COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([
  [getTableName(remoteTable), [...REMOTE_SECRETS, HEADERS]],
])

const sealers = new WeakMap<Catalogue, Sealer>()

/** Whether a column of one of the tables holds encrypted text, which is of no use to anybody without this data folder's key. */
export function isSecretColumn(tables: readonly SQLiteTable[], column: string): boolean {
  return tables.some((table) => COLUMNS.get(getTableName(table))?.includes(column))
}

/** Whether any column of the table holds encrypted text. */
export function hasSecrets(table: SQLiteTable): boolean {
  return COLUMNS.has(getTableName(table))
}

/** Says how a connection encrypts; set once per catalogue by the engine. */
export function bindSealer(catalogue: Catalogue, sealer: Sealer): void {
  sealers.set(catalogue, sealer)
}

/**
 * Replaces the secrets among the values of one row by their encrypted form, in place.
 * @throws TypeError when the connection has no key: better no row than one in clear text
 */
export function sealColumns(catalogue: Catalogue, table: SQLiteTable, row: Record<string, unknown>): void {
  for (const name of COLUMNS.get(getTableName(table)) ?? []) {
    const value = row[name]
    if (value === undefined || value === null) continue
    const seal = (one: unknown): unknown => sealed(sealers.get(catalogue), name, one)
    row[name] = isHeaders(value) ? mapHeaders(value, seal) : seal(value)
  }
}

function sealed(sealer: Sealer | undefined, name: string, value: unknown): unknown {
  if (typeof value !== 'string') return (value as SealedText).sealed
  return value === '' ? value : sealWith(sealer, name, value)
}

function sealWith(sealer: Sealer | undefined, name: string, plain: string): string {
  if (!sealer) throw new TypeError('this connection cannot keep secrets')
  return sealer(name, plain)
}
