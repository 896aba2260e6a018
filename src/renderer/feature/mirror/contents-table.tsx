import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ContentColumn, ContentRow, ContentsPage } from '#shared/api/contents'
import { MiddleText } from '../../component/middle-text.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { FileStateLabel } from '../../component/status.tsx'
import { useText } from '../../component/text.ts'
import { VirtualTable } from '../../component/virtual-table.tsx'
import type { Column, Sorting } from '../../component/virtual-table.tsx'
import { ROWS, useTablePages } from '../../state/contents.ts'
import type { TableAsked } from '../../state/contents.ts'
import { Cell, cellText, columnLabel } from './cell.tsx'

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
}

/** The rows, read page by page as they come into view. */
export function ContentsTable({ asked, first, start, onSort, onOpen, onPlace }: ContentsTableProps) {
  const t = useText()
  const { pages, onRange } = usePages(Math.floor(start / ROWS))
  const { rows, error } = useTablePages(asked, pages)
  const columns = useColumns(first.columns, onOpen)
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

/** The pages that hold the rows in view. While rows fly by, they are looked at now and then. */
function usePages(page: number) {
  const [pages, setPages] = useState<number[]>([page])
  const timer = useRef<number | undefined>(undefined)
  const range = useRef({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => {
    range.current = { first, last }
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined
      setPages((old) => pagesFor(old, range.current.first, range.current.last))
    }, LOOK_MS)
  }, [])
  useEffect(
    () => () => {
      window.clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return { pages, onRange }
}

/** The same array when nothing changed, so that nothing is rendered for it. */
function pagesFor(old: number[], first: number, last: number): number[] {
  const from = Math.floor(first / ROWS)
  const to = Math.floor(Math.max(first, last) / ROWS)
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return pages.join() === old.join() ? old : pages
}

const WIDTHS: Readonly<Record<ContentColumn['kind'], { width: number; grow: number; fits?: boolean }>> = {
  text: { width: 7, grow: 1 },
  bytes: { width: 6, grow: 0, fits: true },
  digest: { width: 12.5, grow: 0, fits: true },
}

function useColumns(shapes: readonly ContentColumn[], onOpen: (unit: string) => void): Column<ContentRow>[] {
  const t = useText()
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
        ...(index === 0 ? { width: 14, grow: 3, fits: true } : WIDTHS[kind]),
        ...(kind === 'bytes' ? { align: 'end' as const } : {}),
        cell: (unit) =>
          index === 0 ? (
            <button
              type="button"
              onClick={() => open.current(unit.pulp_href)}
              className="flex max-w-full min-w-0 rounded-sm text-start font-medium -outline-offset-1 hover:text-accent hover:underline"
            >
              <MiddleText text={cellText(unit[field])} tail={18} />
            </button>
          ) : (
            <Cell value={unit[field]} kind={kind} />
          ),
      }
    })
    const state: Column<ContentRow> = {
      id: 'state',
      label: t('ui.column.state'),
      width: 7.5,
      grow: 0,
      fits: true,
      cell: (unit) => <FileStateLabel value={unit.state} />,
    }
    return [...columns, state]
  }, [key, t])
}
