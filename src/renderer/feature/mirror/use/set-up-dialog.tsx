import { useEffect, useState } from 'react'
import type { ClientBody } from '#shared/api/client'
import { Button } from '../../../component/button.tsx'
import { Dialog } from '../../../component/dialog.tsx'
import { CheckInput } from '../../../component/field.tsx'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { useText } from '../../../component/text.ts'
import { useApply, usePlan, type UseSubject } from '../../../state/use.ts'
import { Diff } from './diff.tsx'

interface Props {
  subject: UseSubject
  client: ClientBody
  onClose: () => void
}

/** Shows what would change before anything does. */
export function SetUpDialog({ subject, client, onClose }: Props) {
  const t = useText()
  const [only, setOnly] = useState(client.only)
  const plan = usePlan(subject)
  const apply = useApply(subject)
  const { mutate: look } = plan
  useEffect(() => look(only), [look, only])
  const error = apply.error ?? plan.error
  const files = plan.data?.files ?? []
  const confirm = (): void => {
    if (plan.data) apply.mutate({ only, digest: plan.data.digest }, { onSuccess: onClose, onError: () => look(only) })
  }
  return (
    <Dialog
      title={t('ui.use.set_up.title', { client: client.label })}
      isOpen
      place="side"
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.use.leave')}</Button>
          <Button
            look="primary"
            isPending={apply.isPending}
            isDisabled={plan.isPending || files.length === 0}
            onPress={confirm}
          >
            {t(plan.data?.writable === false ? 'ui.use.show_commands' : 'ui.use.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>{t('ui.use.set_up.about')}</p>
        <CheckInput label={t('ui.use.only')} help={t('ui.use.only.about')} value={only} onChange={setOnly} />
        {error && <ProblemNotice error={error} />}
        {plan.data && files.length === 0 && <p>{t('ui.use.nothing')}</p>}
        {plan.data?.writable === false && <p>{t('ui.use.needs_root')}</p>}
        {files.map((file) => (
          <Diff key={file.path} file={file} />
        ))}
      </div>
    </Dialog>
  )
}
