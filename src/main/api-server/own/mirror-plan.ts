import * as z from 'zod'
import type { MirrorField, MirrorRequest } from '#shared/api/mirror'
import { ValidationError } from '#shared/error'
import { isRelativePath } from '#shared/relative-path'
import type { MirrorPlan, MirrorSourceDeclaration, PlanOptions, PluginDeclaration } from '#engine/plugin/declaration'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError, requestMessage } from '../message.ts'
import { filtersOf, sourceFields } from './mirror-filter.ts'

export const MirrorRequestSchema = z.strictObject({
  plugin: z.string(),
  source: z.string(),
  name: z.string().trim().min(1).max(255).optional(),
  policy: z.enum(['immediate', 'on_demand', 'streamed']).optional(),
  input: z.record(z.string(), z.unknown()),
  update: z.boolean().optional(),
  quarantine: z.boolean().optional(),
})

export interface PlannedMirror {
  plugin: PluginDeclaration
  plan: MirrorPlan
  /** Whether a mirror of the name is meant to be replaced. */
  update: boolean
  /** Whether bad files are set aside; undefined when the request does not say. */
  quarantine: boolean | undefined
}

/**
 * What the plugin would make of the request; nothing is written.
 * @throws ValidationError naming the field; problems of the upstream as the plugin says them
 */
export async function planMirror(
  context: Pick<ApiContext, 'engine'>,
  body: unknown,
  signal: AbortSignal,
  options: PlanOptions = {},
): Promise<PlannedMirror> {
  const { request, plugin, source } = requestedSource(context, body)
  checkInput(source, request.input)
  const filters = filtersOf(request.input)
  const input = { ...request.input, ...filters }
  const plan = await untilGone(source.plan({ ...request, input }, context.engine, signal, options), signal)
  const remote = { ...filters, ...plan.remote }
  return {
    plugin,
    plan: { ...plan, remote },
    update: request.update ?? false,
    quarantine: request.quarantine,
  }
}

/** What a request is answered from. @throws ValidationError when the request means nothing */
export function sourceOf(context: Pick<ApiContext, 'engine'>, body: unknown): MirrorSourceDeclaration {
  return requestedSource(context, body).source
}

function requestedSource({ engine }: Pick<ApiContext, 'engine'>, body: unknown) {
  const request = parseBody(MirrorRequestSchema, body) as MirrorRequest
  const { plugins } = engine.registry
  const plugin = plugins.find((one) => one.name === request.plugin)
  if (!plugin)
    throw choiceError(
      'plugin',
      request.plugin,
      plugins.map((one) => one.name),
    )
  const { sources } = plugin.mirror
  const source = sources.find((one) => one.id === request.source)
  if (!source)
    throw choiceError(
      'source',
      request.source,
      sources.map((one) => one.id),
    )
  return { request, plugin, source }
}

function choiceError(field: string, value: string, choices: readonly string[]): ValidationError {
  return fieldError(field, 'not_a_choice', { value, choices: choices.join(', ') })
}

/** Refuses what the form does not ask, and what it needs and did not get. */
function checkInput(source: MirrorSourceDeclaration, input: Record<string, unknown>): void {
  const problems: Record<string, string[]> = {}
  const fields = new Map(sourceFields(source).map((field) => [field.name, field]))
  for (const name of Object.keys(input)) if (!fields.has(name)) problems[name] = [requestMessage('unexpected')]
  for (const field of fields.values()) {
    if (field.required && isEmpty(field, input[field.name])) problems[field.name] = [requestMessage('required')]
  }
  if (Object.keys(problems).length > 0) throw new ValidationError(problems)
}

function isEmpty(field: MirrorField, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return field.default === undefined
  return Array.isArray(value) && value.length === 0
}

/** Stops waiting when the client is gone; what the plugin fetches meanwhile is thrown away. */
function untilGone<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(signal.reason)
    if (signal.aborted) gone()
    signal.addEventListener('abort', gone, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', gone))
  })
}

/** A name as it can stand in a URL and in a client's configuration: lower case, one segment. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{Mark}/gu, '')
  const slug = plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  if (slug === '') return 'mirror'
  // Names such as "con" cannot be folders everywhere.
  return isRelativePath(slug) ? slug : `mirror-${slug}`
}
