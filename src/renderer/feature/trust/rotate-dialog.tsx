import type { TrustBody } from '#shared/api/trust'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useRotateSigningKey } from '../../state/trust.ts'
import { Fingerprint } from '../../component/key-card.tsx'

interface RotateDialogProps {
  /** Null keeps it closed. */
  of: TrustBody['own'][number] | null
  onClose: () => void
}

/** Asks once before a signing key goes, and names who will notice. */
export function RotateDialog({ of, onClose }: RotateDialogProps) {
  const t = useText()
  const rotate = useRotateSigningKey()
  const close = (): void => {
    rotate.reset()
    onClose()
  }
  return (
    <Dialog
      role="alertdialog"
      title={t('ui.trust.rotate.title', { name: of?.name ?? '' })}
      isOpen={of !== null}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{t('ui.trust.cancel')}</Button>
          <Button
            look="danger"
            isPending={rotate.isPending}
            onPress={() => of && rotate.mutate({ name: of.name, fingerprint: of.fingerprint }, { onSuccess: close })}
          >
            {t('ui.trust.rotate')}
          </Button>
        </>
      }
    >
      <p>{t('ui.trust.rotate.lost')}</p>
      <p className="mt-2">{of && <Fingerprint text={of.fingerprint} />}</p>
      {rotate.error && <ProblemNotice error={rotate.error} />}
    </Dialog>
  )
}
