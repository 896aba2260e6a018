import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { flushSync } from 'react-dom'
import { heightOf, placeOf, rowWindow, scrolled } from './row-window.ts'
import type { Place, RowWindow, TableSize } from './row-window.ts'

export const ROW_PX = 34
/** Milliseconds without scrolling that are a rest. */
const REST_MS = 400
/** Until the table has been measured. */
const VIEW_PX = 600

export interface RowView extends RowWindow {
  /** Pixels that rows lie higher than by themselves. */
  shift: number
  viewPx: number
  /** The row whose element is the first, as elements are reused. */
  base: number
}

interface Wanted {
  count: number
  /** The row that is at the top at first. */
  start?: number
  /** Hears which row is at the top, once the table has been scrolled and rests. */
  onRest: (row: number) => void
}

/**
 * The window of rows, as the region is scrolled and resized. While it is scrolled the elements are in any order; `settle` has them in that of the
 * rows again, in which keys and screen readers go through them. It does so by itself when the table rests.
 */
export function useRowView(scroller: RefObject<HTMLElement | null>, { count, start = 0, onRest }: Wanted) {
  const [view, setView] = useState<RowView>(() => viewAt(count, VIEW_PX, { scrollTop: 0, shift: 0 }, 0))
  const place = useRef<Place>({ scrollTop: 0, shift: 0 })
  const toStart = useRef(start)
  const rested = useRef(onRest)
  useEffect(() => {
    rested.current = onRest
  })
  const settle = useCallback(() => setView((old) => (old.base === old.first ? old : { ...old, base: old.first })), [])
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
      setView((old) => {
        const next = viewAt(count, element.clientHeight, now, old.base)
        return isSame(old, next) ? old : next
      })
    }
    const size = (): TableSize => ({ count, rowPx: ROW_PX, viewPx: element.clientHeight })
    const look = (): void => show(scrolled(size(), place.current, element.scrollTop))
    let rest: number | undefined
    const scroll = (): void => {
      // In the frame that the browser is at, not in one after it.
      flushSync(look)
      window.clearTimeout(rest)
      const top = Math.floor((place.current.scrollTop + place.current.shift) / ROW_PX)
      rest = window.setTimeout(() => {
        if (!isInHand(element)) settle()
        rested.current(top)
      }, REST_MS)
    }
    const key = (event: KeyboardEvent): void => {
      if (event.altKey || event.metaKey || event.shiftKey) return
      const { scrollTop: top, scrollHeight, clientHeight } = element
      // The heads cover a row, and one stays in view.
      const page = Math.max(ROW_PX, clientHeight - 2 * ROW_PX)
      const to = { Home: 0, End: scrollHeight, PageUp: top - page, PageDown: top + page }[event.key]
      if (to === undefined) return
      // At once: by itself the browser goes there slowly, and a key that comes meanwhile is lost.
      event.preventDefault()
      element.scrollTo({ top: to })
    }
    const row = Math.min(toStart.current, count - 1)
    toStart.current = 0
    if (row > 0) show(placeOf(size(), Math.min(row * ROW_PX, count * ROW_PX - element.clientHeight)))
    element.addEventListener('scroll', scroll, { passive: true })
    element.addEventListener('keydown', key)
    // It also speaks once at first.
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', scroll)
      element.removeEventListener('keydown', key)
      window.clearTimeout(rest)
      resized.disconnect()
    }
  }, [scroller, count, settle])
  return { view, height: heightOf({ count, rowPx: ROW_PX }), settle }
}

function viewAt(count: number, viewPx: number, place: Place, base: number): RowView {
  return { ...rowWindow({ count, rowPx: ROW_PX, viewPx }, place), shift: place.shift, viewPx, base }
}

function isSame(a: RowView, b: RowView): boolean {
  return a.first === b.first && a.last === b.last && a.shift === b.shift && a.viewPx === b.viewPx
}

/** Whether a row is being pressed, or some of its text is selected: it must not turn into another one then. */
function isInHand(element: HTMLElement): boolean {
  const selection = window.getSelection()
  const isSelected = selection !== null && !selection.isCollapsed && selection.containsNode(element, true)
  return isSelected || element.querySelector('tbody:active') !== null
}
