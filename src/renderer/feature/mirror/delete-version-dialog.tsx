import { useQueryClient } from '@tanstack/react-query'
import type { HistoryEntry } from '#shared/api/history'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { usePlatform } from '../../component/platform.ts'
import { ProblemNotice, useProblemText } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ExactTime } from '../../component/time.tsx'
import { showToast } from '../../component/toast.tsx'
import { change, refreshAll, useChange } from '../../state/change.ts'
import { totalOf } from '../../state/history.ts'
import { usePendingDeletes } from '../../state/pending-delete.ts'

interface DeleteVersionDialogProps {
  entry: HistoryEntry
  list: readonly HistoryEntry[]
  mirror: MirrorBody
  onClose: () => void
}

/** Deletes a version once there was time to think again: a version that is gone cannot be brought back. */
function useDeleteLater({ pulp_href: href, number }: HistoryEntry): () => void {
  const t = useText()
  const client = useQueryClient()
  const problemText = useProblemText()
  const { announce } = usePlatform()
  const { add, remove } = usePendingDeletes()
  return () => {
    add(href)
    const onGone = async (): Promise<void> => {
      try {
        await change('DELETE', href)
      } catch (error) {
        announce(problemText(error).title, 'bad')
      }
      await refreshAll(client)
      remove(href)
    }
    showToast({ text: t('ui.version.deleted', { number }), undo: () => remove(href), onGone: () => void onGone() })
  }
}

/** Asks once, names what will be gone, and says what becomes of the rest. */
export function DeleteVersionDialog({ entry, list, mirror, onClose }: DeleteVersionDialogProps) {
  const t = useText()
  const remove = useChange(() => change('DELETE', entry.pulp_href))
  const later = useDeleteLater(entry)
  // What is sure to be refused is refused at once, while somebody looks.
  const isRefused = entry.pinned || entry.served_by.length > 0 || list.length === 1
  const confirm = (): void => {
    if (isRefused) return remove.mutate(undefined, { onSuccess: onClose })
    later()
    onClose()
  }
  const next = list.findLast(({ number }) => number > entry.number)
  return (
    <Dialog
      role="alertdialog"
      title={t('ui.version.delete.title', { number: entry.number, name: mirror.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.version.delete.keep')}</Button>
          <Button look="danger" isPending={remove.isPending} onPress={confirm}>
            {t('ui.version.delete.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('ui.delete.lost')}</p>
      <ul className="mt-2 list-disc space-y-1 ps-5">
        <li>
          {t('ui.version.delete.content', { count: totalOf(entry.present) })} (<ExactTime value={entry.pulp_created} />)
        </li>
        {entry.dated_url && <li className="wrap-anywhere">{t('ui.version.delete.dated', { url: entry.dated_url })}</li>}
        <li>{t('ui.version.delete.files')}</li>
      </ul>
      <p className="mt-3 text-sm">
        {next ? t('ui.version.delete.squash', { number: next.number }) : t('ui.version.delete.newest')}
      </p>
      {remove.error && (
        <div className="mt-4">
          <ProblemNotice error={remove.error} />
        </div>
      )}
    </Dialog>
  )
}
