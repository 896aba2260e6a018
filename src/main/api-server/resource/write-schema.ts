/** What clients may write: the fields of the kind and those the plugin's model declares. Names and rules are Pulp's. */
import * as z from 'zod'
import { relativePathProblem } from '#shared/relative-path'
import type { AnyModel } from '#engine/db/model'
import type { DistributionDeclaration } from '#engine/plugin/declaration'
import { MAX_PATTERNS, patternProblem } from '#engine/stages/unit-filter'
import { requestMessage } from '../message.ts'

const name = z.string().trim().min(1).max(255)
const optionalText = z.string().nullable().default(null)
const optionalNumber = z.number().min(0).nullable().default(null)
const reference = z.string().nullable().default(null).meta({ format: 'uri' })

export const labelMap = z
  .record(z.string(), z.string().nullable())
  .refine(
    (all) => Object.entries(all).every(([key, value]) => /^[\w .-]+$/.test(key) && !/[()]/.test(value ?? '')),
    requestMessage('bad_label'),
  )

const labels = labelMap.default({})

function urlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'bad_url'
  const url = new URL(text)
  if (!['http:', 'https:', 'file:'].includes(url.protocol)) return 'bad_url'
  return url.username || url.password ? 'url_credentials' : null
}

export const remoteUrl = z.string().superRefine((text, issues) => {
  const problem = urlProblem(text)
  if (problem) issues.addIssue({ code: 'custom', message: requestMessage(problem) })
})

const mirrorUrl = remoteUrl.refine((text) => /^https?:/i.test(text), requestMessage('bad_mirror'))

/** Globs over paths and names; a wrong one is named. */
export const globs = z
  .array(z.string())
  .max(MAX_PATTERNS)
  .superRefine((patterns, issues) => {
    for (const pattern of patterns) {
      const problem = patternProblem(pattern)
      if (problem === null) continue
      const message = requestMessage(`glob_${problem}`, { pattern: pattern.slice(0, 100) })
      issues.addIssue({ code: 'custom', message })
    }
  })
  .default([])

const basePath = z
  .string()
  .min(1)
  .max(255)
  .superRefine((text, issues) => {
    const problem = text === '' ? null : relativePathProblem(text)
    if (problem) issues.addIssue({ code: 'custom', message: requestMessage('bad_base_path', { problem }) })
  })

const repository = z.object({
  name,
  description: optionalText,
  pulp_labels: labels,
  remote: reference,
  /** How many versions are kept besides protected ones; null for all. */
  retain_repo_versions: z.number().int().min(1).nullable().default(null),
  /** How many publications stay checkpoints; null for all. */
  retain_checkpoints: z.number().int().min(1).nullable().default(null),
  /** Whether syncs set bad files aside instead of failing; null for when they declare more than a hundred units. */
  quarantine: z.boolean().nullable().default(false),
})

const remote = z.object({
  name,
  url: remoteUrl,
  mirrors: z.array(mirrorUrl).max(20).default([]),
  pulp_labels: labels,
  policy: z.enum(['immediate', 'on_demand', 'streamed']).default('immediate'),
  ca_cert: optionalText,
  client_cert: optionalText,
  client_key: optionalText,
  tls_validation: z.boolean().default(true),
  username: optionalText,
  password: optionalText,
  proxy_url: remoteUrl.nullable().default(null),
  proxy_username: optionalText,
  proxy_password: optionalText,
  download_concurrency: z.number().int().min(1).nullable().default(null),
  max_retries: z.number().int().min(0).nullable().default(null),
  total_timeout: optionalNumber,
  connect_timeout: optionalNumber,
  sock_connect_timeout: optionalNumber,
  sock_read_timeout: optionalNumber,
  headers: z.array(z.record(z.string(), z.string())).nullable().default(null),
  rate_limit: z.number().int().min(1).nullable().default(null),
  include: globs,
  exclude: globs,
})

/** How one file is fetched by its address: what of a remote says how it is talked to. */
export const downloaderConfig = remote
  .pick({
    ca_cert: true,
    client_cert: true,
    client_key: true,
    tls_validation: true,
    username: true,
    password: true,
    proxy_url: true,
    proxy_username: true,
    proxy_password: true,
    max_retries: true,
    total_timeout: true,
    connect_timeout: true,
    sock_connect_timeout: true,
    sock_read_timeout: true,
    headers: true,
  })
  .strict()

const distribution = z.object({
  name,
  base_path: basePath,
  pulp_labels: labels,
  content_guard: reference,
  hidden: z.boolean().default(false),
  repository: reference,
  repository_version: reference,
})

/** How clients write a repository or a remote; unknown fields are refused. */
export function writeSchema(model: AnyModel): z.ZodObject {
  const common = model.kind === 'repository' ? repository : remote
  return common.extend(model.schema.shape).strict()
}

export function distributionSchema({ model, servesFrom, pullThrough }: DistributionDeclaration): z.ZodObject {
  const published = { publication: reference, checkpoint: z.boolean().default(false) }
  const common = servesFrom === 'publication' ? distribution.extend(published) : distribution
  /** Where what the repository does not have is fetched from. */
  const pulled = pullThrough ? common.extend({ remote: reference }) : common
  return pulled.extend(model.schema.shape).strict()
}

export function publicationSchema(model: AnyModel): z.ZodObject {
  return z
    .object({
      repository: z.string().optional(),
      repository_version: z.string().optional(),
      /** Whether it stays reachable under the time it was made, where a distribution serves checkpoints. */
      checkpoint: z.boolean().default(false),
    })
    .extend(model.schema.shape)
    .strict()
}

/** The same with every field optional, and only what the client sent in the result: defaults are for creation. */
export function parsePartial(
  schema: z.ZodObject,
  body: unknown,
  parse: (schema: z.ZodObject, body: unknown) => Record<string, unknown>,
): Record<string, unknown> {
  const parsed = parse(schema.partial(), body)
  const sent = new Set(Object.keys((body ?? {}) as object))
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => sent.has(key)))
}
