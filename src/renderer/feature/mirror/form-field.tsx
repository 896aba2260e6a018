import type { FormField } from '#shared/api/form'
import { Button } from '../../component/button.tsx'
import { CheckInput, SelectInput, TextInput } from '../../component/field.tsx'
import { useText } from '../../component/text.ts'
import type { TextId, Translate } from '../../component/text.ts'
import { TickGroup } from '../../component/tick-group.tsx'
import { fieldWords } from './cell.tsx'
import { toText } from './form-value.ts'
import type { FormDraft } from './form-value.ts'
import { FIELD_HELP, FIELD_LABELS } from './field-text.ts'
import { ReferenceInput, ReferenceList } from './reference-input.tsx'

export interface FormFieldProps {
  field: FormField
  values: Readonly<Record<string, unknown>>
  draft: FormDraft
  errors: readonly string[] | undefined
  onChange: (name: string, text: string | null) => void
}

/** What a field is called: in our words, in those of its plugin, else by its name. */
export function fieldLabel(t: Translate, { name, label }: FormField): string {
  return FIELD_LABELS[name] ? t(FIELD_LABELS[name]) : (label ?? fieldWords(name))
}

/** One field of a form that follows from a schema. */
export function FormFieldInput({ field, values, draft, errors, onChange }: FormFieldProps) {
  const t = useText()
  const { name, kind, required } = field
  const help: TextId | undefined = FIELD_HELP[name]
  const common = {
    label: fieldLabel(t, field),
    // What a plugin says of an answer for a new mirror may not hold for one that is there.
    help: help ? t(help) : FIELD_LABELS[name] ? undefined : field.help,
    errors,
    isRequired: required,
    name,
  }
  const draftText = draft[name]
  const text = draftText === undefined ? toText(field, values[name]) : (draftText ?? '')
  const change = (value: string): void => onChange(name, value)
  if (field.secret) return <SecretInput {...{ field, values, draft, errors, onChange }} common={common} />
  if (kind === 'boolean')
    return <CheckInput {...common} value={text === 'true'} onChange={(on) => change(String(on))} />
  if (kind === 'select')
    return (
      <SelectInput
        {...common}
        value={text}
        onChange={change}
        options={(field.options ?? []).map((value) => ({ value, label: optionLabel(t, field, value) }))}
      />
    )
  if (kind === 'multi-select')
    return (
      <TickGroup
        {...common}
        values={text === '' ? [] : text.split('\n')}
        onChange={(chosen) => change(chosen.join('\n'))}
        options={(field.options ?? []).map((value) => ({ value, label: optionLabel(t, field, value) }))}
      />
    )
  if (kind === 'reference')
    return <ReferenceInput {...common} target={field.target ?? ''} value={text} onChange={change} />
  if (kind === 'reference-list')
    return <ReferenceList {...common} target={field.target ?? ''} value={text} onChange={change} />
  const rows = ['long-text', 'string-list', 'pairs', 'json'].includes(kind) ? 3 : 0
  const isMono = rows > 0 || kind === 'url'
  return <TextInput {...common} value={text} onChange={change} {...(rows > 0 ? { rows } : {})} isMono={isMono} />
}

function optionLabel(t: Translate, { name, option_labels: labels }: FormField, value: string): string {
  if (name === 'policy' && (value === 'immediate' || value === 'on_demand' || value === 'streamed'))
    return t(`ui.policy.${value}`)
  return labels?.[value] ?? fieldWords(value)
}

export interface Common {
  label: string
  help: string | undefined
  errors: readonly string[] | undefined
  isRequired: boolean
  name: string
}

/** Goes in and never comes out: left empty it stays as it is, and clearing it is said in so many words. */
function SecretInput({ field, values, draft, onChange, common }: FormFieldProps & { common: Common }) {
  const t = useText()
  const hidden = values['hidden_fields'] as { name: string; is_set: boolean }[] | undefined
  const isSet = hidden?.some((one) => one.name === field.name && one.is_set) ?? false
  const isCleared = draft[field.name] === null
  const state = isCleared ? 'ui.form.secret.cleared' : isSet ? 'ui.form.secret.set' : 'ui.form.secret.none'
  const isLong = field.kind === 'long-text'
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextInput
          {...common}
          help={t(state)}
          value={draft[field.name] ?? ''}
          onChange={(text) => onChange(field.name, text)}
          autoComplete="off"
          {...(isLong ? { rows: 3, isMono: true } : { type: 'password' as const })}
        />
      </div>
      {isSet && !isCleared && (
        <div className="pt-6">
          <Button
            label={t('ui.form.secret.clear.label', { name: common.label })}
            onPress={() => onChange(field.name, null)}
          >
            {t('ui.form.secret.clear')}
          </Button>
        </div>
      )}
    </div>
  )
}
