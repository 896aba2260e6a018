/** Where a page ends, as its `next` link says it: rows that come or go while a client walks the pages move nothing behind that place. */
import type { FilterTerm, Ordering } from '#engine/db/filter'
import { isUuid } from '#shared/id'
import { fieldError } from '../message.ts'

/** Columns of a row by their names in code, its `pulp_id` among them. */
export type KeyRow = Readonly<Record<string, unknown>>

/** The text of a place. */
export function placeText(order: readonly Ordering[], row: KeyRow): string {
  const values = order.map(({ field }) => row[field] ?? null)
  return Buffer.from(JSON.stringify([row.pulp_id, ...values])).toString('base64url')
}

/** The condition for rows behind a place. @throws ValidationError on `after` */
export function behindPlace(text: string, order: readonly Ordering[]): FilterTerm {
  const [id, ...values] = parse(text)
  const isPlain = values.every((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value))
  if (typeof id !== 'string' || !isUuid(id) || values.length !== order.length || !isPlain)
    throw fieldError('after', 'bad_place')
  return { field: 'pulp_id', lookup: 'after', value: { order, values, id } }
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
