/** What has the focus stays where it is on the screen while content that comes late makes room for itself above. */

/** Watches the scrolled element, whose only child is its content. Answers how to stop. */
export function holdFocusSteady(scroller: HTMLElement): () => void {
  let at: number | null = null
  const topOf = (): number | null => {
    const focused = document.activeElement
    if (!focused || focused === scroller || !scroller.contains(focused)) return null
    const { top, bottom } = focused.getBoundingClientRect()
    const view = scroller.getBoundingClientRect()
    // Who has scrolled away from it looks at something else.
    return bottom > view.top && top < view.bottom ? top : null
  }
  const remember = (): void => {
    at = topOf()
  }
  // The browser scrolls to what gets the focus after it has told of it, and tells of the scrolling with the next picture only.
  const rememberSoon = (): void => {
    remember()
    window.setTimeout(remember)
  }
  const hold = (): void => {
    const focused = document.activeElement
    if (at !== null && focused && scroller.contains(focused)) {
      const moved = focused.getBoundingClientRect().top - at
      if (Math.abs(moved) >= 1) scroller.scrollTop += moved
    }
    remember()
  }
  const resized = new ResizeObserver(hold)
  for (const element of [scroller, ...scroller.children]) resized.observe(element)
  scroller.addEventListener('focusin', rememberSoon)
  scroller.addEventListener('focusout', forget)
  scroller.addEventListener('scroll', remember, { passive: true })
  return () => {
    resized.disconnect()
    scroller.removeEventListener('focusin', rememberSoon)
    scroller.removeEventListener('focusout', forget)
    scroller.removeEventListener('scroll', remember)
  }
  function forget(): void {
    at = null
  }
}
