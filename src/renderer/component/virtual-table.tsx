import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FocusEvent, ReactNode, RefObject } from 'react'
import { heightOf, placeOf, rowWindow, scrolled } from './row-window.ts'
import type { Place, RowWindow, TableSize } from './row-window.ts'
import { ScrollRegion } from './scroll-region.tsx'

export interface Column<T> {
  id: string
  label: string
  /** Least width in rem. */
  width: number
  /** Share of the space that is left; 0 keeps the least width. */
  grow: number
  align?: 'end'
  /** What it shows is never wider than the column. The browser need not cut it off, which costs it time with each row that comes into view. */
  fits?: boolean
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

const ROW_PX = 34
/** Milliseconds without scrolling that are a rest. */
const REST_MS = 400
/** Until the table has been measured. */
const VIEW_PX = 600

/** A table of any length: only what is in view exists. Rows are asked for by index, so the caller pages as it likes. */
export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, columns, count, row, onRange } = props
  const scroller = useRef<HTMLElement>(null)
  const { first, last, shift, height } = useView(scroller, props)
  useEffect(() => onRange(first, last), [first, last, onRange])
  const focus = useFocusKept(scroller, first, last)
  const template = useMemo(() => columns.map(trackOf).join(' '), [columns])
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  return (
    <ScrollRegion ref={scroller} label={label} className="card min-h-0 flex-1 text-sm">
      <table
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        className="block w-full"
        style={{ minWidth: `${width}rem` }}
      >
        <Head columns={columns} sorting={props.sorting} onSort={props.onSort} template={template} />
        <tbody className="relative block [contain:layout_style]" style={{ height }} {...focus}>
          {indexes.map((index) => (
            <Row
              key={index}
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

interface View extends RowWindow {
  /** Pixels that rows lie higher than by themselves. */
  shift: number
  viewPx: number
}

/** The window of rows, as the region is scrolled and resized. */
function useView(
  scroller: RefObject<HTMLElement | null>,
  { count, start = 0, onRest }: Pick<VirtualTableProps<never>, 'count' | 'start' | 'onRest'>,
) {
  const [view, setView] = useState<View>(() => viewAt(count, VIEW_PX, { scrollTop: 0, shift: 0 }))
  const place = useRef<Place>({ scrollTop: 0, shift: 0 })
  const toStart = useRef(start)
  const rested = useRef(onRest)
  useEffect(() => {
    rested.current = onRest
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const show = (now: Place): void => {
      place.current = now
      if (element.scrollTop !== now.scrollTop) {
        element.scrollTo({ top: now.scrollTop })
        // The browser may have rounded it.
        place.current = { scrollTop: element.scrollTop, shift: now.shift }
      }
      const next = viewAt(count, element.clientHeight, now)
      setView((old) => (isSame(old, next) ? old : next))
    }
    const size = (): TableSize => ({ count, rowPx: ROW_PX, viewPx: element.clientHeight })
    const look = (): void => show(scrolled(size(), place.current, element.scrollTop))
    let rest: number | undefined
    const scroll = (): void => {
      look()
      window.clearTimeout(rest)
      const top = Math.floor((place.current.scrollTop + place.current.shift) / ROW_PX)
      rest = window.setTimeout(() => rested.current(top), REST_MS)
    }
    const row = Math.min(toStart.current, count - 1)
    toStart.current = 0
    if (row > 0) show(placeOf(size(), Math.min(row * ROW_PX, count * ROW_PX - element.clientHeight)))
    element.addEventListener('scroll', scroll, { passive: true })
    // It also speaks once at first.
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', scroll)
      window.clearTimeout(rest)
      resized.disconnect()
    }
  }, [scroller, count])
  return { ...view, height: heightOf({ count, rowPx: ROW_PX }) }
}

function viewAt(count: number, viewPx: number, place: Place): View {
  return { ...rowWindow({ count, rowPx: ROW_PX, viewPx }, place), shift: place.shift, viewPx }
}

function isSame(a: View, b: View): boolean {
  return a.first === b.first && a.last === b.last && a.shift === b.shift && a.viewPx === b.viewPx
}

/** When the row that has the focus is scrolled away, the region gets it, so that the next key still scrolls and the next tab is near. */
function useFocusKept(scroller: RefObject<HTMLElement | null>, first: number, last: number) {
  const focused = useRef<number | null>(null)
  useLayoutEffect(() => {
    const index = focused.current
    if (index === null || (index >= first && index <= last)) return
    focused.current = null
    scroller.current?.focus({ preventScroll: true })
  }, [scroller, first, last])
  return useMemo(
    () => ({
      onFocus: (event: FocusEvent<HTMLElement>) => {
        focused.current = Number(event.target.closest('tr')?.getAttribute('aria-rowindex')) - 2
      },
      onBlur: () => {
        focused.current = null
      },
    }),
    [],
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
  const look = `truncate px-3 py-2 text-xs font-semibold text-ink-mute ${column.align === 'end' ? 'text-end' : 'text-start'}`
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

interface RowProps {
  index: number
  top: number
  columns: readonly Column<never>[]
  value: unknown
  template: string
}

/**
 * Rows that stay in view while others come and go are not rendered again. Each is laid out for itself; with a transform or a clip of its own it
 * would have to be painted for itself as well.
 */
const Row = memo(function Row({ index, top, columns, value, template }: RowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      aria-busy={value === undefined}
      className="absolute inset-x-0 grid items-center border-b border-line [contain:size_layout_style] hover:bg-hover"
      style={{ gridTemplateColumns: template, height: ROW_PX, top }}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          className={`min-w-0 px-3 ${column.fits ? 'whitespace-nowrap' : 'truncate'} ${column.align === 'end' ? 'num text-end' : ''}`}
        >
          {value === undefined ? (
            <span className="inline-block h-2 w-2/5 rounded-full bg-line" />
          ) : (
            column.cell(value as never)
          )}
        </td>
      ))}
    </tr>
  )
})
