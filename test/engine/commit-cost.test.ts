/** What a commit reads follows from what it changes, however much the version holds: shown by the plans of the statements, not by a clock. */
import { expect, test } from 'vitest'
import { FileContent } from '../../src/main/plugins/file/models.ts'
import { VersionShelf } from './version-shelf.ts'

test('14 a change of one unit never walks all members of a version', async () => {
  const shelf = new VersionShelf()
  const { sqlite } = shelf.it.engine.catalogue
  await shelf.modify({ add: Array.from({ length: 2000 }, (_, index) => shelf.unit(`f${index}`)) })
  const added = shelf.unit('one')
  const plans = new Map<string, string>()
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = ((sql: string) => {
    if (/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(sql) && sql.includes('core_repositorycontent')) {
      const rows = prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/[?@]\w*/g, 'NULL')}`).all() as { detail: string }[]
      plans.set(sql, rows.map(({ detail }) => detail).join('; '))
    }
    return prepare(sql)
  }) as typeof sqlite.prepare
  // Statements that were prepared before are prepared again.
  ;(shelf.it.engine.catalogue as unknown as { statements: Map<string, unknown> }).statements.clear()
  await shelf.modify({ add: [added], baseVersion: shelf.version(1).id })
  await shelf.modify({ remove: [added] })
  sqlite.prepare = prepare
  expect(plans.size).toBeGreaterThan(5)
  const walks = [...plans].filter(([, plan]) =>
    plan
      .split('; ')
      .some(
        (step) =>
          /^SCAN (core_repositorycontent|m|fresh|other)\b/.test(step) ||
          /PRIMARY KEY \(repository_id=\?( AND content_id>\?)?\)/.test(step),
      ),
  )
  expect(walks).toEqual([])
  await shelf.close()
})

test('a list of a version asks for members last: of the units that its other conditions let through', async () => {
  const shelf = new VersionShelf()
  const { catalogue } = shelf.it.engine
  const plans: string[] = []
  const prepare = catalogue.sqlite.prepare.bind(catalogue.sqlite)
  catalogue.sqlite.prepare = ((sql: string) => {
    const rows = prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', 'NULL')}`).all() as { detail: string }[]
    plans.push(rows.map(({ detail }) => detail).join('; '))
    return prepare(sql)
  }) as typeof prepare
  const members = {
    sql: 'SELECT m.content_id FROM core_repositorycontent m WHERE 1',
    values: [],
    probe: 'm.content_id',
  }
  const filters = [
    { field: 'pulp_id', lookup: 'within', value: members },
    { field: 'relative_path', lookup: 'contains', value: 'a' },
  ] as const
  expect(FileContent.count(catalogue, { filters })).toBe(0)
  catalogue.sqlite.prepare = prepare
  // SQLite makes a bare EXISTS a loop of its own, and asks it for every unit there is.
  expect(plans).toEqual([expect.stringMatching(/^SCAN file_filecontent.*; CORRELATED SCALAR SUBQUERY 1; SEARCH m /)])
  await shelf.close()
})
