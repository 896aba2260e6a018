import { useVirtualizer } from '@tanstack/react-virtual'
import { GitCompareArrows } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { HistoryEntry } from '#shared/api/history'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { Notice } from '../../component/notice.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { ScrollRegion } from '../../component/scroll-region.tsx'
import { useText } from '../../component/text.ts'
import { useHistory } from '../../state/history.ts'
import { usePendingDeletes } from '../../state/pending-delete.ts'
import type { Pair } from '../../state/history.ts'
import { DeleteVersionDialog } from './delete-version-dialog.tsx'
import { DifferenceDialog } from './difference.tsx'
import { PromoteDialog } from './promote-dialog.tsx'
import { useServing } from './use-serving.ts'
import type { Serving } from './use-serving.ts'
import { VersionRow } from './version-row.tsx'

const ROW_PX = 72

/** The versions of a mirror, newest first: what each changed, who is served which, and the way back. */
export function History({ mirror, id }: { mirror: MirrorBody; id: string }) {
  const t = useText()
  const query = useHistory(id)
  const leaving = usePendingDeletes((state) => state.hrefs)
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const list = pages
          .flatMap((page) => page.results)
          .filter(({ number, pulp_href }) => number > 0 && !leaving.includes(pulp_href))
        if (list.length === 0) return <Empty title={t('ui.history.empty')} />
        const more = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined
        return <Timeline mirror={mirror} id={id} list={list} onMore={more} />
      }}
    </QueryView>
  )
}

interface TimelineProps {
  mirror: MirrorBody
  id: string
  list: readonly HistoryEntry[]
  onMore: (() => void) | undefined
}

function Timeline({ mirror, id, list, onMore }: TimelineProps) {
  const t = useText()
  const serving = useServing(mirror, list)
  const [compared, setCompared] = useState<Pair | null>(null)
  const [promoted, setPromoted] = useState<HistoryEntry | null>(null)
  const [deleted, setDeleted] = useState<HistoryEntry | null>(null)
  const [newest] = list
  return (
    <>
      {serving.error && <ProblemNotice error={serving.error} />}
      <Held serving={serving} />
      <div className="flex items-center justify-between gap-4 pb-3 text-sm text-ink-mute">
        <p>{t('ui.history.about')}</p>
        {newest && newest.previous !== null && (
          <Button
            icon={GitCompareArrows}
            onPress={() => setCompared({ from: newest.previous ?? 0, to: newest.number })}
          >
            {t('ui.history.compare')}
          </Button>
        )}
      </div>
      <Rows
        list={list}
        onMore={onMore}
        row={(entry) => (
          <VersionRow
            entry={entry}
            id={id}
            mirror={mirror}
            isNewest={entry.number === mirror.latest_version?.number}
            serving={serving}
            onCompare={setCompared}
            onPromote={setPromoted}
            onDelete={setDeleted}
          />
        )}
      />
      {compared && <DifferenceDialog id={id} list={list} pair={compared} onPair={setCompared} />}
      {promoted && <PromoteDialog entry={promoted} mirror={mirror} onClose={() => setPromoted(null)} />}
      {deleted && <DeleteVersionDialog entry={deleted} list={list} mirror={mirror} onClose={() => setDeleted(null)} />}
    </>
  )
}

/** While clients are held at an older version, that is said above everything, with the way out of it. */
function Held({ serving }: { serving: Serving }) {
  const t = useText()
  if (serving.held === null) return null
  return (
    <div className="pb-4">
      <Notice
        tone="warn"
        title={t('ui.history.held', { number: serving.held })}
        action={
          <Button isPending={serving.isPending} onPress={serving.follow}>
            {t('ui.history.follow')}
          </Button>
        }
      >
        {t('ui.history.held.about')}
      </Notice>
    </div>
  )
}

interface RowsProps {
  list: readonly HistoryEntry[]
  onMore: (() => void) | undefined
  row: (entry: HistoryEntry) => ReactNode
}

/** Only the rows in view exist; older versions are read as they come near. */
function Rows({ list, onMore, row }: RowsProps) {
  const t = useText()
  const scroller = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- no compiler runs here, and nothing of it is memoised
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    getItemKey: (index) => list[index]?.number ?? index,
  })
  const items = rows.getVirtualItems()
  const isAtEnd = (items.at(-1)?.index ?? 0) >= list.length - 10
  useEffect(() => {
    if (isAtEnd) onMore?.()
  }, [isAtEnd, onMore])
  return (
    <ScrollRegion ref={scroller} label={t('ui.history.timeline')} className="card min-h-0 flex-1">
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const entry = list[item.index]
          return (
            <li
              key={item.key}
              aria-posinset={item.index + 1}
              aria-setsize={list.length}
              className="absolute inset-x-0"
              style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
            >
              {entry && row(entry)}
            </li>
          )
        })}
      </ol>
    </ScrollRegion>
  )
}
