/** Zod twins of the shapes in `#shared/api/mirror`, for the OpenAPI document; the compiler holds them together. */
import * as z from 'zod'
import { ClientBody } from '#shared/api/client'
import type { ClientSetup, MirrorBody, MirrorPreview, MirrorType } from '#shared/api/mirror'
import { TaskBody } from '#shared/api/task'

export const MirrorSchema = z.object({
  name: z.string(),
  pulp_type: z.string(),
  plugin: z.string(),
  repository: z.string(),
  remote: z.string().nullable(),
  distribution: z.string().nullable(),
  base_path: z.string().nullable(),
  base_url: z.string().nullable(),
  source: z.string(),
  policy: z.string().nullable(),
  latest_version: z
    .object({
      number: z.number().int(),
      pulp_href: z.string(),
      pulp_created: z.iso.datetime(),
      content_count: z.number().int(),
    })
    .nullable(),
  versions_count: z.number().int(),
  size: z.object({
    stored: z.number().int(),
    on_demand: z.number().int().nullable(),
    units: z.number().int(),
    measured: z.boolean(),
  }),
  last_task: TaskBody.nullable(),
  health: z.enum(['ok', 'syncing', 'failed', 'empty']),
  quarantined: z.number().int(),
  held: z.number().int().nullable(),
  pulp_created: z.iso.datetime(),
}) satisfies z.ZodType<MirrorBody>

export const MirrorPreviewSchema = z.object({
  name: z.string(),
  summary: z.string(),
  packages: z.number().int().nullable(),
  bytes: z.number().int().nullable(),
  free: z.number().int().optional(),
  rate: z.object({ bytes_per_second: z.number().int(), from: z.enum(['host', 'syncs', 'limit']) }).optional(),
  items: z.array(z.object({ name: z.string(), version: z.string().optional(), bytes: z.number().int().optional() })),
  warnings: z.array(z.string()),
}) satisfies z.ZodType<MirrorPreview>

export const MirrorFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string().optional(),
  kind: z.enum(['text', 'url', 'file-text', 'string-list', 'select', 'boolean']),
  required: z.boolean(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  default: z.union([z.string(), z.boolean(), z.array(z.string())]).optional(),
  placeholder: z.string().optional(),
  accept: z.array(z.string()).optional(),
  words: z.boolean().optional(),
  advanced: z.boolean().optional(),
  requiredUnless: z.array(z.string()).optional(),
})

export const MirrorTypeSchema = z.object({
  plugin: z.string(),
  pulp_type: z.string(),
  label: z.string(),
  sources: z.array(
    z.object({ id: z.string(), label: z.string(), description: z.string(), fields: z.array(MirrorFieldSchema) }),
  ),
  alternates: z.object({ sources: z.string(), remotes: z.string() }).nullable().optional(),
}) satisfies z.ZodType<MirrorType>

export const ClientSetupSchema = z.object({
  distribution: z.string(),
  base_url: z.string(),
  snippets: z.array(
    z.object({
      id: z.string(),
      client: z.string(),
      title: z.string(),
      file: z.string().nullable(),
      text: z.string(),
      language: z.enum(['ini', 'shell']),
    }),
  ),
  clients: z.array(ClientBody),
}) satisfies z.ZodType<ClientSetup>

export const AboutSchema = z.object({
  version: z.string(),
  data_dir: z.string(),
  content_url: z.string(),
  api_url: z.string().nullable(),
  ui_url: z.string().nullable(),
  host: z.enum(['desktop', 'headless']),
  workers: z.number().int(),
})
