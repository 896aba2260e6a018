import { useState } from 'react'
import type { ReactNode } from 'react'
import { Form } from 'react-aria-components'
import type { FormField } from '#shared/api/form'
import { Button } from '../../component/button.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { showToast } from '../../component/toast.tsx'
import { ApiProblem } from '../../host/problem.ts'
import { change, useChange } from '../../state/change.ts'
import { useForm } from '../../state/form.ts'
import { useObject } from '../../state/version.ts'
import { FormFieldInput } from './form-field.tsx'
import { changesOf } from './form-value.ts'
import type { FormDraft } from './form-value.ts'

/** Fields that belong together. */
export interface FieldGroup {
  title: string
  /** Names of fields; null takes whatever no other group names. */
  names: readonly string[] | null
  /** For few: folded away at first. */
  isFolded?: boolean
}

interface ObjectFormProps {
  href: string
  groups: readonly FieldGroup[]
  /** Fields that are shown elsewhere, or written by other means. */
  without?: readonly string[]
  /** Beside the fields of the first group. */
  children?: ReactNode
}

/** The form of any object: its fields follow from the schema, and only what was changed is sent. */
export function ObjectForm(props: ObjectFormProps) {
  const object = useObject(props.href)
  const form = useForm({ object: props.href })
  return (
    <QueryView query={form}>
      {({ fields }) => (
        <QueryView query={object}>{(values) => <Fields {...props} fields={fields} values={values} />}</QueryView>
      )}
    </QueryView>
  )
}

interface FieldsProps extends ObjectFormProps {
  fields: readonly FormField[]
  values: Record<string, unknown>
}

function Fields({ href, groups, without = [], fields, values, children }: FieldsProps) {
  const t = useText()
  const [draft, setDraft] = useState<FormDraft>({})
  const save = useChange((changes: Record<string, unknown>) => change('PATCH', href, changes))
  const shown = fields.filter(({ name }) => !without.includes(name))
  const changes = changesOf(shown, values, draft)
  const isDirty = Object.keys(changes).length > 0
  const errors = save.error instanceof ApiProblem ? save.error.fields : {}
  const isAboutFields = Object.keys(errors).length > 0 && Object.keys(errors).every((name) => name in changes)
  const submit = (): void =>
    save.mutate(changes, {
      onError: (error) => error instanceof ApiProblem && focusOn(Object.keys(error.fields)[0]),
      onSuccess: () => setDraft({}),
      tell: () => {
        const secret = shown.some((field) => field.secret && field.name in changes)
        const before = Object.fromEntries(Object.keys(changes).map((name) => [name, values[name] ?? null]))
        // What never comes out cannot be put back.
        showToast({ text: t('ui.form.saved'), ...(secret ? {} : { undo: () => save.mutate(before) }) })
      },
    })
  return (
    <Form
      className="card flex max-w-3xl flex-col gap-5 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {groups.map((group) => (
        <Group
          key={group.title}
          group={group}
          fields={fieldsOf(group, groups, shown)}
          values={values}
          draft={draft}
          errors={errors}
          onChange={(name, text) => setDraft((old) => ({ ...old, [name]: text }))}
        />
      ))}
      {children}
      {save.error && !isAboutFields && <ProblemNotice error={save.error} />}
      <div className="flex items-center justify-end gap-2 border-t border-line pt-4">
        {isDirty && <Button onPress={() => setDraft({})}>{t('ui.form.reset')}</Button>}
        <Button look="primary" type="submit" isDisabled={!isDirty} isPending={save.isPending}>
          {t('ui.form.save')}
        </Button>
      </div>
    </Form>
  )
}

/** What is wrong may have scrolled out of sight. */
function focusOn(name: string | undefined): void {
  if (name !== undefined) document.querySelector<HTMLElement>(`form [name="${CSS.escape(name)}"]`)?.focus()
}

/** Fields of a group in its order; of the one for all others, in the order of the schema. */
function fieldsOf({ names }: FieldGroup, groups: readonly FieldGroup[], fields: readonly FormField[]): FormField[] {
  if (names) return names.flatMap((name) => fields.find((field) => field.name === name) ?? [])
  const named = groups.flatMap((group) => group.names ?? [])
  return fields.filter(({ name }) => !named.includes(name))
}

interface GroupProps {
  group: FieldGroup
  fields: readonly FormField[]
  values: Record<string, unknown>
  draft: FormDraft
  errors: Readonly<Record<string, string[]>>
  onChange: (name: string, text: string | null) => void
}

function Group({ group, fields, ...rest }: GroupProps) {
  if (fields.length === 0) return null
  const inputs = fields.map((field) => (
    <FormFieldInput key={field.name} field={field} {...rest} errors={rest.errors[field.name]} />
  ))
  if (!group.isFolded)
    return (
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 text-sm font-semibold text-ink-soft">{group.title}</legend>
        {inputs}
      </fieldset>
    )
  const isWrong = fields.some(({ name }) => rest.errors[name] !== undefined)
  return (
    <details open={isWrong || undefined} className="border-t border-line pt-4">
      <summary className="cursor-pointer rounded-sm text-sm font-semibold text-ink-soft">{group.title}</summary>
      <div className="flex flex-col gap-4 pt-4">{inputs}</div>
    </details>
  )
}
