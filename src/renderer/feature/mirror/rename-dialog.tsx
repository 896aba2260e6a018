import { useState } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { TextInput } from '../../component/field.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { showToast } from '../../component/toast.tsx'
import { ApiProblem } from '../../host/problem.ts'
import { change, useChange } from '../../state/change.ts'

/** Gives the mirror another name; its address stays, since clients use it. */
export function RenameDialog({ mirror, onClose }: { mirror: MirrorBody; onClose: () => void }) {
  const t = useText()
  const [name, setName] = useState(mirror.name)
  const rename = useChange((wanted: string) => change('PATCH', mirror.repository, { name: wanted }))
  const errors = rename.error instanceof ApiProblem ? rename.error.fields['name'] : undefined
  const submit = (): void => {
    // One field alone sends its form on Enter whatever the button says.
    if (rename.isPending || name.trim() === '') return
    rename.mutate(name.trim(), {
      tell: () =>
        showToast({ text: t('ui.mirror.renamed', { name: name.trim() }), undo: () => rename.mutate(mirror.name) }),
      onSuccess: onClose,
    })
  }
  return (
    <Dialog
      title={t('ui.mirror.rename')}
      isOpen
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.schedule.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={name.trim() === ''} isPending={rename.isPending}>
            {t('ui.mirror.rename.do')}
          </Button>
        </>
      }
    >
      <TextInput
        label={t('ui.form.field.name')}
        help={t('ui.mirror.rename.help')}
        value={name}
        onChange={setName}
        errors={errors}
        isRequired
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only question of the dialog
        autoFocus
      />
      {rename.error && !errors && (
        <div className="mt-4">
          <ProblemNotice error={rename.error} />
        </div>
      )}
    </Dialog>
  )
}
