import type { MirrorProposal, ProjectFile } from '#shared/api/discovery'
import type { MirrorField, MirrorRequest, MirrorSource } from '#shared/api/mirror'
import { answersOf, initial, initialValues, isBlank } from '../../component/answers.ts'
import type { FieldValue, FieldValues } from '../../component/answers.ts'

export type Policy = NonNullable<MirrorRequest['policy']>

/** What the user filled in so far. */
export interface Draft {
  name: string
  policy: Policy
  values: FieldValues
}

/** A draft with the defaults the plugin declares. */
export function emptyDraft(source: MirrorSource): Draft {
  return { name: '', policy: 'immediate', values: initialValues(source.fields) }
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

/** The request the draft stands for; what was left blank is left out, so that the engine's defaults hold. */
export function toRequest(plugin: string, source: MirrorSource, draft: Draft): MirrorRequest {
  const input = answersOf(source.fields, draft.values)
  const request: MirrorRequest = { plugin, source: source.id, policy: draft.policy, input }
  if (draft.name.trim() !== '') request.name = draft.name.trim()
  return request
}
