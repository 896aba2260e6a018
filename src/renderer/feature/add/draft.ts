import type { MirrorProposal, ProjectFile } from '#shared/api/discovery'
import type { MirrorField, MirrorRequest, MirrorSource } from '#shared/api/mirror'

export type Policy = NonNullable<MirrorRequest['policy']>

/** What a form field holds; files keep their name for show. */
export type FieldValue = string | boolean | { name: string; text: string } | null

export type FieldValues = Record<string, FieldValue>

/** What the user filled in so far. */
export interface Draft {
  name: string
  policy: Policy
  values: FieldValues
}

/** A draft with the defaults the plugin declares. */
export function emptyDraft(source: MirrorSource): Draft {
  const values: FieldValues = {}
  for (const field of source.fields) values[field.name] = initial(field)
  return { name: '', policy: 'immediate', values }
}

/** A draft with what a proposal answers beforehand; what it leaves open begins as declared. */
export function draftOf(
  source: MirrorSource,
  { proposal, files }: { proposal: MirrorProposal; files: readonly ProjectFile[] },
): Draft {
  const draft = emptyDraft(source)
  for (const field of source.fields) {
    const path = proposal.files[field.name]
    const given = path === undefined ? proposal.input[field.name] : files.find((file) => file.path === path)?.text
    if (given !== undefined) draft.values[field.name] = filled(field, given, path ?? field.label)
  }
  return { ...draft, name: proposal.name, policy: proposal.policy ?? draft.policy }
}

function filled({ kind }: MirrorField, given: unknown, name: string): FieldValue {
  if (kind === 'file-text') return { name, text: String(given) }
  if (kind === 'boolean') return given === true
  return Array.isArray(given) ? given.join('\n') : String(given)
}

function initial({ kind, default: value, options }: MirrorField): FieldValue {
  if (kind === 'file-text') return null
  if (kind === 'boolean') return value === true
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value === 'string') return value
  return kind === 'select' ? (options?.[0]?.value ?? '') : ''
}

/** Required fields nobody filled in yet. */
export function missingFields({ fields }: MirrorSource, { values }: Draft): string[] {
  return fields
    .filter((field) => isRequired(field, fields, values) && isBlank(values[field.name]))
    .map(({ name }) => name)
}

/** Whether a field must be filled in, as the others are now. */
export function isRequired(field: MirrorField, fields: readonly MirrorField[], values: FieldValues): boolean {
  if (!field.requiredUnless) return field.required
  const others = fields.filter(({ name }) => field.requiredUnless?.includes(name))
  return others.every((other) => isBlank(values[other.name]) || values[other.name] === initial(other))
}

/** Whether nobody has answered it. */
export function isBlank(value: FieldValue | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
}

/** The request the draft stands for; what was left blank is left out, so that the engine's defaults hold. */
export function toRequest(plugin: string, source: MirrorSource, draft: Draft): MirrorRequest {
  const input: Record<string, unknown> = {}
  for (const field of source.fields) {
    const value = draft.values[field.name]
    if (value === undefined || isBlank(value)) continue
    input[field.name] = sent(field, value)
  }
  const request: MirrorRequest = { plugin, source: source.id, policy: draft.policy, input }
  if (draft.name.trim() !== '') request.name = draft.name.trim()
  return request
}

function sent(field: MirrorField, value: FieldValue): unknown {
  if (value !== null && typeof value === 'object') return value.text
  if (field.kind === 'string-list' && typeof value === 'string') return lines(value)
  return typeof value === 'string' && field.kind !== 'select' ? value.trim() : value
}

/** One entry per line, blank lines left out. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
