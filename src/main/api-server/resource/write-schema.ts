/** What clients may write: the fields of the kind and those the plugin's model declares. Names and rules are Pulp's. */
import * as z from 'zod'
import { relativePathProblem } from '#shared/relative-path'
import type { AnyModel } from '#engine/db/model'
import type { DistributionDeclaration } from '#engine/plugin/declaration'
import { MAX_PATTERNS, patternProblem } from '#engine/stages/unit-filter'
import { requestMessage } from '../message.ts'

const name = z.string().trim().min(1).max(255).describe('Unique among objects of its kind.')
const optionalText = z.string().nullable().default(null)
const optionalCount = z.number().int().min(1).nullable().default(null)
const seconds = z.number().min(0).nullable().default(null)
/** An object by its href or PRN. */
const href = z.string().meta({ format: 'uri' })
const reference = href.nullable().default(null)

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
  remote: reference.describe('The remote that a sync reads when it names no other.'),
  retain_repo_versions: optionalCount.describe(
    'How many versions are kept besides those that are served or pinned; null for all.',
  ),
  retain_checkpoints: optionalCount.describe('How many publications stay checkpoints; null for all.'),
  quarantine: z
    .boolean()
    .nullable()
    .default(false)
    .describe('Whether syncs set bad files aside instead of failing; null for when they declare more than 100 units.'),
})

const remote = z.object({
  name,
  url: remoteUrl.describe('The address of upstream.'),
  mirrors: z
    .array(mirrorUrl)
    .max(20)
    .default([])
    .describe('Further addresses, tried in order when the address does not answer.'),
  pulp_labels: labels,
  policy: z
    .enum(['immediate', 'on_demand', 'streamed'])
    .default('immediate')
    .describe('When files are stored: with the sync, when a client first asks for them, or never.'),
  ca_cert: optionalText.describe('Certificates of authorities (PEM).'),
  client_cert: optionalText.describe('Client certificate (PEM).'),
  client_key: optionalText.describe('Key of the client certificate (PEM).'),
  tls_validation: z.boolean().default(true).describe('Whether the certificate of upstream is checked.'),
  username: optionalText.describe('User name at upstream.'),
  password: optionalText.describe('Password at upstream.'),
  proxy_url: remoteUrl.nullable().default(null).describe('Address of the proxy.'),
  proxy_username: optionalText.describe('User name at the proxy.'),
  proxy_password: optionalText.describe('Password at the proxy.'),
  download_concurrency: optionalCount.describe('Downloads at once.'),
  max_retries: z.number().int().min(0).nullable().default(null).describe('Further tries of a download that failed.'),
  total_timeout: seconds.describe('Seconds for a whole request; null for no limit.'),
  connect_timeout: seconds.describe('Seconds for a connection.'),
  sock_connect_timeout: seconds.describe('Seconds for a socket.'),
  sock_read_timeout: seconds.describe('Seconds without a byte.'),
  headers: z
    .array(z.record(z.string(), z.string()))
    .nullable()
    .default(null)
    .describe('Headers that each request carries, as a list of maps of name to value.'),
  rate_limit: optionalCount.describe('Requests per second.'),
  include: globs.describe('Patterns of what is taken, such as *.rpm, docs/** or @scope/*; without any everything is.'),
  exclude: globs.describe('Patterns of what is left out.'),
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
  base_path: basePath.describe('The last part of the address. No other address may begin with it, or it with another.'),
  pulp_labels: labels,
  content_guard: reference.describe('Who may read; null lets everybody who reaches the address.'),
  hidden: z
    .boolean()
    .default(false)
    .describe('Whether it is left out of listings. Clients that know the address still reach it.'),
  repository: reference.describe('The repository whose newest version is served.'),
  repository_version: reference.describe('The one version that is served.'),
})

/** How clients write a repository or a remote; unknown fields are refused. */
export function writeSchema(model: AnyModel): z.ZodObject {
  const common = model.kind === 'repository' ? repository : remote
  return common.extend(model.schema.shape).strict()
}

const PULLED = 'The remote from which what a client asks for and is not here is fetched, and kept.'

export function distributionSchema({ model, servesFrom, pullThrough }: DistributionDeclaration): z.ZodObject {
  const published = {
    publication: reference.describe('The one publication that is served.'),
    checkpoint: z
      .boolean()
      .default(false)
      .describe('Whether each checkpoint shows under the time it was made, and nothing else.'),
  }
  const common = servesFrom === 'publication' ? distribution.extend(published) : distribution
  const pulled = pullThrough ? common.extend({ remote: reference.describe(PULLED) }) : common
  return pulled.extend(model.schema.shape).strict()
}

export function publicationSchema(model: AnyModel): z.ZodObject {
  return z
    .object({
      repository: href.optional().describe('The repository whose newest version is published.'),
      repository_version: href.optional().describe('The version that is published.'),
      checkpoint: z
        .boolean()
        .default(false)
        .describe('Whether it stays reachable under the time it was made, where a distribution serves checkpoints.'),
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
