/** What was changed on this machine, and the bytes of before and after. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import { listRows } from '../db/table-query.ts'
import { type ClientSetupRow, clientSetupTable } from '../db/table/client.ts'
import type { Engine } from '../engine.ts'
import { replaceFile } from './machine.ts'

type Copies = readonly { before: Buffer | null; after: Buffer }[]

export function findSetup({ catalogue }: Engine, distributionId: string, client: string): ClientSetupRow | null {
  const [row] = listRows(catalogue, clientSetupTable, {
    filters: [
      { field: 'distribution_id', lookup: 'exact', value: distributionId },
      { field: 'client', lookup: 'exact', value: client },
    ],
  })
  return row ?? null
}

/** All that was changed, the latest first. */
export function listSetups({ catalogue }: Engine): ClientSetupRow[] {
  return listRows(catalogue, clientSetupTable, { order: [{ field: 'pulp_created', descending: true }] })
}

/** Records a change before it is made: from here on it can be taken back. */
export function insertSetup(
  engine: Engine,
  values: Omit<ClientSetupRow, 'pulp_id' | 'pulp_created' | 'undoing'>,
  copies: Copies,
): ClientSetupRow {
  const row: ClientSetupRow = { ...values, pulp_id: uuidv7(), pulp_created: Date.now(), undoing: false }
  mkdirSync(folderOf(engine, row), { recursive: true, mode: 0o700 })
  for (const [index, { before, after }] of copies.entries()) {
    keep(engine, row, index, 'after', after)
    if (before) keep(engine, row, index, 'before', before)
  }
  const sql = `INSERT INTO core_clientsetup (pulp_id, pulp_created, distribution_id, name, client, only, undoing, files, folders)
    VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`
  const { distribution_id: distribution, name, client, only, files, folders } = row
  engine.catalogue
    .prepare(sql)
    .run(
      uuidToBlob(row.pulp_id),
      row.pulp_created,
      distribution && uuidToBlob(distribution),
      name,
      client,
      Number(only),
      JSON.stringify(files),
      JSON.stringify(folders),
    )
  return row
}

export function markUndoing({ catalogue }: Engine, { pulp_id: id }: ClientSetupRow): void {
  catalogue.prepare('UPDATE core_clientsetup SET undoing = 1 WHERE pulp_id = ?').run(uuidToBlob(id))
}

export function deleteSetup(engine: Engine, row: ClientSetupRow): void {
  engine.catalogue.prepare('DELETE FROM core_clientsetup WHERE pulp_id = ?').run(uuidToBlob(row.pulp_id))
  rmSync(folderOf(engine, row), { recursive: true, force: true })
}

/** Where a copy lies. */
export function copyPath(engine: Engine, row: ClientSetupRow, index: number, which: 'before' | 'after'): string {
  return join(folderOf(engine, row), `${index}.${which}`)
}

export function readCopy(engine: Engine, row: ClientSetupRow, index: number, which: 'before' | 'after'): Buffer {
  return readFileSync(copyPath(engine, row, index, which))
}

function keep(engine: Engine, row: ClientSetupRow, index: number, which: 'before' | 'after', content: Buffer): void {
  replaceFile(copyPath(engine, row, index, which), { content, mode: 0o600, owner: null }, null)
}

const folderOf = ({ folder }: Engine, { pulp_id: id }: ClientSetupRow): string => join(folder.client, id)
