import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, useEffect, useMemo, useRef } from 'react'
import type { PointerEvent, ReactNode } from 'react'
import { inSlots } from './row-window.ts'
import { useFocusKept } from './row-focus.ts'
import { ROW_PX, useRowView } from './row-view.ts'
import { ScrollRegion } from './scroll-region.tsx'

export interface Column<T> {
  id: string
  label: string
  /** Least width in rem. */
  width: number
  /** Share of the space that is left; 0 keeps the least width. */
  grow: number
  /** Classes of its cells. */
  look?: string
  /** Pressing the head orders the table by it. */
  isSortable?: boolean
  cell: (row: T) => ReactNode
}

/** The column a table is ordered by. */
export interface Sorting {
  id: string
  descending: boolean
}

interface VirtualTableProps<T> {
  label: string
  columns: readonly Column<T>[]
  count: number
  /** The row, or undefined while it is loading. */
  row: (index: number) => T | undefined
  /** Hears which rows are in view or near it, first and last included. */
  onRange: (first: number, last: number) => void
  /** Hears which row is at the top, once the table has been scrolled and rests. */
  onRest: (row: number) => void
  sorting?: Sorting
  onSort?: (sorting: Sorting) => void
  /** The row that is at the top at first. */
  start?: number
}

/** A table of any length: only what is in view exists. Rows are asked for by index, so the caller pages as it likes. */
export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, columns, count, row, onRange } = props
  const scroller = useRef<HTMLElement>(null)
  const { view, height, settle } = useRowView(scroller, props)
  const { first, last, shift } = view
  useEffect(() => onRange(first, last), [first, last, onRange])
  const focus = useFocusKept(scroller, view, settle)
  const template = useMemo(() => columns.map(trackOf).join(' '), [columns])
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <ScrollRegion ref={scroller} label={label} className="card min-h-0 flex-1 text-sm">
      <table
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        className="block w-full"
        style={{ minWidth: `${width}rem` }}
      >
        <Head columns={columns} sorting={props.sorting} onSort={props.onSort} template={template} />
        <tbody className="relative block [contain:layout_style]" style={{ height }} {...focus} {...TITLES}>
          {inSlots(view, view.base).map((index, slot) => (
            <Row
              // oxlint-disable-next-line react/no-array-index-key -- an element is reused for another row, which is what keeps scrolling smooth
              key={slot}
              index={index}
              top={index * ROW_PX - shift}
              columns={columns}
              value={row(index)}
              template={template}
            />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

interface HeadProps {
  columns: readonly Column<never>[]
  sorting: Sorting | undefined
  onSort: ((sorting: Sorting) => void) | undefined
  template: string
}

const Head = memo(function Head({ columns, sorting, onSort, template }: HeadProps) {
  return (
    <thead className="sticky top-0 z-10 block">
      <tr aria-rowindex={1} style={{ gridTemplateColumns: template }} className="grid border-b border-line bg-sunken">
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sorting={sorting} onSort={onSort} />
        ))}
      </tr>
    </thead>
  )
})

interface HeadCellProps {
  column: Column<never>
  sorting: Sorting | undefined
  onSort: ((sorting: Sorting) => void) | undefined
}

function HeadCell({ column, sorting, onSort }: HeadCellProps) {
  const isSorted = sorting?.id === column.id
  const Arrow = sorting?.descending ? ArrowDown : ArrowUp
  const look = `truncate px-3 py-2 text-xs font-semibold text-ink-mute ${column.look?.includes('text-end') ? 'text-end' : 'text-start'}`
  if (!column.isSortable || !onSort)
    return (
      <th scope="col" className={look}>
        {column.label}
      </th>
    )
  return (
    <th scope="col" aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'} className={look}>
      <button
        type="button"
        onClick={() => onSort({ id: column.id, descending: isSorted && !sorting.descending })}
        className="inline-flex items-center gap-1 rounded-sm hover:text-ink"
      >
        {column.label}
        {isSorted && <Arrow aria-hidden className="size-3" />}
      </button>
    </th>
  )
}

function trackOf({ width, grow }: Column<never>): string {
  return grow === 0 ? `${width}rem` : `minmax(${width}rem, ${grow}fr)`
}

/** A bar where a text will be. */
const PLACEHOLDER = 'bg-linear-to-r from-line to-line bg-size-[12%_0.5rem] bg-position-[0.75rem_50%] bg-no-repeat'

/** The whole text of a cell that is cut off shows on hover. A title in each cell would have its style looked at whenever its row turns into another. */
const TITLES = {
  onPointerOver: ({ target }: PointerEvent<HTMLElement>) => {
    const cell = target instanceof Element ? target.closest('td') : null
    if (cell?.textContent) cell.title = cell.textContent
  },
  onPointerOut: ({ target }: PointerEvent<HTMLElement>) => {
    if (target instanceof Element) target.closest('td')?.removeAttribute('title')
  },
}

interface RowProps {
  index: number
  top: number
  columns: readonly Column<never>[]
  value: unknown
  template: string
}

/**
 * Rows that stay in view while others come and go are not rendered again, and those that come are written into the elements of those that went.
 * Each is laid out for itself; with a transform or a clip of its own it would have to be painted for itself as well.
 */
const Row = memo(function Row({ index, top, columns, value, template }: RowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      aria-busy={value === undefined}
      className={`absolute inset-x-0 grid items-center border-b border-line [contain:size_layout_style] hover:bg-hover ${value === undefined ? PLACEHOLDER : ''}`}
      style={{ gridTemplateColumns: template, height: ROW_PX, top }}
    >
      {columns.map((column) => (
        <td key={column.id} className={`min-w-0 px-3 ${column.look ?? ''}`}>
          {value === undefined ? null : column.cell(value as never)}
        </td>
      ))}
    </tr>
  )
})
