import { useNavigate } from '@tanstack/react-router'
import { Download, FilePlus2, Pause, Pencil, Play, RefreshCw, Trash2, X } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useContext, useState } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { Button } from '../../component/button.tsx'
import { MayChange } from '../../component/may-change.ts'
import { MenuButton } from '../../component/menu-button.tsx'
import type { MenuAction } from '../../component/menu-button.tsx'
import { useText } from '../../component/text.ts'
import { call } from '../../host/api.ts'
import { useByHand } from '../../state/by-hand.ts'
import { useChange } from '../../state/change.ts'
import { idOf } from '../../state/href.ts'
import { useSyncMirror } from '../../state/mirror.ts'
import { isFinal } from '../../state/progress.ts'
import { useCancelTask, useCurrentTask } from '../../state/task.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import type { Hand } from './mirror-search.ts'
import { RenameDialog } from './rename-dialog.tsx'

/** Syncing, holding back, going on and cancelling, and what any of them complained about. */
export function useWork(id: string, mirror: MirrorBody) {
  const sync = useSyncMirror()
  const cancel = useCancelTask()
  const hold = useChange(({ href, act }: { href: string; act: 'pause' | 'resume' }) =>
    call('POST', `${OWN_API_ROOT}tasks/${idOf(href)}/${act}/`),
  )
  const task = useCurrentTask(mirror.last_task)
  const running = task && !isFinal(task.state) ? task : null
  return {
    running,
    isPaused: running !== null && running.paused_at !== null,
    error: sync.error ?? cancel.error ?? hold.error,
    isBusy: sync.isPending || cancel.isPending || hold.isPending || running?.state === 'canceling',
    start: () => sync.mutate(id),
    end: () => running && cancel.mutate(running.pulp_href),
    hold: (act: 'pause' | 'resume') => running && hold.mutate({ href: running.pulp_href, act }),
  }
}

export type Work = ReturnType<typeof useWork>

interface HeaderActionsProps {
  id: string
  mirror: MirrorBody
  work: Work
}

interface MainAction {
  label: string
  icon: LucideIcon
  run: () => void
  isPrimary?: boolean
}

/** The one thing to do now; the rest is behind the menu. */
export function HeaderActions({ id, mirror, work }: HeaderActionsProps) {
  const t = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const main = useMain(mirror, work)
  const hands = useHands(id)
  const go = (hand: Hand): void =>
    void navigate({ to: '/mirrors/$id/$tab', params: { id, tab: 'contents' }, search: { hand } })
  const actions: MenuAction[] = [
    ...(work.running ? [{ id: 'cancel', label: t('ui.mirror.cancel'), icon: X, run: () => void work.end() }] : []),
    ...hands.map(({ hand, ...action }) => ({ id: hand, ...action, run: () => go(hand) })),
    { id: 'rename', label: t('ui.mirror.rename'), icon: Pencil, run: () => setOpen('rename') },
    { id: 'delete', label: t('ui.mirror.delete'), icon: Trash2, run: () => setOpen('delete') },
  ]
  return (
    <>
      {main && (
        <Button
          look={main.isPrimary ? 'primary' : 'secondary'}
          icon={main.icon}
          isPending={work.isBusy}
          onPress={main.run}
        >
          {main.label}
        </Button>
      )}
      <MenuButton label={t('ui.mirror.more')} actions={actions} />
      <DeleteDialog
        id={id}
        mirror={mirror}
        isOpen={open === 'delete'}
        onClose={() => setOpen(null)}
        onDeleted={() => void navigate({ to: '/' })}
      />
      {open === 'rename' && <RenameDialog mirror={mirror} onClose={() => setOpen(null)} />}
    </>
  )
}

/** What can be done by hand; nothing where the mirror may not be changed. */
function useHands(id: string): { hand: Hand; label: string; icon: LucideIcon }[] {
  const t = useText()
  const mayChange = useContext(MayChange)
  const { data } = useByHand(id)
  if (!data || data.refusal || !mayChange) return []
  const pull = { hand: 'pull', label: t('ui.hand.pull'), icon: Download } as const
  return data.uploads.length > 0 ? [{ hand: 'add', label: t('ui.hand.add'), icon: FilePlus2 }, pull] : [pull]
}

/** What a user most likely wants: let paused work go on, hold running work, else sync, also what failed. */
function useMain(mirror: MirrorBody, work: Work): MainAction | null {
  const t = useText()
  if (work.isPaused)
    return { label: t('ui.mirror.resume'), icon: Play, run: () => void work.hold('resume'), isPrimary: true }
  if (work.running)
    return work.running.name.endsWith('.sync')
      ? { label: t('ui.mirror.pause'), icon: Pause, run: () => void work.hold('pause') }
      : { label: t('ui.mirror.cancel'), icon: X, run: () => void work.end() }
  if (mirror.remote === null) return null
  return { label: t('ui.mirror.sync'), icon: RefreshCw, run: work.start, isPrimary: true }
}
