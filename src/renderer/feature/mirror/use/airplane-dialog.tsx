import { useState } from 'react'
import type { ClientBody } from '#shared/api/client'
import { Button } from '../../../component/button.tsx'
import { Dialog } from '../../../component/dialog.tsx'
import { TextInput } from '../../../component/field.tsx'
import { FileInput, type TextFile } from '../../../component/file-input.tsx'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { useText } from '../../../component/text.ts'
import { useAirplane, useRunningClient, type UseSubject } from '../../../state/use.ts'

interface Props {
  subject: UseSubject
  client: ClientBody
  onClose: () => void
}

/** Asks what to install; without an answer it is what the mirror was made from. */
export function AirplaneDialog({ subject, client, onClose }: Props) {
  const t = useText()
  const [packages, setPackages] = useState('')
  const [lockfile, setLockfile] = useState<TextFile | null>(null)
  const fly = useAirplane(subject)
  const running = useRunningClient(subject)
  const isBusy = fly.isPending || running !== null
  const start = (): void => {
    if (isBusy) return
    const names = packages.split(/[\s,]+/).filter((name) => name !== '')
    fly.mutate({ packages: names, lockfile: lockfile?.text ?? null }, { onSuccess: onClose })
  }
  return (
    <Dialog
      title={t('ui.use.airplane.title', { client: client.label })}
      isOpen
      onClose={onClose}
      onSubmit={start}
      actions={
        <>
          <Button onPress={onClose}>{t(fly.isPending ? 'ui.use.background' : 'ui.use.leave')}</Button>
          <Button look="primary" type="submit" isPending={isBusy}>
            {t('ui.use.airplane.start')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>{t('ui.use.airplane.about')}</p>
        {client.asks.includes('packages') && (
          <TextInput
            label={t('ui.use.airplane.packages')}
            help={t('ui.use.airplane.packages.about')}
            value={packages}
            onChange={setPackages}
            isMono
          />
        )}
        {client.asks.includes('lockfile') && (
          <FileInput label={t('ui.use.airplane.lockfile')} value={lockfile} onChange={setLockfile} accept={['.json']} />
        )}
        {fly.error && <ProblemNotice error={fly.error} />}
      </div>
    </Dialog>
  )
}
