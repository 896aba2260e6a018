import type { MirrorField } from '#shared/api/mirror'
import type { FieldValues } from '../../../component/answers.ts'
import { QuestionField } from '../../../component/question-field.tsx'

interface QuestionsProps {
  fields: readonly MirrorField[]
  values: FieldValues
  errors?: Readonly<Record<string, string[]>>
  onChange: (values: FieldValues) => void
}

/** What a plugin asks, as the controls that fit. */
export function Questions({ fields, values, errors, onChange }: QuestionsProps) {
  return fields.map((field) => (
    <QuestionField
      key={field.name}
      field={field}
      isRequired={field.required}
      value={values[field.name] ?? null}
      errors={errors?.[field.name]}
      choices={[]}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ))
}
