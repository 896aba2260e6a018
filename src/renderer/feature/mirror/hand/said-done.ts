import { useMutation, useQueryClient } from '@tanstack/react-query'
import { usePlatform } from '../../../component/platform.ts'
import { useProblemText } from '../../../component/query-view.tsx'
import { useText } from '../../../component/text.ts'
import { showToast } from '../../../component/toast.tsx'
import { ChangedSince } from '../../../state/by-hand.ts'
import type { Done } from '../../../state/by-hand.ts'
import { refreshAll } from '../../../state/change.ts'

/** Says what was done, with the button that takes it back; why that could not be done is said too. */
export function useSaidDone(): (text: string, undo: Done<unknown>['undo']) => void {
  const t = useText()
  const client = useQueryClient()
  const problemText = useProblemText()
  const { announce } = usePlatform()
  const back = useMutation({
    mutationFn: (undo: () => Promise<unknown>) => undo(),
    onError: (error) => announce(error instanceof ChangedSince ? t('ui.hand.since') : problemText(error).title, 'bad'),
    onSettled: () => void refreshAll(client),
  })
  return (text, undo) => showToast({ text, ...(undo ? { undo: () => back.mutate(undo) } : {}) })
}
