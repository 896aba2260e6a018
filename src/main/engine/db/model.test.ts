import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { coreMigrations } from '../core-migrations.ts'
import { Catalogue } from './catalogue.ts'
import { text } from './column.ts'
import { defineDetail } from './define-detail.ts'
import { Remote } from './masters.ts'
import { migrate } from './migrate.ts'
import { bindTypes } from './instance.ts'
import type { AnyModel } from './model.ts'

const PlainRemote = defineDetail(Remote, {
  name: 'PlainRemote',
  type: 'toy.plain',
  table: 'toy_plainremote',
  columns: { colour: text() },
})
const GitRemote = defineDetail(PlainRemote, {
  name: 'GitRemote',
  type: 'toy.git',
  table: 'toy_gitremote',
  columns: { ref: text().notNull() },
  schema: z.object({ ref: z.string() }),
})
const models: AnyModel[] = [PlainRemote, GitRemote]

const migration = {
  name: '0001_init',
  sql: `CREATE TABLE toy_plainremote (pulp_id BLOB PRIMARY KEY REFERENCES core_remote (pulp_id) ON DELETE CASCADE, colour TEXT) WITHOUT ROWID;
        CREATE TABLE toy_gitremote (pulp_id BLOB PRIMARY KEY REFERENCES toy_plainremote (pulp_id) ON DELETE CASCADE, ref TEXT NOT NULL) WITHOUT ROWID;`,
}

let folder: string
let catalogue: Catalogue

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-model-'))
  catalogue = Catalogue.open(join(folder, 'c.sqlite'))
  migrate(catalogue, [
    { name: 'core', migrations: coreMigrations },
    { name: 'toy', migrations: [migration] },
  ])
  bindTypes(catalogue, (kind, type) => models.find((model) => model.kind === kind && model.type === type))
})
afterEach(() => {
  catalogue.close()
  rmSync(folder, { recursive: true })
})

test('a detail behaves as one object with the columns of every level', () => {
  const made = GitRemote.create(catalogue, { name: 'g', url: 'https://example.org/x.git', ref: 'main', colour: 'red' })
  const read = GitRemote.get(catalogue, made.pulp_id)
  expect(read).toMatchObject({
    name: 'g',
    url: 'https://example.org/x.git',
    ref: 'main',
    colour: 'red',
    policy: 'immediate',
    pulp_type: 'toy.git',
  })
  expect(read.prn).toBe(`prn:toy.gitremote:${made.pulp_id}`)
  expect(read.href).toBe(`/pulp/api/v3/remotes/toy/git/${made.pulp_id}/`)
})

test('master has the common columns only, and cast goes to the most derived from any level', () => {
  const made = GitRemote.create(catalogue, { name: 'g', url: 'u', ref: 'main' })
  const { master } = made
  expect(master.model).toBe(Remote)
  expect('ref' in master).toBe(false)
  expect(master.cast().model).toBe(GitRemote)
  expect(PlainRemote.get(catalogue, made.pulp_id).cast()).toMatchObject({ ref: 'main' })
})

test('saving a detail writes each column to its own table', () => {
  const made = GitRemote.create(catalogue, { name: 'g', url: 'u', ref: 'main' })
  made.save({ policy: 'streamed', ref: 'dev', colour: 'blue' })
  expect(GitRemote.get(catalogue, made.pulp_id)).toMatchObject({ policy: 'streamed', ref: 'dev', colour: 'blue' })
})

test('mixed kinds are listed in one query, filtered by type, label and any common column', () => {
  PlainRemote.create(catalogue, { name: 'a', url: 'u', pulp_labels: { env: 'prod' } })
  GitRemote.create(catalogue, { name: 'b', url: 'u', ref: 'main', pulp_labels: { env: 'test' } })
  expect(Remote.list(catalogue, { order: [{ field: 'name', descending: true }] }).map((one) => one.name)).toEqual([
    'b',
    'a',
  ])
  expect(Remote.list(catalogue, { where: { pulp_type: 'toy.git' } }).map((one) => one.name)).toEqual(['b'])
  expect(Remote.list(catalogue, { labelSelect: 'env=prod' }).map((one) => one.name)).toEqual(['a'])
  expect(Remote.list(catalogue, { labelSelect: 'env!=prod' }).map((one) => one.name)).toEqual(['b'])
  expect(Remote.count(catalogue, { labelSelect: '!env' })).toBe(0)
  expect(
    Remote.list(catalogue, { filters: [{ field: 'name', lookup: 'in', value: ['a', 'z'] }] }).map((one) => one.name),
  ).toEqual(['a'])
})

test('a percent sign or a star in a search is a plain character', () => {
  PlainRemote.create(catalogue, { name: '100%', url: 'u' })
  PlainRemote.create(catalogue, { name: '100x', url: 'u' })
  const names = (lookup: 'contains' | 'icontains', value: string): string[] =>
    Remote.list(catalogue, { filters: [{ field: 'name', lookup, value }] }).map((one) => one.name)
  expect(names('icontains', '0%')).toEqual(['100%'])
  expect(names('contains', '*')).toEqual([])
})

test('a master is never created alone, and deleting goes through every level', () => {
  expect(() => Remote.create(catalogue, { name: 'x', url: 'u' })).toThrow(TypeError)
  const made = GitRemote.create(catalogue, { name: 'g', url: 'u', ref: 'main' })
  made.delete()
  for (const table of ['core_remote', 'toy_plainremote', 'toy_gitremote']) {
    expect(catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
  }
})

test('a failing insert leaves nothing of the object', () => {
  expect(() => GitRemote.create(catalogue, { name: 'g', url: 'u', ref: null as unknown as string })).toThrow()
  expect(Remote.count(catalogue)).toBe(0)
})

test('an applied step that changed, or a step of a newer program, refuses to open', () => {
  const changed = { ...migration, sql: `${migration.sql} -- other` }
  expect(() => migrate(catalogue, [{ name: 'toy', migrations: [changed] }])).toThrow(/catalogue.migration_changed/)
  expect(() => migrate(catalogue, [{ name: 'toy', migrations: [] }])).toThrow(/catalogue.newer/)
})
