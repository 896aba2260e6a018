import * as z from 'zod'
import { DIGEST_NAMES, type DigestName } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { API_ROOT } from '#shared/wire'
import { artifactPrn, findArtifact, saveArtifacts } from '#engine/artifact/artifact'
import type { TemporaryFile } from '#engine/artifact/temporary-file'
import type { Engine } from '#engine/engine'
import { deleteArtifact } from '#engine/housekeeping/delete-artifact'
import { countRows, listRows } from '#engine/db/table-query'
import { artifactTable } from '#engine/db/table/content'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldFilters } from '../list/filter.ts'
import { identityFilters } from '../list/model-list.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { fieldError } from '../message.ts'
import { type Call, created, noContent, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { receive } from '../resource/receive.ts'
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
    key: (row) => row,
    count: (query) => countRows(catalogue, artifactTable, query.filters),
    rows: (query) => listRows(catalogue, artifactTable, query),
    render: (rows) => rows.map(artifactBody),
  }
}

/** What a client sends beside the file: what it should be. */
const createSchema = z.strictObject({
  size: z.coerce.number().int().min(0).optional(),
  ...Object.fromEntries(DIGEST_NAMES.map((name) => [name, z.string().nullable().optional()])),
})
const describedSchema = createSchema.extend({
  size: z.number().int().optional(),
  file: z.any().meta({ type: 'string', format: 'binary' }),
})

/** Stores a file that must not be there yet, as pulpcore's ArtifactSerializer. */
async function createArtifact({ engine }: ApiContext, call: Call): Promise<Record<string, unknown>> {
  const { file, fields } = await receive(engine, call)
  try {
    const expected = parseBody(createSchema, fields) as Expected
    if (!file) throw fieldError('file', 'required')
    assertExpected(engine, file, expected)
    const known = findArtifact(engine.catalogue, file.digests)
    const digest = file.digests.sha256 ?? ''
    if (known) throw fieldError('sha256', 'artifact_exists', { algorithm: 'sha256', digest })
    const [artifact] = await saveArtifacts(engine, [file])
    const filters = [{ field: 'pulp_id', lookup: 'exact' as const, value: artifact?.id }]
    const [row] = listRows(engine.catalogue, artifactTable, { filters })
    if (!row) throw new TypeError('the artifact was saved')
    return artifactBody(row)
  } finally {
    // In the store by now, or refused.
    await file?.discard()
  }
}

type Expected = { size?: number } & Partial<Record<DigestName, string | null>>

function assertExpected({ settings }: Engine, file: TemporaryFile, expected: Expected): void {
  if (expected.size !== undefined && expected.size !== file.size) throw fieldError('non_field_errors', 'size_differs')
  const given = DIGEST_NAMES.filter((name) => typeof expected[name] === 'string' && expected[name] !== '')
  const forbidden = given.filter((name) => !settings.ALLOWED_CONTENT_CHECKSUMS.includes(name))
  if (forbidden.length > 0)
    throw fieldError('non_field_errors', 'digest_forbidden', { algorithms: forbidden.join(', ') })
  for (const algorithm of given)
    if (expected[algorithm]?.toLowerCase() !== file.digests[algorithm])
      throw fieldError('non_field_errors', 'digest_differs', { algorithm })
}

/** @throws StillwaterError `artifact.in_content`, `artifact.in_use` (409), `api.not_found` */
function deleteUnused({ engine }: ApiContext, call: Call): void {
  const outcome = deleteArtifact(engine, call.params.pulp_id ?? '')
  if (outcome === 'unknown') throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
  if (outcome !== 'deleted') throw new StillwaterError(`artifact.${outcome}`, {}, { status: 409 })
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
    {
      id: 'artifacts_create',
      method: 'POST',
      path: LIST,
      tag: 'Artifacts',
      summary: 'Store a file',
      body: { name: 'Artifact', schema: describedSchema, multipart: true },
      answers: { 201: one },
      run: async (call) => created(await createArtifact(context, call)),
    },
    {
      id: 'artifacts_delete',
      method: 'DELETE',
      path: ITEM,
      href: { parameter: 'artifact_href', prefix: ITEM },
      tag: 'Artifacts',
      summary: 'Delete a stored file that no content uses',
      answers: { 204: { description: 'It is gone.' }, 409: { description: 'It is in use.' } },
      run(call) {
        deleteUnused(context, call)
        return noContent()
      },
    },
  ]
}
