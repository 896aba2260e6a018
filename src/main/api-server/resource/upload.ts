import { basename } from 'node:path'
import * as z from 'zod'
import { ValidationError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'
import { artifactPrn, getArtifact } from '#engine/artifact/artifact'
import type { TemporaryFile } from '#engine/artifact/temporary-file'
import { touch } from '#engine/db/touch'
import { sealValues } from '#engine/secret/queued-secrets'
import type { ContentDeclaration, ContentUpload } from '#engine/plugin/declaration'
import { uploadContent, type UploadContentInput } from '#engine/repository/upload-content'
import { assertUploadFree, assertWhole, chunksOf, findUpload, uploadPrn } from '#engine/upload/upload-store'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError, requestMessage } from '../message.ts'
import { accepted, MEBIBYTE, type Operation } from '../operation.ts'
import { namesOf } from './naming.ts'
import { receive, type Received } from './receive.ts'
import { artifactIdOf, type Reference, uploadIdOf } from './reference.ts'
import { TaskAccepted } from './schema.ts'
import { downloaderConfig, labelMap, remoteUrl } from './write-schema.ts'

const uri = z.string().meta({ format: 'uri' })

const COMMON = {
  repository: uri
    .optional()
    .meta({ description: 'Adds the unit to this repository, in the same task.', format: 'uri' }),
  overwrite: z
    .boolean()
    .optional()
    .meta({ description: 'False refuses a unit where the repository has another one in its place.' }),
  artifact: uri.optional().meta({ description: 'A stored file to make the unit of.', format: 'uri' }),
  upload: uri.optional().meta({ description: 'An upload in chunks to make the unit of.', format: 'uri' }),
  file_url: remoteUrl.optional().meta({ description: 'An address to fetch the file from.' }),
  downloader_config: downloaderConfig
    .optional()
    .meta({ description: 'How file_url is fetched: credentials, certificates, proxy, headers, timeouts.' }),
  pulp_labels: labelMap.optional(),
}

const SOURCES = ['file', 'artifact', 'upload', 'file_url'] as const

/** Where the bytes come from, as the task takes it, and what it must reserve for that. */
interface Source {
  input: Pick<UploadContentInput, 'artifact' | 'upload' | 'file_url' | 'downloader'>
  exclusive: string[]
  shared: string[]
}

/**
 * `…_create` of content that clients may bring themselves: the file in a multipart form, or one that is here already, has come in chunks or
 * can be fetched; with the fields the plugin declares. Source: pulpcore's SingleArtifactContentUploadSerializer.
 */
export function uploadOperation(context: ApiContext, { model, upload }: ContentDeclaration): Operation[] {
  if (!upload) return []
  const names = namesOf(model)
  const schema = upload.fields.extend(COMMON).strict()
  const described = schema.extend({ file: z.any().optional().meta({ type: 'string', format: 'binary' }) })
  return [
    {
      id: `${names.id}_create`,
      method: 'POST',
      path: names.list,
      tag: names.tag,
      summary: `Upload a ${model.name}`,
      body: { name: names.schema, schema: described, multipart: true, orJson: true },
      bodyLimit: MEBIBYTE,
      answers: { 202: { description: 'The upload.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      async run(call) {
        const received = await receive(context.engine, call)
        try {
          return accepted(dispatchUpload(context, model.type, schema, received))
        } catch (error) {
          await received.file?.discard()
          throw error
        }
      },
    },
  ]
}

function dispatchUpload(
  context: ApiContext,
  pulpType: string,
  schema: ContentUpload['fields'],
  { file, fields }: Received,
): string {
  assertOneSource(file, fields)
  const body = parseBody(schema, unpacked(fields))
  const { repository, overwrite, pulp_labels, artifact, upload, file_url, downloader_config, ...own } = body
  assertPath(own.relative_path)
  const target = repository === undefined ? null : repositoryFor(context, pulpType, repository)
  const source = sourceOf(context, { artifact, upload, file_url, downloader_config })
  const input: UploadContentInput = {
    pulp_type: pulpType,
    file: file && basename(file.path),
    size: file?.size ?? 0,
    digests: { ...file?.digests } as Record<string, string>,
    ...source.input,
    fields: own,
    labels: (pulp_labels as Record<string, string | null> | undefined) ?? null,
    repository: target?.id ?? null,
    overwrite: overwrite !== false,
  }
  const exclusive = [...source.exclusive, ...(target ? [target.model.prnOf(target.id)] : [])]
  return dispatchTask(context.engine, uploadContent, input, { exclusive, shared: source.shared })
}

function assertOneSource(file: TemporaryFile | null, fields: Record<string, unknown>): void {
  const given = SOURCES.filter((name) => (name === 'file' ? file !== null : fields[name] !== undefined))
  if (given.length !== 1) throw fieldError('non_field_errors', 'one_source')
}

/** What is no text arrives as JSON in a form. */
function unpacked(fields: Record<string, unknown>): Record<string, unknown> {
  const unpack = (name: string): Record<string, unknown> => {
    const text = fields[name]
    if (typeof text !== 'string') return {}
    try {
      return { [name]: JSON.parse(name === 'overwrite' ? text.toLowerCase() : text) as unknown }
    } catch {
      return {}
    }
  }
  return { ...fields, ...unpack('overwrite'), ...unpack('pulp_labels'), ...unpack('downloader_config') }
}

/** Refused at once and not only by the task. */
function assertPath(path: unknown): void {
  if (typeof path !== 'string') return
  const problem = relativePathProblem(path)
  if (problem) throw new ValidationError({ relative_path: [requestMessage('bad_path', { path, problem })] })
}

function sourceOf(context: ApiContext, given: Record<string, unknown>): Source {
  const { artifact, upload, file_url, downloader_config } = given
  const none = { artifact: null, upload: null, file_url: null, downloader: null }
  if (downloader_config !== undefined && typeof file_url !== 'string')
    throw fieldError('downloader_config', 'only_with_file_url')
  if (typeof artifact === 'string') {
    const id = requireArtifact(context, artifact)
    return { input: { ...none, artifact: id }, exclusive: [], shared: [artifactPrn(id)] }
  }
  if (typeof upload === 'string') {
    const id = requireWholeUpload(context, upload)
    return { input: { ...none, upload: id }, exclusive: [uploadPrn(id)], shared: [] }
  }
  if (typeof file_url !== 'string') return { input: none, exclusive: [], shared: [] }
  const config = downloader_config as Record<string, unknown> | undefined
  const downloader = config ? sealValues(context.engine.secrets, config) : null
  return { input: { ...none, file_url, downloader }, exclusive: [], shared: [] }
}

function requireArtifact({ engine }: ApiContext, text: string): string {
  const id = artifactIdOf(text)
  if (id === null) throw fieldError('artifact', 'not_a_reference', { value: text, kind: 'artifact' })
  // Wanted from now on, however long the task has to wait.
  const gone = touch(engine.catalogue, 'core_artifact', [id])
  if (gone.size > 0) throw fieldError('artifact', 'no_such_object', { value: text, kind: 'artifact' })
  return getArtifact(engine.catalogue, id).id
}

/** Id of an upload that is whole and that no task uses. @throws ValidationError naming the field; StillwaterError `upload.incomplete`, `upload.in_use` */
export function requireWholeUpload({ engine }: ApiContext, text: string, field = 'upload'): string {
  const id = uploadIdOf(text)
  const upload = id === null ? null : findUpload(engine.catalogue, id)
  if (!upload) throw fieldError(field, 'not_a_reference', { value: text, kind: 'upload' })
  assertUploadFree(engine.catalogue, upload.pulp_id)
  assertWhole(chunksOf(engine.catalogue, upload.pulp_id), upload.size)
  return upload.pulp_id
}

/** The repository, when it may hold units of the type. @throws ValidationError */
function repositoryFor(context: ApiContext, pulpType: string, text: unknown): Reference {
  const holders = [...context.engine.registry.repositories.values()]
    .filter(({ contentTypes }) => contentTypes.some((model) => model.type === pulpType))
    .map(({ model }) => model)
  return context.references.require('repository', text, 'repository', holders)
}
