/** Files that come in chunks. Names, shapes and statuses are those of pulpcore's UploadViewSet. */
import * as z from 'zod'
import { isDigest } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { countRows, listRows } from '#engine/db/table-query'
import { type UploadRow, uploadTable } from '#engine/db/table/upload'
import { commitUpload } from '#engine/upload/commit-upload'
import {
  assertUploadFree,
  assertWhole,
  chunksOf,
  createUpload,
  deleteUpload,
  findUpload,
  saveChunk,
  uploadHref,
  uploadPrn,
  UPLOADS,
} from '#engine/upload/upload-store'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldFilters } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { identityFilters } from '../list/model-list.ts'
import { fieldError } from '../message.ts'
import { accepted, type Answer, type Call, created, noContent, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'
import { receive } from '../resource/receive.ts'
import { uploadIdOf } from '../resource/reference.ts'
import { TaskAccepted } from '../resource/schema.ts'

const ITEM = `${UPLOADS}:pulp_id/`
const HREF = { parameter: 'upload_href', prefix: ITEM }
const TAG = 'Uploads'

const UploadSchema = z.object({
  pulp_href: z.string().meta({ format: 'uri' }),
  prn: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  size: z.number().int(),
})
const UploadDetailSchema = UploadSchema.extend({
  chunks: z.array(z.object({ offset: z.number().int(), size: z.number().int() })),
})

const createSchema = z.strictObject({
  size: z.number().int().min(0).meta({ description: 'Bytes of the whole file.' }),
})
const sha256 = z.string().transform((text, issues) => {
  const digest = text.toLowerCase()
  if (!isDigest('sha256', digest)) issues.addIssue({ code: 'custom', message: 'Enter 64 hexadecimal digits.' })
  return digest
})
const chunkSchema = z.strictObject({ sha256: sha256.optional() })
const describedChunk = z.object({
  file: z.any().meta({ type: 'string', format: 'binary' }),
  sha256: z.string().optional().meta({ description: 'SHA-256 of the chunk.' }),
})
const commitSchema = z.strictObject({ sha256 })
const describedCommit = z.object({ sha256: z.string().meta({ description: 'SHA-256 of the whole file.' }) })

function uploadBody(row: UploadRow): z.infer<typeof UploadSchema> {
  return {
    pulp_href: uploadHref(row.pulp_id),
    prn: uploadPrn(row.pulp_id),
    pulp_created: isoTime(row.pulp_created),
    pulp_last_updated: isoTime(row.pulp_last_updated),
    size: row.size,
  }
}

function requireUpload({ engine }: ApiContext, call: Call): UploadRow {
  const id = call.params.pulp_id ?? ''
  const row = isUuid(id) ? findUpload(engine.catalogue, id) : null
  if (!row) throw new StillwaterError('api.not_found', { path: call.url.split('?')[0] ?? '' }, { status: 404 })
  return row
}

const RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/

/** Place of a chunk in the file, both ends inclusive. @throws ValidationError */
function rangeOf(call: Call, size: number): { start: number; end: number } {
  const match = RANGE.exec(String(call.headers['content-range'] ?? ''))
  const [start, end] = [Number(match?.[1]), Number(match?.[2])]
  if (!match || end < start) throw fieldError('non_field_errors', 'content_range')
  if (match[3] !== '*' && Number(match[3]) !== size) throw fieldError('non_field_errors', 'chunk_total')
  if (end > size - 1) throw fieldError('non_field_errors', 'chunk_end')
  return { start, end }
}

async function takeChunk(context: ApiContext, call: Call): Promise<Answer> {
  const { engine } = context
  const { pulp_id, size } = requireUpload(context, call)
  const { start, end } = rangeOf(call, size)
  assertUploadFree(engine.catalogue, pulp_id)
  const length = end - start + 1
  const { file, fields } = await receive(engine, call, { limit: length })
  try {
    const expected = parseBody(chunkSchema, fields).sha256
    if (!file) throw fieldError('file', 'required')
    if (file.size !== length) throw fieldError('non_field_errors', 'chunk_size')
    if (expected !== undefined && expected !== file.digests.sha256) throw fieldError('non_field_errors', 'chunk_digest')
    await saveChunk(engine, pulp_id, start, file)
  } finally {
    await file?.discard()
  }
  return ok(uploadBody(requireUpload(context, call)))
}

function commit(context: ApiContext, call: Call): Answer {
  const { engine } = context
  const { pulp_id, size } = requireUpload(context, call)
  const { sha256: digest } = parseBody(commitSchema, call.body)
  assertUploadFree(engine.catalogue, pulp_id)
  assertWhole(chunksOf(engine.catalogue, pulp_id), size)
  const exclusive = [uploadPrn(pulp_id)]
  return accepted(dispatchTask(engine, commitUpload, { upload: pulp_id, sha256: digest }, { exclusive }))
}

function uploadList(context: ApiContext): ListSource<UploadRow> {
  const { catalogue } = context.engine
  const fields: Field[] = [
    { name: 'size', column: 'size', type: 'integer', nullable: false },
    { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false },
    { name: 'pulp_last_updated', column: 'pulp_last_updated', type: 'time', nullable: false },
  ]
  return {
    filters: [...identityFilters(uploadIdOf), ...fields.flatMap((field) => fieldFilters(field, context.references))],
    orderable: new Map(fields.map((field) => [field.name, field.column])),
    defaultOrder: [{ field: 'pulp_id', descending: true }],
    key: (row) => row,
    count: (query) => countRows(catalogue, uploadTable, query.filters),
    rows: (query) => listRows(catalogue, uploadTable, query),
    render: (rows) => rows.map(uploadBody),
  }
}

export function uploadOperations(context: ApiContext): Operation[] {
  const { engine } = context
  const source = uploadList(context)
  const one = { description: 'The upload.', name: 'UploadResponse', schema: UploadSchema }
  return [
    {
      id: 'uploads_list',
      method: 'GET',
      path: UPLOADS,
      tag: TAG,
      summary: 'List uploads',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'uploads_create',
      method: 'POST',
      path: UPLOADS,
      tag: TAG,
      summary: 'Begin an upload in chunks',
      body: { name: 'Upload', schema: createSchema },
      answers: { 201: one },
      run: async (call) => created(uploadBody(await createUpload(engine, parseBody(createSchema, call.body).size))),
    },
    {
      id: 'uploads_read',
      method: 'GET',
      path: ITEM,
      href: HREF,
      tag: TAG,
      summary: 'Show an upload and the chunks that have arrived',
      query: FIELD_PARAMETERS,
      answers: { 200: { description: 'The upload.', name: 'UploadDetailResponse', schema: UploadDetailSchema } },
      run(call) {
        const row = requireUpload(context, call)
        const chunks = chunksOf(engine.catalogue, row.pulp_id).map(({ offset, size }) => ({ offset, size }))
        return ok(chooseFields({ ...uploadBody(row), chunks }, call.query))
      },
    },
    {
      id: 'uploads_update',
      method: 'PUT',
      path: ITEM,
      href: HREF,
      tag: TAG,
      summary: 'Upload a file chunk',
      headers: [
        {
          name: 'Content-Range',
          description: 'Place of the chunk within the file.',
          schema: { type: 'string', pattern: '^bytes (\\d+)-(\\d+)/(\\d+|[*])$' },
          required: true,
        },
      ],
      body: { name: 'UploadChunk', schema: describedChunk, multipart: true },
      answers: { 200: one },
      run: (call) => takeChunk(context, call),
    },
    {
      id: 'uploads_delete',
      method: 'DELETE',
      path: ITEM,
      href: HREF,
      tag: TAG,
      summary: 'Delete an upload',
      answers: { 204: { description: 'It is gone.' } },
      async run(call) {
        const { pulp_id } = requireUpload(context, call)
        assertUploadFree(engine.catalogue, pulp_id)
        await deleteUpload(engine, pulp_id)
        return noContent()
      },
    },
    {
      id: 'uploads_commit',
      method: 'POST',
      path: `${ITEM}commit/`,
      href: HREF,
      tag: TAG,
      summary: 'Finish an Upload',
      body: { name: 'UploadCommit', schema: describedCommit },
      answers: { 202: { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      run: (call) => commit(context, call),
    },
  ]
}
