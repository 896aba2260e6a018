/** Units that upstream lists and the last syncs could not get, by mirror. */
import * as z from 'zod'
import type { QuarantinedUnit } from '#shared/api/mirror'
import { describeError } from '#shared/i18n/format'
import { redact } from '#shared/redact'
import { OWN_API_ROOT } from '#shared/wire'
import { countRows, listRows } from '#engine/db/table-query'
import { type QuarantinedUnitRow, quarantinedUnitTable } from '#engine/db/table/sync'
import type { ApiContext } from '../context.ts'
import { fieldFilters } from '../list/filter.ts'
import { listAnswer, listParameters, type ListQuery, type ListSource } from '../list/list.ts'
import type { Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'
import { requireMirror } from './mirror-create.ts'

const QuarantinedUnitSchema = z.object({
  pulp_type: z.string(),
  relative_path: z.string(),
  url: z.string().nullable(),
  code: z.string(),
  description: z.string(),
  advice: z.string().nullable(),
  kept: z.boolean(),
  attempts: z.number().int(),
  first_tried: z.iso.datetime(),
  last_tried: z.iso.datetime(),
}) satisfies z.ZodType<QuarantinedUnit>

function unitBody(row: QuarantinedUnitRow): QuarantinedUnit {
  const { description, advice } = describeError(row.error)
  return {
    pulp_type: row.pulp_type,
    relative_path: row.relative_path,
    url: row.url === null ? null : redact(row.url),
    code: row.error.code,
    description,
    advice,
    kept: row.kept,
    attempts: row.attempts,
    first_tried: isoTime(row.first_tried),
    last_tried: isoTime(row.last_tried),
  }
}

const FIELDS: readonly Field[] = [
  { name: 'pulp_type', column: 'pulp_type', type: 'text', nullable: false },
  { name: 'relative_path', column: 'relative_path', type: 'text', nullable: false },
  { name: 'attempts', column: 'attempts', type: 'integer', nullable: false },
  { name: 'first_tried', column: 'first_tried', type: 'time', nullable: false },
  { name: 'last_tried', column: 'last_tried', type: 'time', nullable: false },
]

function quarantineList(context: ApiContext, repositoryId: string | null): ListSource<QuarantinedUnitRow> {
  const { catalogue } = context.engine
  const filters = ({ filters: asked }: Pick<ListQuery, 'filters'>): ListQuery['filters'] => [
    ...asked,
    { field: 'repository_id', lookup: 'exact', value: repositoryId },
  ]
  return {
    filters: FIELDS.flatMap((field) => fieldFilters(field, context.references)),
    orderable: new Map(['relative_path', 'first_tried', 'last_tried', 'attempts'].map((name) => [name, name])),
    defaultOrder: [{ field: 'relative_path', descending: false }],
    key: (row) => row,
    count: (query) => countRows(catalogue, quarantinedUnitTable, filters(query)),
    rows: (query) => listRows(catalogue, quarantinedUnitTable, { ...query, filters: filters(query) }),
    render: (rows) => rows.map(unitBody),
  }
}

/** `…/mirrors/<id>/quarantine/`. */
export function quarantineOperation(context: ApiContext): Operation {
  return {
    id: 'mirrors_quarantine_list',
    method: 'GET',
    path: `${OWN_API_ROOT}mirrors/:id/quarantine/`,
    tag: 'Mirrors',
    summary: 'List the units of a mirror that could not be had; the next sync tries them again',
    query: listParameters(quarantineList(context, null)),
    answers: {
      200: { description: 'A page.', name: 'QuarantinedUnit', schema: QuarantinedUnitSchema, paged: true },
    },
    run: (call) => listAnswer(call, quarantineList(context, requireMirror(context, call.params.id ?? '').pulp_id)),
  }
}
