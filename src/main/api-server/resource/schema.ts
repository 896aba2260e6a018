/** How objects look in answers, as zod schemas for the OpenAPI document. */
import * as z from 'zod'
import { DIGEST_NAMES } from '#shared/digest'
import type { AnyModel } from '#engine/db/model'
import { fieldSchema, fieldsOf, secretsOf } from './field.ts'

const uri = z.string().meta({ format: 'uri' })

const EXTRA: Readonly<Record<string, z.ZodRawShape>> = {
  repository: { versions_href: uri, latest_version_href: uri.nullable() },
  distribution: { base_url: uri },
  publication: { repository: uri.nullable() },
  alternatecontentsource: { paths: z.array(z.string()) },
}

/** What a unit says of its files: of the one it has, or of several by their paths. */
const FILES: z.ZodRawShape = {
  artifact: uri.nullable().optional(),
  artifacts: z.record(z.string(), uri.nullable()).optional(),
  relative_path: z.string().optional(),
  size: z.number().nullable().optional(),
  ...Object.fromEntries(DIGEST_NAMES.map((name) => [name, z.string().nullable().optional()])),
}

/** The answer's schema of a model's objects. */
export function objectSchema(model: AnyModel): z.ZodObject {
  const shape: z.ZodRawShape = { pulp_href: uri, prn: z.string() }
  const all: Record<string, z.ZodType> = { ...shape } as Record<string, z.ZodType>
  if (model.kind === 'content') Object.assign(all, FILES)
  for (const field of fieldsOf(model)) all[field.name] = fieldSchema(field)
  if (secretsOf(model).length > 0) {
    all.hidden_fields = z.array(z.object({ name: z.string(), is_set: z.boolean() }))
  }
  if ('guard_ids' in model.columns) all.guards = z.array(uri)
  return z.object({ ...all, ...EXTRA[model.kind] })
}

export const TaskAccepted = z.object({ task: uri })
