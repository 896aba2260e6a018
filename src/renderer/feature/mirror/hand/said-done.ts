import { useMutation, useQueryClient } from '@tanstack/react-query'
import { usePlatform } from '../../../component/platform.ts'
import { useProblemText } from '../../../component/query-view.tsx'
import { useText } from '../../../component/text.ts'
import { showToast } from '../../../component/toast.tsx'
import { ChangedSince, takeBack } from '../../../state/by-hand.ts'
import type { Step } from '../../../state/by-hand.ts'
import { refreshAll } from '../../../state/change.ts'

/** Says what was done, with the button that takes it back; why that could not be done is said too. */
export function useSaidDone(): (text: string, step: Step | null) => void {
  const t = useText()
  const client = useQueryClient()
  const problemText = useProblemText()
  const { announce } = usePlatform()
  const back = useMutation({
    mutationFn: takeBack,
    onError: (error) => announce(error instanceof ChangedSince ? t('ui.hand.since') : problemText(error).title, 'bad'),
    onSettled: () => void refreshAll(client),
  })
  return (text, step) => showToast({ text, ...(step ? { undo: () => back.mutate(step) } : {}) })
}
