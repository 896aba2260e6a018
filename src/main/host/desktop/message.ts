import * as z from 'zod'
import { StillwaterError, ValidationError } from '#shared/error'
import { LANGUAGES } from '#shared/i18n/language'
import { API_ROOT, CHUNK_BYTES, OWN_API_ROOT } from '#shared/wire'

/** Characters. A chosen lockfile of 64 MiB must fit into a request; everything the host channel takes is small. */
export const REQUEST_LIMIT = 65 * 1024 * 1024
export const HOST_LIMIT = 1024 * 1024

const MAX_DEPTH = 64
const PATH_LIMIT = 8192

const ApiPath = z
  .string()
  .max(PATH_LIMIT)
  .refine((path) => path.startsWith(API_ROOT) || path.startsWith(OWN_API_ROOT), 'is not below the API')
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  .refine((path) => !/[\u0000-\u0020\u007f\\?#]|\/\.{1,2}(\/|$)/.test(path), 'is not a plain path')

/** `body` is any JSON value; `measure` has made sure of that before. */
export const ApiRequestMessage = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: ApiPath,
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  body: z.unknown().optional(),
  language: z.enum(LANGUAGES).optional(),
})

const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** A piece of a file that the user chose or dropped. It names an upload and nothing else: no path of this machine, no other operation. */
export const ChunkMessage = z
  .strictObject({
    path: z.string().regex(/^\/pulp\/api\/v3\/uploads\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/$/),
    start: size,
    total: size,
    bytes: z
      .instanceof(Uint8Array)
      .refine(({ byteLength }) => byteLength > 0 && byteLength <= CHUNK_BYTES, 'has a wrong size'),
    language: z.enum(LANGUAGES).optional(),
  })
  .refine(({ start, total, bytes }) => start + bytes.byteLength <= total, 'does not lie within the file')

const FileFilter = z.strictObject({
  name: z.string().max(100),
  extensions: z.array(z.string().regex(/^(\*|[a-z0-9][a-z0-9.-]{0,19})$/i)).max(20),
})

export const HostMessage = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('pickFile'),
    title: z.string().max(200),
    filters: z.array(FileFilter).max(10).default([]),
  }),
  z.strictObject({ action: z.literal('pickProject'), title: z.string().max(200) }),
  z.strictObject({ action: z.literal('writeClipboard'), text: z.string() }),
  z.strictObject({ action: z.literal('takeView') }),
  z.strictObject({ action: z.literal('setTheme'), theme: z.enum(['light', 'dark', 'system']) }),
  z.strictObject({ action: z.literal('setLanguage'), language: z.enum(['system', ...LANGUAGES]) }),
])
export type HostMessage = z.infer<typeof HostMessage>

/**
 * Checks a message that came over IPC against its size limit and its schema.
 * @throws StillwaterError `desktop.message_too_large` (413), or ValidationError (400) with the fields that are wrong
 */
export function readMessage<T>(schema: z.ZodType<T>, message: unknown, limit: number): T {
  if (measure(message, limit, MAX_DEPTH) > limit)
    throw new StillwaterError('desktop.message_too_large', { limit }, { status: 413 })
  return checked(schema, message)
}

/** The same of what is no JSON, whose size the schema itself bounds. @throws ValidationError (400) with the fields that are wrong */
export function checked<T>(schema: z.ZodType<T>, message: unknown): T {
  const result = schema.safeParse(message)
  if (result.success) return result.data
  const fields: Record<string, string[]> = {}
  for (const issue of result.error.issues) (fields[issue.path.join('.') || 'message'] ??= []).push(issue.message)
  throw new ValidationError(fields)
}

/** Characters of the value written as JSON, roughly; stops as soon as the limit is passed. Refuses what JSON cannot say. */
function measure(value: unknown, limit: number, depth: number): number {
  if (value === null || value === undefined || typeof value === 'boolean') return 5
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number' && Number.isFinite(value)) return 8
  if (typeof value !== 'object' || depth === 0) throw new ValidationError({ message: ['is not a JSON value'] })
  if (!Array.isArray(value) && !isPlain(value)) throw new ValidationError({ message: ['is not a JSON value'] })
  let size = 2
  for (const [key, item] of Object.entries(value)) {
    size += key.length + 2 + measure(item, limit - size, depth - 1)
    if (size > limit) return size
  }
  return size
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
