/**
 * Which rows of a table of any length are in view, and where they lie. Browsers cannot lay out elements of any height, so a long table is as
 * high as they bear, and a part of it moves along: near its ends and while somebody scrolls, a pixel scrolled is a pixel of the table; who
 * jumps, by the scroll bar say, goes to that share of it.
 */

/** The limit is 33 million device pixels in Chromium and 17 million in Firefox; it holds at four pixels to one, or zoomed in as far. */
export const MAX_PX = 8_000_000
/** At each end of a table that is too long, what lies where it would lie by itself. */
const EVEN_PX = MAX_PX / 10
/** Whoever moves by more heights of the view at once has not scrolled but jumped. */
const JUMP = 10
/** Rows kept ready beyond each edge; the window moves in steps of half of them. */
const AHEAD = 12

export interface TableSize {
  count: number
  rowPx: number
  viewPx: number
}

/** Where a table is scrolled to: `shift` are the pixels that its rows lie higher than by themselves. */
export interface Place {
  scrollTop: number
  shift: number
}

export interface RowWindow {
  /** The rows to be there, last included. */
  first: number
  last: number
}

/** Of the whole table, as the browser has it, in pixels. */
export function heightOf({ count, rowPx }: Pick<TableSize, 'count' | 'rowPx'>): number {
  return Math.min(count * rowPx, MAX_PX)
}

/** The place at which the table has this pixel at the top. */
export function placeOf(size: TableSize, pixel: number): Place {
  const height = heightOf(size)
  const hidden = size.count * size.rowPx - height
  const end = height - size.viewPx
  if (hidden === 0 || pixel <= EVEN_PX) return { scrollTop: pixel, shift: 0 }
  if (pixel >= hidden + end - EVEN_PX) return { scrollTop: pixel - hidden, shift: hidden }
  const even = end - 2 * EVEN_PX
  const shift = Math.round((hidden * (pixel - EVEN_PX)) / (hidden + even))
  return { scrollTop: pixel - shift, shift }
}

/** The place to be when the browser says that it has been scrolled from the old place to `scrollTop`. */
export function scrolled(size: TableSize, old: Place, scrollTop: number): Place {
  const height = heightOf(size)
  const hidden = size.count * size.rowPx - height
  if (hidden === 0) return { scrollTop, shift: 0 }
  const end = height - size.viewPx
  if (Math.abs(scrollTop - old.scrollTop) > JUMP * size.viewPx) {
    const share = Math.min(1, Math.max(0, (scrollTop - EVEN_PX) / (end - 2 * EVEN_PX)))
    return { scrollTop, shift: Math.round(hidden * share) }
  }
  const own = placeOf(size, scrollTop + old.shift)
  const strayed = Math.abs(own.scrollTop - scrollTop)
  const isNearEnd = Math.min(scrollTop, end - scrollTop) < 2 * size.viewPx
  return strayed > EVEN_PX / 2 || (isNearEnd && strayed >= 1) ? own : { scrollTop, shift: old.shift }
}

/**
 * As many rows whatever the place, unless the table has fewer: each of them is one element for good, which shows another row when its own has been
 * scrolled away. To make new ones costs the browser far more.
 */
export function rowWindow({ count, rowPx, viewPx }: TableSize, { scrollTop, shift }: Place): RowWindow {
  const step = AHEAD / 2
  const length = Math.min(count, Math.ceil(viewPx / rowPx) + 2 * AHEAD + step)
  const seen = Math.floor((scrollTop + shift) / rowPx)
  const wanted = Math.floor((seen - AHEAD) / step) * step
  const first = Math.max(0, Math.min(wanted, count - length))
  return { first, last: first + length - 1 }
}

/** Which row each of the elements shows: while `base` stays, a row that stays in the window stays in its element. The row `base` would be in the first. */
export function inSlots({ first, last }: RowWindow, base: number): number[] {
  const length = last - first + 1
  const mod = (value: number): number => ((value % length) + length) % length
  const turned = mod(first - base)
  return Array.from({ length }, (_, slot) => first + mod(slot - turned))
}
