import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import * as z from 'zod'
import { StillwaterError, ValidationError } from '#shared/error'
import { syncFile, syncFolder } from '#engine/artifact/sync'
import { TemporaryFile } from '#engine/artifact/temporary-file'
import type { ContentDeclaration, ContentUpload } from '#engine/plugin/declaration'
import { uploadContent } from '#engine/repository/upload-content'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { requestMessage } from '../message.ts'
import { accepted, type Call, type Operation, type Part } from '../operation.ts'
import { namesOf } from './naming.ts'
import type { Reference } from './reference.ts'
import { TaskAccepted } from './schema.ts'

const COMMON = {
  /** Adds the unit to this repository, in the same task. */
  repository: z.string().optional().meta({ format: 'uri' }),
}

interface Received {
  file: TemporaryFile | null
  fields: Record<string, string>
}

/** `…_create` of content that clients may bring themselves: a multipart form with the file and the fields the plugin declares. */
export function uploadOperation(context: ApiContext, { model, upload }: ContentDeclaration): Operation[] {
  if (!upload) return []
  const names = namesOf(model)
  const schema = upload.fields.extend(COMMON).strict()
  const described = schema.extend({ file: z.any().meta({ type: 'string', format: 'binary' }) })
  return [
    {
      id: `${names.id}_create`,
      method: 'POST',
      path: names.list,
      tag: names.tag,
      summary: `Upload a ${model.name}`,
      body: { name: names.schema, schema: described, multipart: true },
      answers: { 202: { description: 'The upload.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      async run(call) {
        const received = await receive(context, call)
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
  const { repository, ...own } = parseBody(schema, fields)
  if (!file) throw new ValidationError({ file: [requestMessage('required')] })
  const target = repository === undefined ? null : repositoryFor(context, pulpType, repository)
  const input = {
    pulp_type: pulpType,
    file: basename(file.path),
    size: file.size,
    digests: { ...file.digests } as Record<string, string>,
    fields: own,
    repository: target?.id ?? null,
  }
  const exclusive = target ? [target.model.prnOf(target.id)] : []
  return dispatchTask(context.engine, uploadContent, input, { exclusive })
}

/** The repository, when it may hold units of the type. @throws ValidationError */
function repositoryFor(context: ApiContext, pulpType: string, text: unknown): Reference {
  const holders = [...context.engine.registry.repositories.values()]
    .filter(({ contentTypes }) => contentTypes.some((model) => model.type === pulpType))
    .map(({ model }) => model)
  return context.references.require('repository', text, 'repository', holders)
}

async function receive(context: ApiContext, call: Call): Promise<Received> {
  const received: Received = { file: null, fields: {} }
  try {
    for await (const part of call.parts()) await take(context, received, part)
    return received
  } catch (error) {
    await received.file?.discard()
    throw error
  }
}

async function take(context: ApiContext, received: Received, part: Part): Promise<void> {
  if (part.kind === 'field') {
    received.fields[part.name] = part.value
    return
  }
  if (part.name !== 'file' || received.file) {
    part.stream.resume()
    throw new ValidationError({ [part.name]: [requestMessage('unexpected')] })
  }
  received.file = await store(context, part.stream)
}

/** Writes the stream below tmp/, hashed on the way. It is on disk before a task names it: the task may have to wait for the next start. */
async function store(context: ApiContext, stream: Readable): Promise<TemporaryFile> {
  const { folder, settings } = context.engine
  try {
    const file = await TemporaryFile.initAndValidate(stream, {
      dir: folder.tmp,
      allowed: settings.ALLOWED_CONTENT_CHECKSUMS,
    })
    await syncFile(file.path)
    await syncFolder(folder.tmp)
    return file
  } catch (cause) {
    if (cause instanceof StillwaterError) throw cause
    throw new StillwaterError('api.upload_incomplete', {}, { status: 400, cause })
  }
}
