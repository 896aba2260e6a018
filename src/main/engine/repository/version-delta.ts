/** What changed from one version to the next, read along the indexes in pages: no walk over what stayed, and nothing gathered. */
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'

const PAGE = 1000

/** Part of a repository's history: what happened after version `before` (-1 for the beginning), up to version `number`. */
export interface Span {
  repositoryId: string
  before: number
  number: number
}

/** A unit by its 16 bytes. */
export interface Member {
  id: Buffer
  type: string
}

/** Units that the span added and that are there at its end, in pages by the order of ids. */
export function* addedUnits(catalogue: Catalogue, span: Span): Generator<Member[]> {
  // What stands between the two ends of a span that covers deleted versions is of no account.
  const sql = `m.version_added = ? AND (m.version_removed IS NULL OR m.version_removed > ${Number(span.number)})`
  for (const number of numbersIn(catalogue, span, 'version_added'))
    yield* pages(catalogue, span.repositoryId, 'added', sql, number)
}

/** Units that were there before the span and that it removed. One that came back within it is among the added as well. */
export function* removedUnits(catalogue: Catalogue, span: Span): Generator<Member[]> {
  const sql = `m.version_removed = ? AND m.version_added <= ${Number(span.before)}`
  for (const number of numbersIn(catalogue, span, 'version_removed'))
    yield* pages(catalogue, span.repositoryId, 'removed', sql, number)
}

/** Numbers that rows of the span carry. */
function* numbersIn(catalogue: Catalogue, span: Span, column: string): Generator<number> {
  const sql = `SELECT MIN(${column}) AS number FROM core_repositorycontent WHERE repository_id = ? AND ${column} > ?`
  let after = span.before
  for (;;) {
    const { number } = catalogue.prepare(sql).get(uuidToBlob(span.repositoryId), after) as { number: number | null }
    if (number === null || number > span.number) return
    yield number
    after = number
  }
}

function* pages(
  catalogue: Catalogue,
  repositoryId: string,
  change: 'added' | 'removed',
  condition: string,
  number: number,
): Generator<Member[]> {
  // The index is named: for the order of ids the planner would walk all members. The numbers in the text are few; the statement is not kept.
  const statement = catalogue.sqlite.prepare(
    `SELECT m.content_id AS id, c.pulp_type AS type FROM core_repositorycontent m INDEXED BY core_repositorycontent_${change} CROSS JOIN core_content c ON c.pulp_id = m.content_id
     WHERE m.repository_id = ? AND ${condition} AND m.content_id > ? ORDER BY m.content_id LIMIT ${PAGE}`,
  )
  let after: Buffer = Buffer.alloc(0)
  for (;;) {
    const rows = statement.all(uuidToBlob(repositoryId), number, after) as Member[]
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.id
  }
}
