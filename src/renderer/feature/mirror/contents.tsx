import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { useIntl } from 'react-intl'
import { Button as PlainButton } from 'react-aria-components'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { Empty } from '../../component/empty.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { Bytes } from '../../component/number.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import type { TextId, Translate } from '../../component/text.ts'
import { truncateMiddle } from '../../component/truncate.ts'
import { MAX_ROWS, VirtualTable } from '../../component/virtual-table.tsx'
import type { Column } from '../../component/virtual-table.tsx'
import { UNITS, useUnitPages, useVersion } from '../../state/version.ts'
import type { UnitBody, VersionBody } from '../../state/version.ts'
import { cellText, columnsOf } from './columns.ts'
import type { ColumnShape } from './columns.ts'
import type { MirrorSearch } from './mirror-page.tsx'

interface ContentsProps {
  mirror: MirrorBody
  id: string
  search: MirrorSearch
}

/** The content units of one version, as a table of any length. */
export function Contents({ mirror, id, search }: ContentsProps) {
  const t = useText()
  const latest = mirror.latest_version
  const isOld = search.version !== undefined && search.version !== latest?.number
  const href =
    search.version === undefined ? (latest?.pulp_href ?? null) : `${mirror.repository}versions/${search.version}/`
  const version = useVersion(href)
  if (!href) return <Empty title={t('ui.contents.empty')} />
  return (
    <QueryView query={version}>
      {(data) => (
        <>
          {isOld && (
            <p className="mb-3 text-sm text-ink-soft">
              {t('ui.contents.old', { number: data.number })}{' '}
              <Link to="/mirrors/$id/$tab" params={{ id, tab: 'contents' }} className="text-accent hover:underline">
                {t('ui.contents.newest')}
              </Link>
            </p>
          )}
          <Types version={data} id={id} search={search} />
        </>
      )}
    </QueryView>
  )
}

/** One table per content type; a choice appears when there is more than one. */
function Types({ version, id, search }: { version: VersionBody; id: string; search: MirrorSearch }) {
  const t = useText()
  const intl = useIntl()
  const present = Object.entries(version.content_summary.present)
  const chosen = present.find(([type]) => type === search.type) ?? present[0]
  if (!chosen) return <Empty title={t('ui.contents.empty')} />
  const [type, { count, href }] = chosen
  return (
    <>
      {present.length > 1 && (
        <nav aria-label={t('ui.contents.types')} className="mb-3 flex flex-wrap gap-2">
          {present.map(([name, summary]) => (
            <Link
              key={name}
              to="/mirrors/$id/$tab"
              params={{ id, tab: 'contents' }}
              search={{ ...search, type: name }}
              aria-current={name === type ? 'true' : undefined}
              className="num rounded-md border border-line px-2.5 py-1 text-sm aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft"
            >
              {name} <span className="text-ink-mute">{intl.formatNumber(summary.count)}</span>
            </Link>
          ))}
        </nav>
      )}
      <Units key={href} href={href} count={count} type={type} />
    </>
  )
}

function Units({ href, count, type }: { href: string; count: number; type: string }) {
  const t = useText()
  const [pages, setPages] = useState<number[]>([0])
  const [open, setOpen] = useState<UnitBody | null>(null)
  const { rows, error } = useUnitPages(href, pages)
  const onRange = useCallback((first: number, last: number) => setPages((old) => pagesFor(old, first, last)), [])
  const sample = useMemo(() => [...rows.values()].flatMap((page) => page?.slice(0, 20) ?? []), [rows])
  const [shapes, setShapes] = useState<ColumnShape[]>([])
  // Columns are settled by the first rows seen; they do not jump while scrolling.
  if (shapes.length === 0 && sample.length > 0) setShapes(columnsOf(sample))
  const columns = useColumns(shapes, setOpen)
  if (error) return <ProblemNotice error={error} />
  return (
    <>
      {columns.length > 0 && (
        <VirtualTable
          label={t('ui.contents.table', { type })}
          columns={columns}
          count={count}
          row={(index) => rows.get(Math.floor(index / UNITS))?.[index % UNITS]}
          onRange={onRange}
        />
      )}
      <p className="num mt-3 text-sm text-ink-mute">
        {count > MAX_ROWS ? t('ui.contents.capped', { shown: MAX_ROWS, count }) : t('ui.contents.count', { count })}
      </p>
      <UnitDialog unit={open} onClose={() => setOpen(null)} />
    </>
  )
}

/** The pages that hold the rows in view; the same array when nothing changed, so that nothing is rendered for it. */
function pagesFor(old: number[], first: number, last: number): number[] {
  const from = Math.floor(first / UNITS)
  const to = Math.floor(last / UNITS)
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return pages.join() === old.join() ? old : pages
}

const WIDTHS: Readonly<Record<ColumnShape['kind'], { width: number; grow: number }>> = {
  text: { width: 7, grow: 1 },
  bytes: { width: 6, grow: 0 },
  digest: { width: 12.5, grow: 0 },
}

const LABELS: Readonly<Record<string, TextId>> = {
  name: 'ui.column.name',
  version: 'ui.column.version',
  relative_path: 'ui.column.path',
  size: 'ui.column.size',
  license: 'ui.column.license',
}

function columnLabel(t: Translate, field: string, kind: ColumnShape['kind']): string {
  if (LABELS[field]) return t(LABELS[field])
  return kind === 'digest' ? t('ui.column.digest', { name: field }) : field
}

function useColumns(shapes: readonly ColumnShape[], onOpen: (unit: UnitBody) => void): Column<UnitBody>[] {
  const t = useText()
  return useMemo(
    () =>
      shapes.map(({ field, kind }, index) => ({
        id: field,
        label: columnLabel(t, field, kind),
        ...(index === 0 ? { width: 14, grow: 3 } : WIDTHS[kind]),
        ...(kind === 'bytes' ? { align: 'end' as const } : {}),
        cell: (unit: UnitBody) =>
          index === 0 ? (
            <PlainButton
              onPress={() => onOpen(unit)}
              className="flex max-w-full min-w-0 rounded-sm text-start font-medium -outline-offset-1 hover:text-accent hover:underline"
            >
              <MiddleText text={cellText(unit[field])} tail={18} />
            </PlainButton>
          ) : (
            <Cell value={unit[field]} kind={kind} />
          ),
      })),
    [shapes, onOpen, t],
  )
}

function Cell({ value, kind }: { value: unknown; kind: ColumnShape['kind'] }) {
  if (kind === 'bytes') return typeof value === 'number' ? <Bytes value={value} /> : null
  const text = cellText(value)
  if (kind !== 'digest') return <span title={text}>{text}</span>
  return (
    <span className="font-mono text-xs text-ink-soft" title={text}>
      {truncateMiddle(text, 21)}
    </span>
  )
}

function UnitDialog({ unit, onClose }: { unit: UnitBody | null; onClose: () => void }) {
  const t = useText()
  const title = cellText(unit?.['name'] ?? unit?.['relative_path'] ?? unit?.['pulp_href'])
  return (
    <Dialog
      place="side"
      title={title}
      isOpen={unit !== null}
      onClose={onClose}
      actions={<Button onPress={onClose}>{t('ui.close')}</Button>}
    >
      <dl className="divide-y divide-line text-sm">
        {Object.entries(unit ?? {}).map(([field, value]) => (
          <div key={field} className="py-2">
            <dt className="font-mono text-xs text-ink-mute">{field}</dt>
            <dd className="max-h-60 overflow-auto text-ink wrap-anywhere whitespace-pre-wrap">
              {typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : cellText(value) || '–'}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
