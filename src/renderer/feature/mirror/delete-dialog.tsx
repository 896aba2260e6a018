import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { useBytes } from '../../component/number.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { showToast } from '../../component/toast.tsx'
import { useText } from '../../component/text.ts'
import { useTelling } from '../../state/change.ts'
import { useDeleteMirror } from '../../state/mirror.ts'
import { useUndoDelete } from '../../state/storage.ts'

interface DeleteDialogProps {
  id: string
  mirror: MirrorBody
  isOpen: boolean
  onClose: () => void
  onDeleted: () => void
}

/** Asks once, and names what will be gone. */
export function DeleteDialog({ id, mirror, isOpen, onClose, onDeleted }: DeleteDialogProps) {
  const t = useText()
  const bytes = useBytes()
  const remove = useTelling(useDeleteMirror())
  const undo = useUndoDelete()
  // Version 0 is empty, and nobody made it.
  const versions = mirror.versions_count - 1
  const close = (): void => {
    remove.reset()
    onClose()
  }
  return (
    <Dialog
      role="alertdialog"
      title={t('ui.delete.title', { name: mirror.name })}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{t('ui.delete.keep')}</Button>
          <Button
            look="danger"
            isPending={remove.isPending}
            onPress={() =>
              remove.mutate(id, {
                tell: ({ task }) =>
                  showToast({ text: t('ui.trash.moved', { name: mirror.name }), undo: () => undo.mutate(task) }),
                onSuccess: onDeleted,
              })
            }
          >
            {t('ui.delete.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('ui.delete.lost')}</p>
      <ul className="mt-2 list-disc space-y-1 ps-5">
        {versions > 0 && <li>{t('ui.delete.versions', { versions, units: mirror.size.units })}</li>}
        <li>{t('ui.delete.bytes', { size: bytes(mirror.size.stored) })}</li>
        {mirror.base_url && (
          <li className="wrap-anywhere">
            {t('ui.delete.address')} <span className="font-mono text-sm">{mirror.base_url}</span>
          </li>
        )}
      </ul>
      {remove.error && (
        <div className="mt-4">
          <ProblemNotice error={remove.error} />
        </div>
      )}
    </Dialog>
  )
}
