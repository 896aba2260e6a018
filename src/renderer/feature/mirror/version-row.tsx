import { Link, useNavigate } from '@tanstack/react-router'
import { Copy, GitCompareArrows, Globe, ListTree, Pin, PinOff, Trash2, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { HistoryEntry } from '#shared/api/history'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { MenuButton } from '../../component/menu-button.tsx'
import type { MenuAction } from '../../component/menu-button.tsx'
import { useText } from '../../component/text.ts'
import { showToast } from '../../component/toast.tsx'
import { ExactTime, Time } from '../../component/time.tsx'
import { useChange } from '../../state/change.ts'
import { copyVersion, pinVersion, totalOf } from '../../state/history.ts'
import type { Pair } from '../../state/history.ts'
import { typeWords } from './cell.tsx'
import type { Serving } from './use-serving.ts'

export interface VersionRowProps {
  entry: HistoryEntry
  id: string
  mirror: MirrorBody
  isNewest: boolean
  serving: Serving
  onCompare: (pair: Pair) => void
  onPromote: (entry: HistoryEntry) => void
  onDelete: (entry: HistoryEntry) => void
}

/** One version on the line of time. */
export function VersionRow(props: VersionRowProps) {
  const t = useText()
  const { entry, id, serving, isNewest } = props
  const isServed = serving.served === entry.number
  const older = serving.served === null || entry.number < serving.served
  return (
    <div className="flex h-full items-center gap-4 border-b border-line ps-4 pe-3 text-sm">
      <Dot isServed={isServed} />
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-2">
          <Link
            to="/mirrors/$id/$tab"
            params={{ id, tab: 'contents' }}
            search={isNewest ? {} : { version: entry.number }}
            className="num shrink-0 rounded-sm font-semibold hover:text-accent hover:underline"
          >
            {t('ui.mirror.version', { number: entry.number })}
          </Link>
          <Chips entry={entry} isNewest={isNewest} />
        </div>
        <p className="mt-0.5 truncate text-ink-mute">
          <Time value={entry.pulp_created} /> · <ExactTime value={entry.pulp_created} />
          <Squashed entry={entry} />
        </p>
      </div>
      <Changed {...props} />
      {entry.dated_url && <CopyButton text={entry.dated_url} what={t('ui.history.dated')} />}
      <div className="flex w-44 shrink-0 items-center justify-end gap-1">
        {!isServed && (
          <Button icon={Undo2} isPending={serving.isPending} onPress={() => serving.rollBack(entry)}>
            {t(older ? 'ui.history.roll_back' : 'ui.history.serve')}
          </Button>
        )}
        <RowMenu {...props} />
      </div>
    </div>
  )
}

function Dot({ isServed }: { isServed: boolean }) {
  return (
    <span aria-hidden className="relative flex h-full w-3 shrink-0 items-center justify-center">
      <span className="absolute inset-y-0 w-px bg-line" />
      <span
        className={`relative size-3 rounded-full border-2 ${isServed ? 'border-accent bg-accent' : 'border-edge bg-surface'}`}
      />
    </span>
  )
}

function Chip({ children, strong }: { children: ReactNode; strong?: boolean }) {
  return (
    <span
      className={`max-w-48 truncate rounded-full px-2 py-0.5 text-xs font-medium ${strong ? 'bg-accent-soft text-accent' : 'border border-line text-ink-soft'}`}
    >
      {children}
    </span>
  )
}

function Chips({ entry, isNewest }: { entry: HistoryEntry; isNewest: boolean }) {
  const t = useText()
  const shown = entry.served_by.filter(({ how }) => how !== 'checkpoint')
  return (
    <span className="flex min-w-0 items-center gap-1.5 overflow-hidden">
      {isNewest && <Chip>{t('ui.history.served')}</Chip>}
      {shown.map(({ name, distribution }) => (
        <Chip key={distribution} strong>
          {t('ui.history.served_by', { name })}
        </Chip>
      ))}
      {entry.pinned && <Chip>{t('ui.history.pinned')}</Chip>}
    </span>
  )
}

/** Versions between this one and the one before were deleted: their changes are counted here. */
function Squashed({ entry }: { entry: HistoryEntry }) {
  const t = useText()
  const gone = entry.previous === null ? 0 : entry.number - entry.previous - 1
  if (gone <= 0) return null
  return <span title={t('ui.history.squashed.about')}> · {t('ui.history.squashed', { count: gone })}</span>
}

/** The counts; pressed, they say which. */
function Changed({ entry, onCompare }: VersionRowProps) {
  const t = useText()
  const intl = useIntl()
  const plus = totalOf(entry.added)
  const minus = totalOf(entry.removed)
  const kinds = [
    ...Object.entries(entry.added),
    ...Object.entries(entry.removed).map(([type, n]) => [type, -n] as const),
  ]
  return (
    <div className="flex shrink-0 items-center gap-4">
      <button
        type="button"
        title={kinds
          .map(([type, n]) => `${typeWords(type)} ${intl.formatNumber(n, { signDisplay: 'always' })}`)
          .join('\n')}
        onClick={() => onCompare({ from: entry.previous ?? 0, to: entry.number })}
        className="num flex gap-2.5 rounded-sm px-1.5 py-1 -outline-offset-1 hover:bg-hover"
      >
        <span className="sr-only">{t('ui.history.changed', { number: entry.number, plus, minus })}</span>
        <span aria-hidden className={plus > 0 ? 'font-medium text-ok' : 'text-ink-mute'}>
          +{intl.formatNumber(plus)}
        </span>
        <span aria-hidden className={minus > 0 ? 'font-medium text-bad' : 'text-ink-mute'}>
          −{intl.formatNumber(minus)}
        </span>
      </button>
      <span className="num hidden w-24 text-end text-ink-mute lg:inline">
        {t('ui.mirror.units', { count: totalOf(entry.present) })}
      </span>
    </div>
  )
}

function RowMenu({ entry, id, mirror, isNewest, onCompare, onPromote, onDelete }: VersionRowProps) {
  const t = useText()
  const navigate = useNavigate()
  const pin = useChange((pinned: boolean) => pinVersion(id, entry.number, pinned))
  const copy = useChange(() => copyVersion(mirror.repository, entry.pulp_href))
  const setPin = (pinned: boolean): void =>
    pin.mutate(pinned, {
      tell: () =>
        showToast({
          text: t(pinned ? 'ui.history.pin.done' : 'ui.history.unpin.done', { number: entry.number }),
          undo: () => pin.mutate(!pinned),
        }),
    })
  const actions: MenuAction[] = [
    {
      id: 'contents',
      label: t('ui.history.contents'),
      icon: ListTree,
      run: () =>
        void navigate({
          to: '/mirrors/$id/$tab',
          params: { id, tab: 'contents' },
          search: isNewest ? {} : { version: entry.number },
        }),
    },
    {
      id: 'compare',
      label: t('ui.history.compare_previous'),
      icon: GitCompareArrows,
      run: () => onCompare({ from: entry.previous ?? 0, to: entry.number }),
    },
    { id: 'promote', label: t('ui.history.promote'), icon: Globe, run: () => onPromote(entry) },
    entry.pinned
      ? { id: 'pin', label: t('ui.history.unpin'), icon: PinOff, run: () => setPin(false) }
      : { id: 'pin', label: t('ui.history.pin'), icon: Pin, run: () => setPin(true) },
    ...(isNewest ? [] : [{ id: 'copy', label: t('ui.history.copy'), icon: Copy, run: () => copy.mutate(undefined) }]),
    { id: 'delete', label: t('ui.history.delete'), icon: Trash2, run: () => onDelete(entry) },
  ]
  return <MenuButton label={t('ui.history.more_of', { number: entry.number })} actions={actions} />
}
