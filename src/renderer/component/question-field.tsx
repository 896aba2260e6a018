import type { MirrorField } from '#shared/api/mirror'
import { CheckInput, SelectInput, TextInput } from './field.tsx'
import { FileInput } from './file-input.tsx'
import { TagInput } from './tag-input.tsx'
import { lines } from './answers.ts'
import type { FieldValue } from './answers.ts'

interface QuestionFieldProps {
  field: MirrorField
  /** As the other fields are. */
  isRequired: boolean
  value: FieldValue
  errors: readonly string[] | undefined
  onChange: (value: FieldValue) => void
  /** What was found to choose from. */
  choices: readonly string[]
}

/** One declared question as the control that fits its kind. */
export function QuestionField({ field, isRequired, value, errors, onChange, choices }: QuestionFieldProps) {
  const common = {
    label: field.label,
    help: field.help,
    errors,
    isRequired: isRequired || (field.kind === 'select' && field.default !== undefined),
    name: field.name,
  }
  if (field.kind === 'file-text') {
    const file = typeof value === 'object' ? value : null
    return <FileInput {...common} value={file} onChange={onChange} accept={field.accept ?? []} />
  }
  if (field.kind === 'boolean') return <CheckInput {...common} value={value === true} onChange={onChange} />
  const text = typeof value === 'string' ? value : ''
  if (field.kind === 'select')
    return <SelectInput {...common} value={text} onChange={onChange} options={field.options ?? []} />
  if (field.kind === 'string-list')
    return (
      <TagInput
        {...common}
        values={lines(text)}
        onChange={(values) => onChange(values.join('\n'))}
        placeholder={field.placeholder}
        isWords={field.words ?? false}
        choices={choices}
      />
    )
  if (choices.length > 0)
    return (
      <SelectInput
        {...common}
        value={text}
        onChange={onChange}
        options={choices.map((one) => ({ value: one, label: one }))}
      />
    )
  return (
    <TextInput
      {...common}
      value={text}
      onChange={onChange}
      placeholder={field.placeholder}
      type={field.kind}
      isMono={field.kind === 'url'}
    />
  )
}
