import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { useText } from '../component/text.ts'
import { ToastRegion } from '../component/toast.tsx'
import type { Translate } from '../component/text.ts'
import { key } from '../state/client.ts'
import { watchEvents } from '../state/live.ts'
import { mirrorOf, taskTitle } from '../state/task-title.ts'
import { useView } from '../state/view.ts'
import { commandFor } from './command.ts'
import { Sidebar } from './sidebar.tsx'
import { StatusBar } from './status-bar.tsx'

/** The frame of every screen: places at the side, the running work below. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText()
  useLiveData()
  useShortcuts()
  useNoStrayDrops()
  return (
    <div className="grid h-full grid-cols-[13rem_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto]">
      <a
        href="#main"
        className="absolute top-2 start-2 z-50 -translate-y-20 rounded-md bg-raised px-3 py-2 text-sm shadow-pop focus:translate-y-0"
      >
        {t('ui.skip')}
      </a>
      <Sidebar />
      <main id="main" tabIndex={-1} className="min-h-0 overflow-hidden">
        {children}
      </main>
      <StatusBar />
      <ToastRegion />
    </div>
  )
}

/** Events keep what is cached current; each task that ends is said once. */
function useLiveData(): void {
  const client = useQueryClient()
  const t = useText()
  useEffect(
    () =>
      watchEvents(client, (task) => {
        const mirrors = client.getQueryData<MirrorBody[]>(key.mirrors)
        useView.getState().announce(endText(t, task, mirrors), task.state === 'failed' ? 'bad' : 'info')
      }),
    [client, t],
  )
}

function endText(t: Translate, task: TaskBody, mirrors: MirrorBody[] | undefined): string {
  const title = taskTitle(t, task, mirrorOf(task, mirrors)?.name ?? null)
  if (task.state === 'failed') return t('ui.announce.failed', { title })
  return t(task.state === 'canceled' ? 'ui.announce.canceled' : 'ui.announce.completed', { title })
}

function useShortcuts(): void {
  const router = useRouter()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const command = commandFor(event)
      // Alt and Shift write characters on some keyboards.
      if (!command || (event.target instanceof Element && event.target.closest('input, textarea, [role=dialog]')))
        return
      event.preventDefault()
      command.run(router)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [router])
}

/** A file dropped beside its field must not make the browser leave for it. */
function useNoStrayDrops(): void {
  useEffect(() => {
    const refuse = (event: DragEvent): void => event.preventDefault()
    window.addEventListener('dragover', refuse)
    window.addEventListener('drop', refuse)
    return () => {
      window.removeEventListener('dragover', refuse)
      window.removeEventListener('drop', refuse)
    }
  }, [])
}
