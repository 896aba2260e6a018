import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import type { HistoryEntry, UnitCounts } from '#shared/api/history'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { ScrollRegion } from '../../component/scroll-region.tsx'
import { SelectMenu } from '../../component/select-menu.tsx'
import { useText } from '../../component/text.ts'
import { totalOf, useChangedUnits, useDifference } from '../../state/history.ts'
import type { Pair } from '../../state/history.ts'
import { typeWords } from './cell.tsx'

const ROW_PX = 28

interface DifferenceDialogProps {
  id: string
  list: readonly HistoryEntry[]
  pair: Pair
  onPair: (pair: Pair | null) => void
}

/** What any two versions differ in: the counts at once, the units as one scrolls. */
export function DifferenceDialog({ id, list, pair, onPair }: DifferenceDialogProps) {
  const t = useText()
  const [side, setSide] = useState<'added' | 'removed'>('added')
  const query = useDifference(id, pair)
  const options = [...list.map(({ number }) => number), 0].map((number) => ({
    value: String(number),
    label: number === 0 ? t('ui.history.nothing') : t('ui.mirror.version', { number }),
  }))
  return (
    <Dialog
      place="side"
      title={t('ui.history.difference')}
      isOpen
      onClose={() => onPair(null)}
      actions={<Button onPress={() => onPair(null)}>{t('ui.close')}</Button>}
    >
      <div className="flex h-full min-h-80 flex-col gap-4">
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <SelectMenu
            label={t('ui.history.from')}
            value={String(pair.from)}
            options={options}
            onChange={(from) => onPair({ ...pair, from: Number(from) })}
          />
          <SelectMenu
            label={t('ui.history.to')}
            value={String(pair.to)}
            options={options}
            onChange={(to) => onPair({ ...pair, to: Number(to) })}
          />
        </div>
        <QueryView query={query}>
          {(counts) => (
            <>
              <fieldset className="flex gap-2" aria-label={t('ui.history.sides')}>
                {(['added', 'removed'] as const).map((one) => (
                  <Side key={one} side={one} counts={counts[one]} isShown={side === one} onShow={() => setSide(one)} />
                ))}
              </fieldset>
              <Units key={`${pair.from} ${pair.to} ${side}`} id={id} pair={pair} side={side} />
            </>
          )}
        </QueryView>
      </div>
    </Dialog>
  )
}

interface SideProps {
  side: 'added' | 'removed'
  counts: UnitCounts
  isShown: boolean
  onShow: () => void
}

function Side({ side, counts, isShown, onShow }: SideProps) {
  const t = useText()
  const intl = useIntl()
  return (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={onShow}
      className="num min-w-0 flex-1 rounded-md border border-line px-3 py-2 text-start text-sm hover:border-edge aria-pressed:border-accent aria-pressed:bg-accent-soft"
    >
      <span className="block font-semibold text-ink">
        {t(`ui.history.${side}`)}: {intl.formatNumber(totalOf(counts))}
      </span>
      {Object.entries(counts).map(([type, count]) => (
        <span key={type} className="block truncate text-xs text-ink-soft">
          {typeWords(type)} {intl.formatNumber(count)}
        </span>
      ))}
    </button>
  )
}

function Units({ id, pair, side }: { id: string; pair: Pair; side: 'added' | 'removed' }) {
  const t = useText()
  const query = useChangedUnits(id, pair, side)
  const scroller = useRef<HTMLElement>(null)
  const units = query.data?.pages.flatMap((page) => page.results) ?? []
  // oxlint-disable-next-line react/incompatible-library -- no compiler runs here, and nothing of it is memoised
  const rows = useVirtualizer({
    count: units.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  })
  const items = rows.getVirtualItems()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const isAtEnd = (items.at(-1)?.index ?? 0) >= units.length - 20
  useEffect(() => {
    if (isAtEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isAtEnd, hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <QueryView query={query}>
      {() =>
        units.length === 0 ? (
          <p className="text-sm text-ink-mute">{t('ui.history.none')}</p>
        ) : (
          <ScrollRegion ref={scroller} label={t(`ui.history.${side}`)} className="card min-h-0 flex-1">
            <ul className="relative text-sm" style={{ height: rows.getTotalSize() }}>
              {items.map((item) => (
                <li
                  key={item.key}
                  className="absolute inset-x-0 flex items-center px-3"
                  style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
                >
                  <MiddleText text={units[item.index]?.name ?? ''} tail={20} />
                </li>
              ))}
            </ul>
          </ScrollRegion>
        )
      }
    </QueryView>
  )
}
