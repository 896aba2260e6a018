import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import { isCommandId } from '#shared/command'
import type { TaskBody } from '#shared/api/task'
import { useText } from '../component/text.ts'
import { ToastRegion } from '../component/toast.tsx'
import type { Translate } from '../component/text.ts'
import { host } from '../host/api.ts'
import { key } from '../state/client.ts'
import { watchEvents } from '../state/live.ts'
import { mirrorOf, taskTitle } from '../state/task-title.ts'
import { useView } from '../state/view.ts'
import { RUN } from './command.ts'
import { commandFor, isForTyping } from './key-press.ts'
import { Overlays } from './overlays.tsx'
import { Sidebar } from './sidebar.tsx'
import { StatusBar } from './status-bar.tsx'

/** The frame of every screen: places at the side, the running work below. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText()
  useLiveData()
  useShortcuts()
  useNoStrayDrops()
  return (
    <div className="grid h-full grid-cols-[3.5rem_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] md:grid-cols-[13rem_minmax(0,1fr)]">
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
      <Overlays />
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
  const client = useQueryClient()
  useEffect(() => host.onCommand((id) => isCommandId(id) && RUN[id]({ router, client })), [router, client])
  useEffect(() => host.onView((view) => router.history.push(view)), [router])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const id = commandFor(event)
      if (!id) return
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('[role=dialog], [role=alertdialog]')) return
      if (isForTyping(event) && target?.closest('input, textarea')) return
      event.preventDefault()
      RUN[id]({ router, client })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [router, client])
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
