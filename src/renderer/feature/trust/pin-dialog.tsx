import { useState } from 'react'
import type { PinBody } from '#shared/api/trust'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { CheckInput, TextInput } from '../../component/field.tsx'
import { usePlatform } from '../../component/platform.ts'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useDescribeKeys, usePinKeys } from '../../state/trust.ts'
import { KeyCard } from '../../component/key-card.tsx'

interface PinDialogProps {
  /** Null keeps it closed. */
  pin: PinBody | null
  onClose: () => void
}

/** Pins keys in three deliberate steps: give them, compare their fingerprints, say so. */
export function PinDialog({ pin, onClose }: PinDialogProps) {
  const t = useText()
  const platform = usePlatform()
  const [text, setText] = useState('')
  const [isCompared, setCompared] = useState(false)
  const describe = useDescribeKeys()
  const save = usePinKeys()
  const keys = describe.data ?? []
  const close = (): void => {
    setText('')
    setCompared(false)
    describe.reset()
    save.reset()
    onClose()
  }
  const give = (keyText: string): void => {
    setText(keyText)
    setCompared(false)
    describe.reset()
    if (keyText.trim() !== '') describe.mutate(keyText)
  }
  const choose = async (): Promise<void> => {
    const picked = await platform.pickFile({
      title: t('ui.trust.pin.choose'),
      accept: ['.asc', '.gpg', '.txt', '.key'],
    })
    if (picked) give(picked.text)
  }
  return (
    <Dialog
      title={t('ui.trust.pin.title', { name: pin?.name ?? '' })}
      isOpen={pin !== null}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{t('ui.trust.cancel')}</Button>
          <Button
            look="primary"
            isPending={save.isPending}
            isDisabled={keys.length === 0 || !isCompared}
            onPress={() =>
              pin &&
              save.mutate(
                { remote: pin.remote, keys: text, fingerprints: keys.map(({ fingerprint }) => fingerprint) },
                { onSuccess: close },
              )
            }
          >
            {t('ui.trust.pin.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextInput
          label={t('ui.trust.pin.text')}
          help={t('ui.trust.pin.help')}
          isRequired
          isMono
          rows={4}
          value={text}
          onChange={give}
        />
        <Button onPress={() => void choose()}>{t('ui.trust.pin.choose')}</Button>
        {describe.error && <ProblemNotice error={describe.error} />}
        {keys.length > 0 && (
          <>
            <ul className="flex flex-col gap-2">
              {keys.map((key) => (
                <KeyCard key={key.fingerprint} of={key} />
              ))}
            </ul>
            <CheckInput label={t('ui.trust.pin.compared')} value={isCompared} onChange={setCompared} />
          </>
        )}
        {save.error && <ProblemNotice error={save.error} />}
      </div>
    </Dialog>
  )
}
