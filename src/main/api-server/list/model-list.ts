import { isUuid } from '#shared/id'
import type { FilterTerm } from '#engine/db/filter'
import type { AnyModel, BaseRow, Instance } from '#engine/db/model'
import type { ApiContext } from '../context.ts'
import { type Field, fieldsOf } from '../resource/field.ts'
import { type Filter, fieldFilters, splitList } from './filter.ts'
import type { ListQuery, ListSource } from './list.ts'

const PULP_TYPE: Field = { name: 'pulp_type', column: 'pulp_type', type: 'text', nullable: false }

/** Filters by the identity of objects: `pulp_href__in`, `prn__in` and their singular forms. */
export function identityFilters(parse: (text: string) => string | null): Filter[] {
  const idOf = (text: string): string => parse(text) ?? NOBODY
  const named = ['pulp_href', 'prn'].flatMap((name) => [
    {
      parameter: { name, schema: { type: 'string' } },
      terms: (values): FilterTerm[] => [{ field: 'pulp_id', lookup: 'exact', value: idOf(values.at(-1) ?? '') }],
    } satisfies Filter,
    {
      parameter: { name: `${name}__in`, schema: { type: 'array', items: { type: 'string' } } },
      terms: (values): FilterTerm[] => [{ field: 'pulp_id', lookup: 'in', value: splitList(values).map(idOf) }],
    } satisfies Filter,
  ])
  return [...named, ID_FILTER]
}

/** Filters by bare ids, for what has no other name in a script. */
export const ID_FILTER: Filter = {
  parameter: { name: 'pulp_id__in', schema: { type: 'array', items: { type: 'string', format: 'uuid' } } },
  terms: (values): FilterTerm[] => [{ field: 'pulp_id', lookup: 'in', value: splitList(values).filter(isUuid) }],
}

/** An id that no object has. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

export interface ModelListOptions {
  /** Conditions that always hold. */
  always?: readonly FilterTerm[]
  extraFilters?: readonly Filter[]
  render(objects: readonly Instance<BaseRow>[]): readonly unknown[]
}

/** A list of the objects of a model, or of a whole kind when it is a master. */
export function modelList(
  context: ApiContext,
  model: AnyModel,
  options: ModelListOptions,
): ListSource<Instance<BaseRow>> {
  const { catalogue } = context.engine
  const fields = model.type === '' ? [...fieldsOf(model), PULP_TYPE] : fieldsOf(model)
  const conditions = (query: ListQuery) => ({
    filters: [...(options.always ?? []), ...query.filters],
    ...(query.labelSelect === undefined ? {} : { labelSelect: query.labelSelect }),
  })
  return {
    filters: [
      ...identityFilters((text) => context.references.parse(text)?.id ?? null),
      ...fields.flatMap((field) => fieldFilters(field, context.references)),
      ...(options.extraFilters ?? []),
    ],
    orderable: new Map(fields.filter((field) => isOrderable(field)).map((field) => [field.name, field.column])),
    // Ids grow with time, so this is newest first by the primary key.
    defaultOrder: [{ field: 'pulp_id', descending: true }],
    labels: 'pulp_labels' in model.columns,
    key: (row) => ({ ...row }),
    count: (query) => model.count(catalogue, conditions(query)),
    rows: (query) =>
      model.list(catalogue, {
        ...conditions(query),
        order: query.order,
        limit: query.limit,
        offset: query.offset,
      }),
    render: options.render,
  }
}

function isOrderable(field: Field): boolean {
  return field.type !== 'json' && field.type !== 'reference'
}
