import { useLayoutEffect, useMemo, useRef } from 'react'
import type { FocusEvent, KeyboardEvent, RefObject } from 'react'
import { flushSync } from 'react-dom'
import type { RowView } from './row-view.ts'

const STOPS = 'a[href], button, input'

/** What has the focus: the row, and which of its stops. */
interface Focused {
  row: number
  stop: number
}

const rowOf = (element: Element): number =>
  Number(element.closest('[aria-rowindex]')?.getAttribute('aria-rowindex') ?? Number.NaN) - 2

/**
 * Focus stays with its row while elements are reused for others. When the row is scrolled away, the region gets it, so that the next key still
 * scrolls and the next tab is near. Tab goes through the rows in their order, at once after scrolling too.
 */
export function useFocusKept(scroller: RefObject<HTMLElement | null>, view: RowView, settle: () => void) {
  const focused = useRef<Focused | null>(null)
  const { first, last, base } = view
  useLayoutEffect(() => {
    const now = focused.current
    const region = scroller.current
    if (now === null || !region) return
    if (now.row < first || now.row > last) {
      focused.current = null
      region.focus({ preventScroll: true })
      return
    }
    const active = document.activeElement
    if (!active || rowOf(active) === now.row) return
    const row = region.querySelector(`tbody [aria-rowindex="${now.row + 2}"]`)
    row?.querySelectorAll<HTMLElement>(STOPS)[now.stop]?.focus({ preventScroll: true })
  }, [scroller, first, last, base])
  return useMemo(
    () => ({
      onFocus: ({ target }: FocusEvent<HTMLElement>) => {
        const stops = [...(target.closest('[aria-rowindex]')?.querySelectorAll(STOPS) ?? [])]
        focused.current = { row: rowOf(target), stop: stops.indexOf(target) }
      },
      onBlur: () => {
        focused.current = null
      },
      onKeyDown: ({ key }: KeyboardEvent) => {
        if (key === 'Tab') flushSync(settle)
      },
    }),
    [settle],
  )
}
