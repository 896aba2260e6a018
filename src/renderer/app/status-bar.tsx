import { Link } from '@tanstack/react-router'
import { Pause, Play, TriangleAlert } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components'
import { useIntl } from 'react-intl'
import { useBytes } from '../component/number.tsx'
import { useText } from '../component/text.ts'
import { conditionOf, isProblem } from '../state/condition.ts'
import { useDownloads, useSetDownloads } from '../state/download.ts'
import { useMirrors } from '../state/mirror.ts'
import { useMayChange, useSignOut } from '../state/session.ts'
import { isFinal } from '../state/progress.ts'
import { progressOf, useActiveTasks } from '../state/task.ts'
import { useTaskTitle } from '../state/task-title.ts'
import { useView } from '../state/view.ts'

/** What runs, everywhere; and the last thing that ended, which screen readers hear. */
export function StatusBar() {
  const t = useText()
  const link = useView((view) => view.link)
  return (
    <footer className="col-span-2 flex h-8 items-center gap-4 border-t border-deep-line bg-deep px-4 text-xs text-deep-soft">
      <Running />
      {link === 'lost' && <output className="font-semibold text-deep-ink">{t('ui.status.lost')}</output>}
      <Traffic />
      <span className="min-w-0 flex-1" />
      <Announcement />
      <Problems />
      <Guest />
    </footer>
  )
}

function Running() {
  const t = useText()
  const intl = useIntl()
  const title = useTaskTitle()
  const tasks = useActiveTasks().data ?? []
  const first = tasks.find((task) => task.state === 'running') ?? tasks[0]
  const fraction = first && !isFinal(first.state) ? progressOf(first).fraction : null
  return (
    <Link
      to="/activity"
      className="num flex min-w-0 shrink items-center gap-2 rounded-sm -outline-offset-1 hover:text-deep-ink"
    >
      <span className="shrink-0">{t('ui.status.running', { count: tasks.length })}</span>
      {first && (
        <span className="min-w-0 truncate text-deep-ink">
          {title(first)}
          {fraction !== null && ` ${intl.formatNumber(fraction, { style: 'percent', maximumFractionDigits: 0 })}`}
        </span>
      )}
    </Link>
  )
}

/** Whether downloads rest, and the button that changes it; else how fast they come. */
function Traffic() {
  const t = useText()
  const bytes = useBytes()
  const { data: downloads } = useDownloads()
  const set = useSetDownloads()
  const running = useActiveTasks().data?.length ?? 0
  const rate = useTotalRate()
  const paused = downloads?.paused ?? false
  if (!paused && running === 0) return null
  const Icon = paused ? Play : Pause
  return (
    <span className="num flex shrink-0 items-center gap-2">
      {paused && <span className="font-semibold text-deep-ink">{t('ui.status.paused')}</span>}
      {!paused && rate > 0 && <span>{t('ui.progress.rate', { amount: bytes(rate) })}</span>}
      {(!paused || downloads?.reason === 'user') && (
        <AriaButton
          aria-label={t(paused ? 'ui.command.resume_all' : 'ui.command.pause_all')}
          aria-disabled={set.isPending}
          onPress={() => !set.isPending && set.mutate(paused ? 'resume' : 'pause')}
          className="flex size-6 items-center justify-center rounded-sm -outline-offset-1 hover:text-deep-ink"
        >
          <Icon aria-hidden className="size-3.5" />
        </AriaButton>
      )}
    </span>
  )
}

/** Bytes a second of all tasks together. */
function useTotalRate(): number {
  const tasks = useActiveTasks().data ?? []
  return tasks
    .map((task) => progressOf(task))
    .reduce((sum, { rate, unit }) => sum + (unit === 'bytes' && rate !== null ? rate : 0), 0)
}

/** How many mirrors need somebody, with the way to them. */
function Problems() {
  const t = useText()
  const count = (useMirrors().data ?? []).filter((mirror) => isProblem(conditionOf(mirror))).length
  if (count === 0) return null
  return (
    <Link
      to="/"
      search={{ health: 'problem' }}
      className="num flex shrink-0 items-center gap-1.5 rounded-sm font-semibold text-deep-ink -outline-offset-1 hover:underline"
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      {t('ui.status.problems', { count })}
    </Link>
  )
}

function Announcement() {
  const announcement = useView((view) => view.announcement)
  return (
    <p
      aria-live="polite"
      className={`min-w-0 truncate ${announcement?.tone === 'bad' ? 'font-semibold text-deep-ink' : ''}`}
    >
      {announcement && <span key={announcement.id}>{announcement.text}</span>}
    </p>
  )
}

/** Says that whoever looks changes nothing, and how to be somebody who may. */
function Guest() {
  const t = useText()
  const signOut = useSignOut()
  if (useMayChange()) return null
  return (
    <span className="flex shrink-0 items-center gap-3 font-semibold text-deep-ink">
      {t('ui.guest.bar')}
      <button type="button" className="rounded-sm underline -outline-offset-1" onClick={() => signOut.mutate()}>
        {t('ui.guest.sign_in')}
      </button>
    </span>
  )
}
