/** The models and the migrated schema say the same. */
import { expect, test } from 'vitest'
import { tableNameOf } from '../../src/main/engine/db/table-name.ts'
import { plugins } from '../../src/main/plugins/all.ts'
import { startTestEngine } from '../fixtures/engine.ts'

interface ColumnInfo {
  name: string
  notnull: number
}

test('every column of every model is in its table, and no table has one that its model does not know', async () => {
  const it = startTestEngine(plugins)
  for (const model of it.engine.registry.allModels) {
    const declared = Object.values(model.columns).map((column) => column.name)
    const levels = [model, ...ancestors(model)]
    const actual = levels.flatMap(
      (level) => it.engine.catalogue.sqlite.pragma(`table_info(${tableNameOf(level)})`) as ColumnInfo[],
    )
    expect(new Set(actual.map((column) => column.name)), model.name).toEqual(new Set(declared))
  }
  await it.close()
})

test('every content type can find its units: natural key and repo key are indexed', async () => {
  const it = startTestEngine(plugins)
  for (const { model } of it.engine.registry.content.values()) {
    for (const key of [model.naturalKey, model.repoKey]) {
      const where = key.map((name) => `${name} = ?`).join(' AND ')
      const plan = it.engine.catalogue.sqlite
        .prepare(`EXPLAIN QUERY PLAN SELECT pulp_id FROM ${tableNameOf(model)} WHERE ${where}`)
        .all(...key.map(() => null))
      expect(JSON.stringify(plan), `${model.type} by ${key.join(', ')}`).toContain('SEARCH')
    }
  }
  await it.close()
})

test('every connection is durable and checks references', async () => {
  const it = startTestEngine(plugins)
  const { sqlite } = it.engine.catalogue
  expect(sqlite.pragma('synchronous', { simple: true })).toBe(2)
  expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal')
  await it.close()
})

type AnyModel = ReturnType<typeof startTestEngine>['engine']['registry']['allModels'][number]

function ancestors(model: AnyModel): AnyModel[] {
  return model.parent ? [model.parent, ...ancestors(model.parent)] : []
}
