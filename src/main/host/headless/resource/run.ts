import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { TaskBody } from '#shared/api/task'
import type { ApiResponse } from '#shared/wire'
import { type ApiClient, bodyOf, get, type Page } from '../client/api-client.ts'
import { type CommonOptions, type Context, t, writeJson } from '../context.ts'
import { unreadable, UsageError } from '../problem.ts'
import { completed, waitForTask } from '../wait.ts'
import type { Field, Operation, Resource } from './operation.ts'
import { dereferenced, hrefOf } from './reference.ts'
import { writeObject, writeObjects } from './show.ts'
import { given, valueFor } from './value.ts'

export interface ResourceOptions extends CommonOptions, Record<string, unknown> {
  background?: boolean
  filter?: string[]
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

async function queryOf({ client, operation, options }: Call): Promise<Record<string, string>> {
  const query: Record<string, string> = {}
  for (const field of operation.query) {
    const value = given(field, options)
    if (value !== undefined) query[field.name] = String(await dereferenced(client, field.name, value))
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
  present(call, await get<Record<string, unknown>>(call.client, href))
}

/** A list below one object, such as the versions of a repository. */
export async function listBelow(call: Call, name: string, segment: string): Promise<void> {
  const href = await hrefOf(call.client, call.resource.path, name)
  const query = { ...(await queryOf(call)) }
  const page = await get<Page<Record<string, unknown>>>(call.client, `${href}${segment}/`, query)
  if (call.options.json) writeJson(call.context, page.results)
  else writeObjects(call.context.output, page)
}

/** Any operation that changes something: at the list, at one object, or at an action of it. */
export async function change(call: Call, name: string | null): Promise<void> {
  const { client, resource, operation } = call
  const object = name === null ? null : await hrefOf(client, resource.path, name)
  const path = object === null ? resource.path : isAction(operation) ? `${object}${operation.action}/` : object
  const response = operation.isForm
    ? await client.upload(path, await formOf(call))
    : await client.request({ method: operation.method, path, body: await bodyFor(call) })
  await settle(call, response, object)
}

const isAction = ({ action }: Operation): boolean => !['update', 'partial_update', 'delete'].includes(action)

async function bodyFor({ client, operation, options }: Call): Promise<Record<string, unknown> | undefined> {
  if (operation.method === 'DELETE') return undefined
  const body: Record<string, unknown> = {}
  for (const field of operation.body) {
    const text = given(field, options)
    if (text !== undefined) body[field.name] = await dereferenced(client, field.name, valueFor(field, text))
  }
  return body
}

async function formOf({ client, operation, options }: Call): Promise<FormData> {
  const form = new FormData()
  for (const field of operation.body) {
    const text = given(field, options)
    if (text === undefined) continue
    if (field.schema.format === 'binary') await appendFile(form, field, String(text))
    else form.append(field.name, formText(await dereferenced(client, field.name, valueFor(field, text))))
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
async function settle(call: Call, response: ApiResponse, object: string | null): Promise<void> {
  const { context, client, operation, options } = call
  const body = bodyOf<Record<string, unknown> | null>(response)
  const href = body?.['task']
  if (typeof href !== 'string') return body === null ? undefined : present(call, body)
  if (options.background) {
    if (options.json) writeJson(context, body)
    else context.output.line(t('cli.task.queued', { href }))
    return
  }
  const task = completed(await waitForTask(client, href, context.output))
  const result =
    operation.action === 'delete' ? null : await resultOf(client, task, isAction(operation) ? null : object)
  if (result !== null) present(call, result)
  else if (options.json) writeJson(context, task)
  else context.output.line(t(operation.action === 'delete' ? 'cli.resource.deleted' : 'cli.resource.unchanged'))
}

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
