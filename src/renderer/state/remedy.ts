/** What one button does about a task that failed: what its error asks for, as the host says it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { OWN_API_ROOT } from '#shared/wire'
import { usePlatform } from '../component/platform.ts'
import { useProblemText } from '../component/query-view.tsx'
import type { Remedy } from '../component/remedy-button.tsx'
import { call } from '../host/api.ts'
import { useSetDownloads } from './download.ts'
import { idOf } from './href.ts'

/** Does once more what a task was asked to do. */
export function useRepeatTask() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (href: string) => call<{ task: string }>('POST', `${OWN_API_ROOT}tasks/${idOf(href)}/repeat/`),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['tasks'] })
      void client.invalidateQueries({ queryKey: ['mirrors'] })
      void client.invalidateQueries({ queryKey: ['mirror'] })
    },
  })
}

const PARTS = { source: 'source', history: 'history', serving: 'serving', use: 'overview' } as const

/** The remedy of a task that failed or was cancelled; a place of a mirror that is gone, or where one is already, is not opened: the task is repeated. */
export function useRemedy(task: TaskBody, mirror: MirrorBody | null, isAtSource = false): Remedy {
  const problemText = useProblemText()
  const { announce } = usePlatform()
  const onError = (error: unknown): void => announce(problemText(error).title, 'bad')
  const navigate = useNavigate()
  const again = useRepeatTask()
  const downloads = useSetDownloads()
  const repeat = (): void => again.mutate(task.pulp_href, { onError })
  const { act: asked, setting } = task.error?.remedy ?? { act: 'retry' as const, setting: null }
  const isOfMirror = asked in PARTS
  const isThere = isAtSource && asked === 'source'
  const act = isThere || (isOfMirror && mirror === null) ? 'retry' : asked
  const run = (): void => {
    if (act === 'retry') return repeat()
    if (act === 'resume') return downloads.mutate('resume', { onSuccess: repeat, onError })
    if (act === 'trust')
      return void navigate({ to: '/trust', search: mirror?.remote ? { pin: idOf(mirror.remote) } : {} })
    if (act === 'settings') return void navigate({ to: '/settings', search: setting ? { q: setting } : {} })
    if (act === 'storage' || act === 'repair') return void navigate({ to: '/storage' })
    void navigate({
      to: '/mirrors/$id/$tab',
      params: { id: idOf(mirror?.repository ?? ''), tab: PARTS[act] },
    })
  }
  return {
    act,
    run,
    acts: act === 'retry' || act === 'resume',
    isPending: again.isPending || downloads.isPending,
    repeat,
  }
}
