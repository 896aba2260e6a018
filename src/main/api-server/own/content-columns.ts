/** Which columns a table of units gets: those its plugin declares, else what its model has that people look for. */
import type { ContentColumn } from '#shared/api/contents'
import { DIGEST_NAMES } from '#shared/digest'
import type { Catalogue } from '#engine/db/catalogue'
import type { AnyModel } from '#engine/db/model'
import type { ContentDeclaration } from '#engine/plugin/declaration'
import { indexedColumns } from '#engine/repository/version-positions'
import { fieldsOf } from '../resource/field.ts'

const DIGESTS: readonly string[] = [...DIGEST_NAMES, 'integrity', 'digest', 'checksum']
const MOST = 5

/** Plain fields of the model, its natural key first; what the file says follows. */
function derived(model: AnyModel): string[] {
  const own = fieldsOf(model).filter(
    ({ name, type }) => !name.startsWith('pulp_') && ['text', 'integer', 'boolean'].includes(type),
  )
  const names = own.map(({ name }) => name)
  const first = model.naturalKey.filter((name) => names.includes(name))
  return [...new Set([...first, ...names])].filter((name) => !DIGESTS.includes(name)).slice(0, MOST - 1)
}

function kindOf(field: string): ContentColumn['kind'] {
  if (field === 'size' || field.endsWith('_size')) return 'bytes'
  return DIGESTS.includes(field) ? 'digest' : 'text'
}

/** The columns of a type's table. A column by which the catalogue has no index cannot order a table of a million rows. */
export function columnsOf(catalogue: Catalogue, { model, columns }: ContentDeclaration): ContentColumn[] {
  const indexed = indexedColumns(catalogue, model)
  const isSure = (field: string): boolean => model.columns[field]?.notNull === true
  return (columns ?? [...derived(model), 'size']).map((field) => ({
    field,
    kind: kindOf(field),
    sortable: indexed.has(field) && isSure(field),
  }))
}
