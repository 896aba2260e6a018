/** Which rows of a table of any length are in view. */

/** Browsers cannot lay out elements higher than some 33 million pixels; a longer table scrolls a little faster than the wheel. */
export const MAX_PX = 30_000_000
/** Rows kept ready beyond each edge; the window moves in steps of half of them. */
const AHEAD = 12

export interface RowWindow {
  /** Of the whole table, in pixels. */
  height: number
  /** The rows to be there, last included. */
  first: number
  last: number
  /** Where a row lies within the height. */
  top(row: number): number
  /** The scroll position that brings a row to the top. */
  scrollTo(row: number): number
}

interface View {
  count: number
  rowPx: number
  viewPx: number
  scrollTop: number
}

export function rowWindow({ count, rowPx, viewPx, scrollTop }: View): RowWindow {
  const whole = count * rowPx
  const height = Math.min(whole, MAX_PX)
  // Pixels of the table for each pixel scrolled.
  const scale = height > viewPx ? (whole - viewPx) / (height - viewPx) : 1
  const reached = scrollTop * scale
  const step = AHEAD / 2
  const seen = Math.floor(reached / rowPx)
  const first = Math.max(0, Math.floor((seen - AHEAD) / step) * step)
  const last = Math.min(count - 1, Math.ceil((seen + viewPx / rowPx + AHEAD) / step) * step)
  return {
    height,
    first,
    last,
    top: (row) => (scale === 1 ? row * rowPx : scrollTop + row * rowPx - reached),
    scrollTo: (row) => (row * rowPx) / scale,
  }
}
