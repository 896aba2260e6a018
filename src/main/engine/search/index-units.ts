import { setImmediate as turn } from 'node:timers/promises'
import { uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { TaskContext } from '../tasking/task-context.ts'

/** Units in one transaction: few enough that others wait for milliseconds, many enough that the index is written in large pieces. */
const BATCH = 5000

const UNITS = `SELECT m.content_id FROM core_repositorycontent m
  WHERE m.repository_id = ? AND m.version_added = ? AND m.content_id > ? ORDER BY m.content_id LIMIT ${BATCH}`
const NEW = 'NOT EXISTS (SELECT 1 FROM core_searchname s WHERE s.content_id = unit.content_id)'

/** Statements that name the units of a batch: by the columns a plugin declares, others by the paths of their files. */
function statementsOf(context: TaskContext, models: readonly AnyModel[]): string[] {
  const declared = models.flatMap((model) => {
    const columns = context.registry.content.get(model.type)?.searchBy ?? []
    return columns.length > 0 ? [{ model, columns }] : []
  })
  const byColumns = declared.map(({ model, columns }) => {
    const name = columns.map((column) => `COALESCE(d.${column}, '')`).join(` || ' ' || `)
    return `SELECT unit.content_id, ${name} FROM (${UNITS}) unit CROSS JOIN ${tableNameOf(model)} d ON d.pulp_id = unit.content_id WHERE ${NEW}`
  })
  const byPath = `SELECT unit.content_id, ca.relative_path FROM (${UNITS}) unit
    CROSS JOIN core_contentartifact ca ON ca.content_id = unit.content_id WHERE ${NEW}`
  // Whatever has got its names from columns is new no more when the paths come.
  return [...byColumns, byPath].map((select) => `INSERT INTO core_searchname (content_id, name) ${select}`)
}

/**
 * Makes the units that a version being made adds findable by search. Before the version is complete, so that a complete one always is; what a
 * version that never completes leaves here is found in no version, and goes with its units.
 */
export async function indexUnits(
  context: TaskContext,
  models: readonly AnyModel[],
  { repositoryId, number }: { repositoryId: string; number: number },
): Promise<void> {
  const { catalogue } = context
  const inserts = statementsOf(context, models).map((sql) => catalogue.prepare(sql))
  const last = catalogue.prepare(`SELECT MAX(content_id) AS id FROM (${UNITS})`)
  const repository = uuidToBlob(repositoryId)
  let after: Buffer = Buffer.alloc(0)
  for (;;) {
    context.signal.throwIfAborted()
    const { id } = last.get(repository, number, after) as { id: Buffer | null }
    if (!id) return
    const from = after
    catalogue.transaction(() => inserts.forEach((insert) => insert.run(repository, number, from)))
    after = id
    await turn()
  }
}
