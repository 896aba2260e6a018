import * as z from 'zod'
import { DIGEST_NAMES } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { API_ROOT } from '#shared/wire'
import { artifactPrn } from '#engine/artifact/artifact'
import { countRows, listRows } from '#engine/db/table-query'
import { artifactTable } from '#engine/db/table/content'
import type { ApiContext } from '../context.ts'
import { fieldFilters } from '../list/filter.ts'
import { identityFilters } from '../list/model-list.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'
import { artifactHref, artifactIdOf } from '../resource/reference.ts'

const LIST = `${API_ROOT}artifacts/`
const ITEM = `${LIST}:pulp_id/`

const digest = z.string().nullable()
const ArtifactSchema = z.object({
  pulp_href: z.string(),
  prn: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  file: z.string(),
  size: z.number().int(),
  ...Object.fromEntries(DIGEST_NAMES.map((name) => [name, digest])),
})

type ArtifactRow = typeof artifactTable.$inferSelect

function artifactBody(row: ArtifactRow): Record<string, unknown> {
  const created = isoTime(row.pulp_created)
  return {
    pulp_href: artifactHref(row.pulp_id),
    prn: artifactPrn(row.pulp_id),
    pulp_created: created,
    pulp_last_updated: created,
    file: `artifact/${row.sha256.slice(0, 2)}/${row.sha256.slice(2)}`,
    size: row.size,
    ...Object.fromEntries(DIGEST_NAMES.map((name) => [name, row[name]])),
  }
}

function artifactList(context: ApiContext): ListSource<ArtifactRow> {
  const { catalogue } = context.engine
  const fields: Field[] = [
    { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false },
    { name: 'size', column: 'size', type: 'integer', nullable: false },
    ...DIGEST_NAMES.map((name): Field => ({ name, column: name, type: 'digest', nullable: name !== 'sha256' })),
  ]
  return {
    filters: [...identityFilters(artifactIdOf), ...fields.flatMap((field) => fieldFilters(field, context.references))],
    orderable: new Map(fields.map((field) => [field.name, field.column])),
    defaultOrder: [{ field: 'pulp_id', descending: true }],
    count: (query) => countRows(catalogue, artifactTable, query.filters),
    rows: (query) => listRows(catalogue, artifactTable, query),
    render: (rows) => rows.map(artifactBody),
  }
}

export function artifactOperations(context: ApiContext): Operation[] {
  const source = artifactList(context)
  const one = { description: 'The artifact.', name: 'ArtifactResponse', schema: ArtifactSchema }
  return [
    {
      id: 'artifacts_list',
      method: 'GET',
      path: LIST,
      tag: 'Artifacts',
      summary: 'List stored files',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'artifacts_read',
      method: 'GET',
      path: ITEM,
      href: { parameter: 'artifact_href', prefix: ITEM },
      tag: 'Artifacts',
      summary: 'Show one stored file',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run(call) {
        const id = call.params.pulp_id ?? ''
        const filters = [{ field: 'pulp_id', lookup: 'exact' as const, value: id }]
        const [row] = isUuid(id) ? listRows(context.engine.catalogue, artifactTable, { filters }) : []
        if (!row) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return ok(chooseFields(artifactBody(row), call.query))
      },
    },
  ]
}
