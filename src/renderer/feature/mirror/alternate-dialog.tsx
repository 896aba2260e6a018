import { useState } from 'react'
import type { MirrorType } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { TextInput } from '../../component/field.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ApiProblem } from '../../host/problem.ts'
import { type AlternateBody, addAlternate, changeAlternate, readAlternate } from '../../state/alternate.ts'
import { useChange } from '../../state/change.ts'
import { useObject } from '../../state/version.ts'
import { linesOf } from './form-value.ts'

interface AlternateDialogProps {
  lists: NonNullable<MirrorType['alternates']>
  /** Null makes a new one. */
  one: AlternateBody | null
  onClose: () => void
}

/** A place with the same files: its name, where it is, and which of its paths count. It is read as soon as it is kept. */
export function AlternateDialog({ lists, one, onClose }: AlternateDialogProps) {
  const t = useText()
  const known = useObject<{ url: string }>(one?.remote ?? null).data?.url ?? ''
  const [name, setName] = useState(one?.name ?? '')
  const [typed, setTyped] = useState<string | null>(null)
  const [paths, setPaths] = useState((one?.paths ?? []).join('\n'))
  const url = typed ?? known
  const save = useChange(async () => {
    const wish = { name: name.trim(), url: url.trim(), paths: linesOf(paths) }
    if (one) await changeAlternate(one, wish)
    await readAlternate(one ?? (await addAlternate(lists, wish)))
  })
  const errors = save.error instanceof ApiProblem ? save.error.fields : {}
  const isShown = ['name', 'url', 'paths'].some((field) => errors[field])
  return (
    <Dialog
      title={one ? t('ui.alternates.change', { name: one.name }) : t('ui.alternates.add')}
      isOpen
      onClose={onClose}
      onSubmit={() => save.mutate(undefined, { onSuccess: onClose })}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.schedule.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            isDisabled={name.trim() === '' || url.trim() === ''}
            isPending={save.isPending}
          >
            {t('ui.form.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextInput label={t('ui.alternates.name')} isRequired value={name} onChange={setName} errors={errors['name']} />
        <TextInput
          label={t('ui.alternates.url')}
          help={t('ui.alternates.url.help')}
          isRequired
          isMono
          value={url}
          onChange={setTyped}
          errors={errors['url']}
        />
        <TextInput
          label={t('ui.alternates.paths')}
          help={t('ui.alternates.paths.help')}
          rows={3}
          isMono
          value={paths}
          onChange={setPaths}
          errors={errors['paths']}
        />
        {save.error && !isShown && <ProblemNotice error={save.error} />}
      </div>
    </Dialog>
  )
}
