import type { FilterTerm } from '#engine/db/filter'
import type { AnyModel } from '#engine/db/model'
import { type Filter, splitList } from '../list/filter.ts'
import { fieldError } from '../message.ts'

const HELD = `SELECT a.content_id FROM core_artifact f CROSS JOIN core_contentartifact a ON a.artifact_id = f.pulp_id WHERE f.sha256 IN`

/** Units by the SHA-256 of their file, under the names Pulp's clients use; where the model has a field of that name, that one counts. */
export function digestFilters(model: AnyModel): Filter[] {
  if ('sha256' in model.columns) return []
  const filter = (
    name: string,
    schema: Record<string, unknown>,
    valuesOf: (given: readonly string[]) => string[],
  ): Filter => ({
    parameter: { name, schema },
    terms: (given) => [termOf(model, name, valuesOf(given))],
  })
  return [
    filter('sha256', { type: 'string' }, (given) => given.slice(-1)),
    filter('sha256__in', { type: 'array', items: { type: 'string' } }, splitList),
  ]
}

function termOf(model: AnyModel, name: string, digests: readonly string[]): FilterTerm {
  if (digests.some((digest) => !/^[0-9a-f]{64}$/i.test(digest))) throw fieldError(name, 'bad_digest')
  const lower = digests.map((digest) => digest.toLowerCase())
  // Known before the file is here.
  if ('digest' in model.columns) return { field: 'digest', lookup: 'in', value: lower }
  const places = lower.map(() => '?').join(', ')
  const values = lower.map((digest) => Buffer.from(digest, 'hex'))
  return { field: 'pulp_id', lookup: 'within', value: { sql: `${HELD} (${places})`, values } }
}
