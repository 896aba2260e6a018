import { useState } from 'react'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { SelectInput } from '../../component/field.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { showToast } from '../../component/toast.tsx'
import { ApiProblem } from '../../host/problem.ts'
import { change, useChange } from '../../state/change.ts'
import { useForm } from '../../state/form.ts'
import { FormFieldInput } from './form-field.tsx'
import { fromText } from './form-value.ts'
import type { FormDraft } from './form-value.ts'

const TYPES = ['core.header', 'core.rbac', 'certguard.x509', 'core.content_redirect', 'core.composite'] as const
type GuardType = (typeof TYPES)[number]

/** Makes a guard; any number of addresses may then be put behind it. */
export function GuardDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const [type, setType] = useState<GuardType>('core.header')
  const [draft, setDraft] = useState<FormDraft>({})
  const form = useForm({ kind: 'contentguard', pulp_type: type })
  const make = useChange((body: Record<string, unknown>) => change('POST', form.data?.href ?? '', body))
  const errors = make.error instanceof ApiProblem ? make.error.fields : {}
  const submit = (): void => {
    const fields = form.data?.fields ?? []
    const body = Object.fromEntries(
      fields.flatMap((field) => {
        const text = draft[field.name]
        return text === undefined || text === null ? [] : [[field.name, fromText(field, text)] as const]
      }),
    )
    make.mutate(body, {
      tell: () => showToast({ text: t('ui.guard.made', { name: String(body['name']) }) }),
      onSuccess: onClose,
    })
  }
  return (
    <Dialog
      title={t('ui.guard.new')}
      isOpen
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.schedule.cancel')}</Button>
          <Button look="primary" type="submit" isPending={make.isPending}>
            {t('ui.guard.make')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <SelectInput
          label={t('ui.guard.type')}
          help={t(`ui.guard.about.${type}`)}
          isRequired
          value={type}
          onChange={(value) => setType(value as GuardType)}
          options={TYPES.map((value) => ({ value, label: t(`ui.guard.type.${value}`) }))}
        />
        <QueryView query={form}>
          {({ fields }) =>
            fields.map((field) => (
              <FormFieldInput
                key={field.name}
                field={field}
                values={{}}
                draft={draft}
                errors={errors[field.name]}
                onChange={(name, text) => setDraft((old) => ({ ...old, [name]: text }))}
              />
            ))
          }
        </QueryView>
        {make.error && Object.keys(errors).length === 0 && <ProblemNotice error={make.error} />}
      </div>
    </Dialog>
  )
}
