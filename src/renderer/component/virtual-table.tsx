import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { ScrollRegion } from './scroll-region.tsx'

export interface Column<T> {
  id: string
  label: string
  /** Least width in rem. */
  width: number
  /** Share of the space that is left; 0 keeps the least width. */
  grow: number
  align?: 'end'
  cell: (row: T) => ReactNode
}

interface VirtualTableProps<T> {
  label: string
  columns: readonly Column<T>[]
  count: number
  /** The row, or undefined while it is loading. */
  row: (index: number) => T | undefined
  /** Hears which rows are in view, first and last included. */
  onRange: (first: number, last: number) => void
}

const ROW_PX = 34
/** Browsers cannot lay out elements higher than some 33 million pixels. */
export const MAX_ROWS = 900_000

/** A table of any length: only what is in view exists. Rows are asked for by index, so the caller pages as it likes. */
export function VirtualTable<T>({ label, columns, count, row, onRange }: VirtualTableProps<T>) {
  const scroller = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- no compiler runs here, and nothing of it is memoised
  const rows = useVirtualizer({
    count: Math.min(count, MAX_ROWS),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onRange(first, last), [first, last, onRange])
  const template = { gridTemplateColumns: columns.map(trackOf).join(' ') }
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <ScrollRegion ref={scroller} label={label} className="card min-h-0 flex-1 text-sm">
      <table
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        className="block w-full"
        style={{ minWidth: `${width}rem` }}
      >
        <thead className="sticky top-0 z-10 block">
          <tr aria-rowindex={1} style={template} className="grid border-b border-line bg-sunken">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={`truncate px-3 py-2 text-xs font-semibold text-ink-mute ${column.align === 'end' ? 'text-end' : 'text-start'}`}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => (
            <Row
              key={item.key}
              index={item.index}
              top={item.start}
              columns={columns}
              value={row(item.index)}
              template={template}
            />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function trackOf({ width, grow }: Column<never>): string {
  return grow === 0 ? `${width}rem` : `minmax(${width}rem, ${grow}fr)`
}

interface RowProps<T> {
  index: number
  top: number
  columns: readonly Column<T>[]
  value: T | undefined
  template: { gridTemplateColumns: string }
}

function Row<T>({ index, top, columns, value, template }: RowProps<T>) {
  return (
    <tr
      aria-rowindex={index + 2}
      aria-busy={value === undefined}
      className="absolute inset-x-0 grid items-center border-b border-line hover:bg-hover"
      style={{ ...template, height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      {columns.map((column) => (
        <td key={column.id} className={`min-w-0 truncate px-3 ${column.align === 'end' ? 'num text-end' : ''}`}>
          {value === undefined ? <span className="inline-block h-2 w-2/5 rounded-full bg-line" /> : column.cell(value)}
        </td>
      ))}
    </tr>
  )
}
