import { Link } from '@tanstack/react-router'
import { useIntl } from 'react-intl'
import { useText } from '../component/text.ts'
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
      <span className="min-w-0 flex-1" />
      <Announcement />
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
