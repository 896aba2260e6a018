import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Form } from 'react-aria-components'
import type { MirrorField, MirrorSource, MirrorType } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { TextInput } from '../../component/field.tsx'
import { Notice } from '../../component/notice.tsx'
import { Page } from '../../component/page.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { RadioCards } from '../../component/radio-cards.tsx'
import { useText } from '../../component/text.ts'
import { ApiProblem } from '../../host/problem.ts'
import type { FieldProblems } from '../../host/problem.ts'
import { idOf } from '../../state/href.ts'
import { useCreateMirror, useMirrorTypes, usePreview } from '../../state/mirror.ts'
import { BackLink } from './back-link.tsx'
import { draftOf, emptyDraft, isRequired, missingFields, toRequest } from './draft.ts'
import { isBlank, lines } from '../../component/answers.ts'
import type { Draft } from './draft.ts'
import type { FieldValue } from '../../component/answers.ts'
import { type Prefill, usePrefill } from './prefill.ts'
import { PreviewPanel } from './preview-panel.tsx'
import { NEVER, type ScheduleChoice, ScheduleField, useKeepSchedule } from './schedule-field.tsx'
import { QuestionField } from '../../component/question-field.tsx'
import { useDebounced } from '../../component/use-debounced.ts'

const PREVIEW_DELAY_MS = 500
let drafts = 0
const POLICIES = ['immediate', 'on_demand', 'streamed'] as const

interface MirrorFormProps {
  plugin: string
  source: string
}

/** The form of one start, made from what its plugin declares. */
export function MirrorForm({ plugin, source }: MirrorFormProps) {
  const t = useText()
  const types = useMirrorTypes()
  return (
    <QueryView query={types}>
      {(list) => {
        const type = list.find((one) => one.plugin === plugin && one.sources.some((start) => start.id === source))
        const start = type?.sources.find((one) => one.id === source)
        if (!type || !start) return <Page title={t('ui.add.unknown')}>{<BackLink />}</Page>
        return <FilledForm key={`${plugin} ${source}`} type={type} source={start} />
      }}
    </QueryView>
  )
}

function FilledForm({ type, source }: { type: MirrorType; source: MirrorSource }) {
  const t = useText()
  const form = useMirrorForm(type.plugin, source)
  const { draft, change, errors, create, preview } = form
  return (
    <Page title={source.label} lead={<BackLink />}>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <Form className="card flex flex-col gap-5 p-6" onSubmit={form.submit}>
          <p className="text-ink-soft">{source.description}</p>
          {form.notes.map((note) => (
            <Notice key={note} tone="info" title={note} />
          ))}
          <Fields form={form} source={source} fields={source.fields.filter((field) => !field.advanced)} />
          <TextInput
            label={t('ui.add.name')}
            help={t('ui.add.name.help')}
            errors={errors['name']}
            value={draft.name}
            onChange={(name) => change({ name })}
            placeholder={preview.data?.name}
            name="name"
          />
          <RadioCards
            label={t('ui.policy')}
            value={draft.policy}
            onChange={(policy) => change({ policy })}
            errors={errors['policy']}
            options={POLICIES.map((policy) => ({
              value: policy,
              title: t(`ui.policy.${policy}`),
              text: t(`ui.policy.${policy}.about`),
            }))}
          />
          <ScheduleField value={form.schedule} onChange={form.setSchedule} />
          <AdvancedFields form={form} source={source} fields={source.fields.filter((field) => field.advanced)} />
          {form.general !== null && <ProblemNotice error={form.general} />}
          <div className="flex justify-end border-t border-line pt-5">
            <Button look="primary" type="submit" isPending={create.isPending}>
              {t('ui.add.create')}
            </Button>
          </div>
        </Form>
        <PreviewPanel
          preview={preview.data}
          error={isAboutFields(preview.error, source) ? null : preview.error}
          isLoading={preview.isFetching}
          isStopped={form.isStopped}
          onStop={form.stop}
          onAgain={() => void preview.refetch()}
          isFetched={draft.policy === 'immediate'}
          leftOut={form.leftOut}
          onLeaveOut={(names) => form.changeField('exclude', names.join('\n'))}
          waitsFor={form.waitsFor}
        />
      </div>
    </Page>
  )
}

interface FieldsProps {
  form: ReturnType<typeof useMirrorForm>
  source: MirrorSource
  fields: readonly MirrorField[]
}

function Fields({ form, source, fields }: FieldsProps) {
  return fields.map((field) => (
    <QuestionField
      key={field.name}
      field={field}
      isRequired={isRequired(field, source.fields, form.draft.values)}
      value={form.draft.values[field.name] ?? null}
      errors={form.errors[field.name]}
      choices={form.choices[field.name] ?? []}
      onChange={(value) => form.changeField(field.name, value)}
    />
  ))
}

/** Questions for few, folded away unless one of the answers is wrong. */
function AdvancedFields({ form, source, fields }: FieldsProps) {
  const t = useText()
  if (fields.length === 0) return null
  const isWrong = fields.some((field) => form.errors[field.name] !== undefined)
  return (
    <details open={isWrong || undefined}>
      <summary className="cursor-pointer rounded-sm font-medium">{t('ui.add.advanced')}</summary>
      <div className="flex flex-col gap-5 pt-4">
        <Fields form={form} source={source} fields={fields} />
      </div>
    </details>
  )
}

/** Whether the error will be shown at the fields it names. */
function isAboutFields(error: unknown, source: MirrorSource): boolean {
  if (!(error instanceof ApiProblem)) return false
  const names = Object.keys(error.fields)
  return names.length > 0 && names.every((name) => isField(name, source))
}

function isField(name: string, source: MirrorSource): boolean {
  return name === 'name' || name === 'policy' || source.fields.some((field) => field.name === name)
}

/** Draft, preview and submission. A problem disappears once its field changes. */
function useMirrorForm(plugin: string, source: MirrorSource) {
  const t = useText()
  const navigate = useNavigate()
  const create = useCreateMirror()
  const keepSchedule = useKeepSchedule()
  const take = usePrefill((state) => state.take)
  const [prefill] = useState(() => prefillFor(plugin, source.id))
  const [{ draft, mark }, setState] = useState(() => ({
    draft: prefill ? draftOf(source, prefill) : emptyDraft(source),
    mark: 0,
  }))
  // Once taken it is gone: the next form of this source begins empty.
  useEffect(() => take(null), [take])
  const [serial] = useState(() => (drafts += 1))
  const [shown, setShown] = useState<FieldProblems>({})
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const settled = useDebounced(mark, PREVIEW_DELAY_MS)
  const missing = missingFields(source, draft)
  const isSettled = settled === mark
  const request = missing.length === 0 && isSettled ? toRequest(plugin, source, draft) : null
  const preview = usePreview(`${serial} ${settled}`, request)
  const [schedule, setSchedule] = useState<ScheduleChoice>(NEVER)
  const problems = preview.error instanceof ApiProblem && isSettled ? preview.error.fields : {}
  // What was not answered yet is no mistake: the preview says that it waits for it.
  const untouched = Object.keys(problems).filter((name) => !touched.has(name) && isBlank(draft.values[name]))
  const isHeldUp = isSettled && isAboutFields(preview.error, source)
  const change = (part: Partial<Draft>): void => {
    setState((state) => ({ draft: { ...state.draft, ...part }, mark: state.mark + 1 }))
    setShown((problems) => without(problems, Object.keys(part)))
  }
  const changeField = (name: string, value: FieldValue): void => {
    change({ values: { ...draft.values, [name]: value } })
    setTouched(new Set([...touched, name]))
    setShown((problems) => without(problems, [name]))
  }
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    if (missing.length > 0) {
      focusField(missing[0] ?? '')
      setShown(Object.fromEntries(missing.map((name) => [name, [t('ui.field.required')]])))
      return
    }
    create.mutate(toRequest(plugin, source, draft), {
      onSuccess: ({ mirror }) => {
        keepSchedule(mirror.repository, schedule)
        void navigate({ to: '/mirrors/$id/$tab', params: { id: idOf(mirror.repository), tab: 'overview' } })
      },
      onError: (error) => {
        const problems = error instanceof ApiProblem ? error.fields : {}
        setShown(problems)
        focusField(Object.keys(problems)[0] ?? '')
      },
    })
  }
  const general = isAboutFields(create.error, source) ? null : create.error
  return {
    draft,
    change,
    changeField,
    submit,
    create,
    preview,
    general,
    errors: { ...without(problems, untouched), ...shown },
    leftOut: lines(String(draft.values['exclude'] ?? '')),
    schedule,
    setSchedule,
    stop: preview.stop,
    // It was asked for, and neither an answer nor an error came of it.
    isStopped: request !== null && !preview.isFetching && preview.isStopped,
    choices: prefill?.proposal.choices ?? {},
    notes: prefill?.proposal.notes ?? [],
    waitsFor: [...source.fields, { name: 'name', label: t('ui.add.name') }, { name: 'policy', label: t('ui.policy') }]
      .filter(({ name }) => missing.includes(name) || (isHeldUp && name in problems))
      .map(({ label }) => label),
  }
}

function prefillFor(plugin: string, source: string): Prefill | null {
  const { prefill } = usePrefill.getState()
  return prefill?.proposal.plugin === plugin && prefill.proposal.source === source ? prefill : null
}

/** Takes the user to what is missing or wrong; a file field has no input, so its button is meant. */
function focusField(name: string): void {
  document
    .querySelector<HTMLElement>(
      `form [name="${CSS.escape(name)}"], form fieldset[data-field="${CSS.escape(name)}"] button`,
    )
    ?.focus()
}

function without(problems: FieldProblems, names: readonly string[]): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => !names.includes(name)))
}
