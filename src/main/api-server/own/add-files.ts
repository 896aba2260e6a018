/** Files that people add to a mirror by hand: what may come, one task and one version for all of them, and what became of each. */
import * as z from 'zod'
import type { AddedFilesBody, ByHandBody, UploadTypeBody } from '#shared/api/by-hand'
import { kindOfFile } from '#shared/api/by-hand'
import { StillwaterError, ValidationError } from '#shared/error'
import { describeError } from '#shared/i18n/format'
import { isUuid } from '#shared/id'
import { OWN_API_ROOT } from '#shared/wire'
import type { RepositoryInstance } from '#engine/db/masters'
import { assertChangeable } from '#engine/repository/exact'
import { addFiles, type AddFilesResult } from '#engine/upload/add-files'
import { uploadPrn } from '#engine/upload/upload-store'
import { getTask } from '#engine/tasking/task-store'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError, requestMessage } from '../message.ts'
import { accepted, type Answer, type Call, MEBIBYTE, ok, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { requireWholeUpload } from '../resource/upload.ts'
import { requireMirror } from './mirror-create.ts'
import { MirrorFieldSchema } from './schema.ts'

const ITEM = `${OWN_API_ROOT}mirrors/:id/`
const TAG = 'Mirrors'
/** Files of one request: one version is made of them. */
const MOST_FILES = 1000

const ProblemSchema = z.object({ code: z.string(), description: z.string(), advice: z.string().nullable() }).nullable()

const ByHandSchema = z.object({
  refusal: ProblemSchema,
  uploads: z.array(
    z.object({
      pulp_type: z.string(),
      endings: z.array(z.string()),
      parts: z.array(z.string()),
      path: z.string().nullable(),
      questions: z.array(MirrorFieldSchema),
    }),
  ),
  pull: z.object({ questions: z.array(MirrorFieldSchema), chooses: z.array(z.string()) }),
})

const AddedFilesSchema = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['added', 'present', 'part', 'failed']),
      unit: z.string().nullable(),
      error: ProblemSchema,
    }),
  ),
  version: z.string().nullable(),
}) satisfies z.ZodType<AddedFilesBody>

const schema = z.strictObject({
  files: z
    .array(
      z.strictObject({
        upload: z.string().meta({ description: 'An upload whose chunks have all arrived.', format: 'uri' }),
        name: z.string().min(1).max(1024).meta({ description: 'Name of the file; its ending says what it is.' }),
        fields: z.record(z.string(), z.unknown()).default({}).meta({
          description: 'What its type asks beside the file, such as relative_path.',
        }),
      }),
    )
    .min(1)
    .max(MOST_FILES),
  overwrite: z.boolean().default(false).meta({ description: 'Whether files take the place of others.' }),
})

/** What files the mirror takes, as the plugins declare it. */
function uploadTypes({ engine }: ApiContext, repository: RepositoryInstance): UploadTypeBody[] {
  const { registry } = engine
  const types = registry.repositories.get(repository.pulp_type)?.contentTypes ?? []
  return types.flatMap(({ type }) => {
    const form = registry.content.get(type)?.upload?.form
    if (!form) return []
    const { endings, parts = [], path = null } = form
    const questions = [...(form.questions?.(engine, repository) ?? [])]
    return [{ pulp_type: type, endings: [...endings], parts: [...parts], path, questions }]
  })
}

function refusalOf({ engine }: ApiContext, repository: RepositoryInstance): ByHandBody['refusal'] {
  try {
    assertChangeable(engine.registry, repository)
    return null
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    return problemOf(error)
  }
}

function problemOf(error: Pick<StillwaterError, 'code' | 'params'>): NonNullable<ByHandBody['refusal']> {
  const { description, advice } = describeError(error)
  return { code: error.code, description, advice }
}

function byHand(context: ApiContext, repository: RepositoryInstance): ByHandBody {
  const plugin = context.engine.registry.plugins.find(({ copy }) => copy?.repository.type === repository.pulp_type)
  return {
    refusal: refusalOf(context, repository),
    uploads: uploadTypes(context, repository),
    pull: {
      questions: [...(plugin?.copy?.questions ?? [])],
      chooses: Object.keys(plugin?.copy?.entry.shape ?? {}),
    },
  }
}

function add(context: ApiContext, call: Call): Answer {
  const repository = requireMirror(context, call.params.id ?? '')
  const { files, overwrite } = parseBody(schema, call.body)
  assertChangeable(context.engine.registry, repository)
  const types = uploadTypes(context, repository)
  const input = files.map((file, index) => resolve(context, types, file, `files.${index}.`))
  const ids = input.map(({ upload }) => upload)
  if (new Set(ids).size < ids.length) throw fieldError('files', 'unexpected')
  const exclusive = [repository, ...ids.map(uploadPrn)]
  return accepted(
    dispatchTask(context.engine, addFiles, { repository: repository.pulp_id, files: input, overwrite }, { exclusive }),
  )
}

/** @throws ValidationError naming the field of the file */
function resolve(
  context: ApiContext,
  types: readonly UploadTypeBody[],
  { upload, name, fields }: z.output<typeof schema>['files'][number],
  prefix: string,
) {
  const kind = kindOfFile(name, types)
  if (!kind) {
    const endings = types.flatMap((type) => [...type.endings, ...type.parts]).join(', ')
    throw new ValidationError({ [`${prefix}name`]: [requestMessage('file_ending', { name, endings })] })
  }
  const id = requireWholeUpload(context, upload, `${prefix}upload`)
  if (kind.isPart) return { upload: id, name, pulp_type: null, fields: {} }
  const { pulp_type: type, path } = kind.type
  const given = path === null || path in fields ? fields : { ...fields, [path]: name }
  const declared = context.engine.registry.content.get(type)?.upload?.fields
  const checked = declared ? parseBody<Record<string, unknown>>(declared.strict(), given) : {}
  return { upload: id, name, pulp_type: type, fields: checked }
}

function outcome(context: ApiContext, call: Call): Answer {
  const id = call.params.pulp_id ?? ''
  const task = isUuid(id) ? getTask(context.engine.catalogue, id) : null
  if (task?.name !== addFiles.id) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
  const { files = [], version = null } = (task.result ?? {}) as Partial<AddFilesResult>
  return ok({
    files: files.map((file) => ({ ...file, error: file.error && problemOf(file.error) })),
    version,
  } satisfies AddedFilesBody)
}

export function addFilesOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'mirrors_by_hand_read',
      method: 'GET',
      path: `${ITEM}by-hand/`,
      tag: TAG,
      summary: 'Say what may be added to a mirror by hand, and what is asked for that',
      answers: { 200: { description: 'The questions.', name: 'ByHand', schema: ByHandSchema } },
      run: (call) => ok(byHand(context, requireMirror(context, call.params.id ?? ''))),
    },
    {
      id: 'mirrors_files_add',
      method: 'POST',
      path: `${ITEM}files/`,
      tag: TAG,
      summary: 'Add uploaded files to a mirror, in one new version; a bad one is left out and says why',
      body: { name: 'AddFiles', schema },
      bodyLimit: 4 * MEBIBYTE,
      answers: { 202: { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      run: (call) => add(context, call),
    },
    {
      id: 'tasks_added_files_read',
      method: 'GET',
      path: `${OWN_API_ROOT}tasks/:pulp_id/added-files/`,
      tag: 'Tasks',
      summary: 'Say what became of each file that was added to a mirror',
      answers: { 200: { description: 'The files.', name: 'AddedFiles', schema: AddedFilesSchema } },
      run: (call) => outcome(context, call),
    },
  ]
}
