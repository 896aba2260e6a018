import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { TaskBody } from '#shared/api/task'
import type { ApiResponse } from '#shared/wire'
import { type ApiClient, bodyOf, get, type Page } from '../client/api-client.ts'
import { type CommonOptions, type Context, t, writeJson } from '../context.ts'
import { unreadable, UsageError } from '../problem.ts'
import { completed, waitForGroup, waitForTask } from '../wait.ts'
import { DEFAULT_CHUNK, uploadInChunks } from './chunks.ts'
import type { Field, Operation, Resource } from './operation.ts'
import { dereferenced, hrefOf } from './reference.ts'
import { writeObject, writeObjects } from './show.ts'
import { given, valueFor } from './value.ts'

export interface ResourceOptions extends CommonOptions, Record<string, unknown> {
  background?: boolean
  filter?: string[]
  /** Bytes. */
  chunkSize?: number
}

/** What one call of a resource command works with. */
export interface Call {
  context: Context
  client: ApiClient
  resource: Resource
  operation: Operation
  options: ResourceOptions
}

/** `list`: the page the options ask for. */
export async function listObjects(call: Call): Promise<void> {
  const query = await queryOf(call)
  const page = await get<Page<Record<string, unknown>>>(call.client, call.resource.path, query)
  if (call.options.json) writeJson(call.context, page.results)
  else writeObjects(call.context.output, page)
}

export async function queryOf({ client, operation, options }: Call): Promise<Record<string, string>> {
  const query: Record<string, string> = {}
  for (const field of operation.query) {
    const value = given(field, options)
    if (value !== undefined) query[field.name] = String(await dereferenced(client, field, value))
  }
  for (const filter of options.filter ?? []) {
    const [, name, value] = /^([\w-]+)=(.*)$/s.exec(filter) ?? []
    if (name === undefined || value === undefined) throw new UsageError(t('cli.usage.filter', { value: filter }))
    query[name] = value
  }
  return query
}

export async function showObject(call: Call, name: string): Promise<void> {
  const href = await hrefOf(call.client, call.resource.path, name)
  present(call, await get<Record<string, unknown>>(call.client, call.operation.path.replace(/^\{\w+\}/, href)))
}

/** A list below one object, such as the versions of a repository. */
export async function listBelow(call: Call, name: string): Promise<void> {
  const href = await hrefOf(call.client, call.resource.path, name)
  const query = { ...(await queryOf(call)) }
  const path = call.operation.path.replace(/^\{\w+\}/, href)
  const page = await get<Page<Record<string, unknown>>>(call.client, path, query)
  if (call.options.json) writeJson(call.context, page.results)
  else writeObjects(call.context.output, page)
}

/** Any operation that changes something: at the list, at one object, or at an action of it. */
export async function change(call: Call, name: string | null): Promise<void> {
  const { client, resource, operation } = call
  const object = name === null ? null : await hrefOf(client, resource.path, name)
  const path = object === null ? operation.path : operation.path.replace(/^\{\w+\}/, object)
  const response = operation.isForm
    ? await sendForm(call, path)
    : await client.request({ method: operation.method, path, body: await bodyFor(call) })
  await settle(call, response, isUpdate(operation) ? object : null)
}

/** A form with a file; one that is larger than a chunk goes up in pieces first, where the operation takes it like that. */
async function sendForm(call: Call, path: string): Promise<ApiResponse> {
  const { client, operation, options } = call
  const field = operation.body.find(({ schema }) => schema.format === 'binary')
  const file = field && given(field, options)
  const inPieces = operation.body.some(({ name }) => name === 'upload')
  if (typeof file !== 'string' || !inPieces) return client.upload(path, await formOf(call))
  const upload = await uploadInChunks(client, file, options.chunkSize ?? DEFAULT_CHUNK)
  if (upload === null) return client.upload(path, await formOf(call))
  const others = operation.body.filter((one) => one !== field)
  const form = await formOf({ ...call, operation: { ...operation, body: others } })
  form.set('upload', upload)
  return client.upload(path, form)
}

const isUpdate = ({ action }: Operation): boolean => action === 'update' || action === 'partial_update'

export async function bodyFor({ client, operation, options }: Call): Promise<Record<string, unknown> | undefined> {
  if (operation.method === 'DELETE' || operation.method === 'GET') return undefined
  const body: Record<string, unknown> = {}
  for (const field of operation.body) {
    const text = given(field, options)
    if (text !== undefined) body[field.name] = await dereferenced(client, field, valueFor(field, text))
  }
  return body
}

export async function formOf({ client, operation, options }: Call): Promise<FormData> {
  const form = new FormData()
  for (const field of operation.body) {
    const text = given(field, options)
    if (text === undefined) continue
    if (field.schema.format === 'binary') await appendFile(form, field, String(text))
    else form.append(field.name, formText(await dereferenced(client, field, valueFor(field, text))))
  }
  return form
}

async function appendFile(form: FormData, field: Field, path: string): Promise<void> {
  try {
    form.append(field.name, await openAsBlob(path), basename(path))
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

const formText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Waits for the task that an answer may name, and shows what came of it. */
export async function settle(call: Call, response: ApiResponse, object: string | null): Promise<void> {
  const { context, client, operation, options } = call
  const body = bodyOf<Record<string, unknown> | null>(response)
  const group = body?.['task_group']
  if (typeof group === 'string' && !options.background)
    return present(call, await waitForGroup(client, group, context.output))
  const href = body?.['task'] ?? group
  if (typeof href !== 'string' || !isAnswerOfTask(body)) return showAnswer(call, body)
  if (options.background) {
    if (options.json) writeJson(context, body)
    else context.output.line(t('cli.task.queued', { href }))
    return
  }
  const task = completed(await waitForTask(client, href, context.output))
  const isDelete = operation.method === 'DELETE'
  const result = isDelete ? null : await resultOf(client, task, object)
  if (result !== null) present(call, result)
  else if (options.json) writeJson(context, task)
  else if (isPreview(task.result)) writeObject(context.output, task.result)
  else context.output.line(t(isDelete ? 'cli.resource.deleted' : withoutResult(operation)))
}

/** What is said of a task that made nothing: of one that makes versions, that there was nothing new. */
const withoutResult = ({ action }: Operation): string =>
  ['sync', 'modify'].includes(action) ? 'cli.resource.unchanged' : 'cli.resource.done'

/** What a task answers that was only to look. */
const isPreview = (result: unknown): result is Record<string, unknown> =>
  typeof result === 'object' && result !== null && 'preview' in result

/** Objects may have fields of these names; the answer that names a task has nothing else to say. */
const isAnswerOfTask = (body: Record<string, unknown> | null): boolean =>
  body !== null && Object.keys(body).every((key) => ['task', 'task_group', 'mirror'].includes(key))

function showAnswer(call: Call, body: unknown): void {
  const { context, options } = call
  if (body === null) {
    if (options.json) writeJson(context, null)
    else if (call.operation.method === 'DELETE') context.output.line(t('cli.resource.deleted'))
  } else if (typeof body !== 'object' || Array.isArray(body) || options.json) writeJson(context, body)
  else if (isPage(body)) writeObjects(context.output, body)
  else writeObject(context.output, body as Record<string, unknown>)
}

const isPage = (body: object): body is Page<Record<string, unknown>> =>
  'results' in body && Array.isArray(body.results) && 'count' in body

/** What a task made, else the object it changed. */
async function resultOf(
  client: ApiClient,
  task: TaskBody,
  object: string | null,
): Promise<Record<string, unknown> | null> {
  const href = object ?? task.created_resources.at(-1)
  if (href === undefined) return null
  const answer = await client.request({ method: 'GET', path: href })
  return answer.status === 200 ? (answer.body as Record<string, unknown>) : { pulp_href: href }
}

function present({ context, options }: Call, value: Record<string, unknown>): void {
  if (options.json) writeJson(context, value)
  else writeObject(context.output, value)
}
