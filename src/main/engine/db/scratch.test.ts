import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import Database from 'better-sqlite3'
import { Catalogue } from './catalogue.ts'
import { ScratchIds, ScratchMap } from './scratch.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-scratch-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A database in which the table that is to be made is there already. */
function obstacle(table: string): string {
  const file = join(folder, 'scratch')
  const sqlite = new Database(file)
  sqlite.exec(`CREATE TABLE ${table} (x)`)
  sqlite.close()
  return file
}

test('a set that cannot be made leaves nothing attached to the catalogue, and no file', () => {
  const catalogue = Catalogue.open(join(folder, 'catalogue'))
  const file = obstacle('id')
  expect(() => new ScratchIds(catalogue, file)).toThrow('already exists')
  expect((catalogue.sqlite.pragma('database_list') as { name: string }[]).map(({ name }) => name)).toEqual(['main'])
  expect(existsSync(file)).toBe(false)
  catalogue.close()
})

test('a map that cannot be made leaves no file', () => {
  const file = obstacle('entry')
  expect(() => new ScratchMap(file)).toThrow('already exists')
  expect(existsSync(file)).toBe(false)
})
