import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ContentColumn, ContentRow, ContentsPage } from '#shared/api/contents'
import { MiddleButton } from '../../component/middle-text.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { FileStateSign } from '../../component/status.tsx'
import { useText } from '../../component/text.ts'
import { VirtualTable } from '../../component/virtual-table.tsx'
import type { Column, Sorting } from '../../component/virtual-table.tsx'
import { useTablePages } from '../../state/contents.ts'
import type { TableAsked } from '../../state/contents.ts'
import { pagesInView, ROWS } from '../../state/pages-in-view.ts'
import { columnLabel, rowText, useCellText } from './cell.tsx'

/** Milliseconds between two looks at where a quick hand has scrolled to; what it only passes is not read. */
const LOOK_MS = 60

interface ContentsTableProps {
  asked: TableAsked
  /** The first page. */
  first: ContentsPage
  start: number
  onSort: (ordering: string) => void
  onOpen: (unit: string) => void
  onPlace: (row: number) => void
  /** Addresses of the units that are ticked; null while there is nothing to tick. */
  picked: ReadonlySet<string> | null
  onPick: (picked: ReadonlySet<string>) => void
}

/** The rows, read page by page as they come into view. */
export function ContentsTable({ asked, first, start, onSort, onOpen, onPlace, picked, onPick }: ContentsTableProps) {
  const t = useText()
  const { pages, onRange } = usePages(Math.floor(start / ROWS), first.count)
  const { rows, error } = useTablePages(asked, pages)
  const columns = usePicks(useColumns(first.columns, onOpen), first.columns[0]?.field ?? '', picked, onPick)
  const descending = first.ordering.startsWith('-')
  const sorting: Sorting = { id: first.ordering.replace(/^-/, ''), descending }
  if (error) return <ProblemNotice error={error} />
  return (
    <VirtualTable
      label={t('ui.contents.table', { type: asked.type })}
      columns={columns}
      count={first.count}
      row={(index) => rows.get(Math.floor(index / ROWS))?.[index % ROWS]}
      onRange={onRange}
      onRest={onPlace}
      sorting={sorting}
      onSort={({ id, descending: down }) => onSort(`${down ? '-' : ''}${id}`)}
      start={start}
    />
  )
}

/** The pages that hold the rows in view and near it: at once after a rest, now and then while rows fly by. */
function usePages(page: number, count: number) {
  const [pages, setPages] = useState<number[]>([page])
  const timer = useRef<number | undefined>(undefined)
  const range = useRef({ first: 0, last: 0 })
  const looked = useRef({ row: 0, at: -LOOK_MS })
  const onRange = useCallback(
    (first: number, last: number) => {
      range.current = { first, last }
      const look = (): void => {
        timer.current = undefined
        const isBack = range.current.first < looked.current.row
        looked.current = { row: range.current.first, at: performance.now() }
        setPages((old) => pagesInView(old, range.current, isBack, count))
      }
      timer.current ??= window.setTimeout(look, looked.current.at + LOOK_MS - performance.now())
    },
    [count],
  )
  useEffect(
    () => () => {
      window.clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return { pages, onRange }
}

/** Where what is shown always fits, the browser need not be ready to cut it off. */
const LOOKS: Readonly<Record<ContentColumn['kind'], Pick<Column<ContentRow>, 'width' | 'grow' | 'look'>>> = {
  text: { width: 7, grow: 1, look: 'truncate' },
  bytes: { width: 6, grow: 0, look: 'num whitespace-nowrap text-end' },
  digest: { width: 12.5, grow: 0, look: 'font-mono text-xs whitespace-nowrap text-ink-soft' },
}

function useColumns(shapes: readonly ContentColumn[], onOpen: (unit: string) => void): Column<ContentRow>[] {
  const t = useText()
  const text = useCellText()
  const open = useRef(onOpen)
  useEffect(() => {
    open.current = onOpen
  })
  const key = JSON.stringify(shapes)
  return useMemo(() => {
    const known = JSON.parse(key) as ContentColumn[]
    const columns = known.map((shape, index): Column<ContentRow> => {
      const { field, kind, sortable } = shape
      return {
        id: field,
        label: columnLabel(t, shape),
        isSortable: sortable,
        ...(index === 0 ? { width: 14, grow: 3 } : LOOKS[kind]),
        cell: (unit) =>
          index === 0 ? (
            <MiddleButton text={rowText(unit[field])} tail={18} onClick={() => open.current(unit.pulp_href)} />
          ) : (
            text(unit[field], kind)
          ),
      }
    })
    const state: Column<ContentRow> = {
      id: 'state',
      label: t('ui.column.state'),
      width: 7.5,
      grow: 0,
      look: 'whitespace-nowrap',
      cell: (unit) => <FileStateSign value={unit.state} />,
    }
    // Before the digests: what somebody looks for should not be what a narrow window cuts off.
    const wide = known.findIndex(({ kind }) => kind === 'digest')
    return wide < 0 ? [...columns, state] : columns.toSpliced(wide, 0, state)
  }, [key, t, text])
}

/** The same with ticks before them. Made of as little as it can be: it is in every row. */
function usePicks(
  columns: Column<ContentRow>[],
  named: string,
  picked: ReadonlySet<string> | null,
  onPick: (picked: ReadonlySet<string>) => void,
): Column<ContentRow>[] {
  const t = useText()
  return useMemo(() => {
    if (!picked) return columns
    const toggle = (href: string): void => {
      const next = new Set(picked)
      if (!next.delete(href)) next.add(href)
      onPick(next)
    }
    const ticks: Column<ContentRow> = {
      id: 'picked',
      label: t('ui.pick.column'),
      width: 6,
      grow: 0,
      cell: (unit) => (
        <input
          type="checkbox"
          aria-label={t('ui.pick.one', { name: rowText(unit[named]) })}
          checked={picked.has(unit.pulp_href)}
          onChange={() => toggle(unit.pulp_href)}
          className="block size-4 accent-accent"
        />
      ),
    }
    return [ticks, ...columns]
  }, [columns, named, picked, onPick, t])
}
