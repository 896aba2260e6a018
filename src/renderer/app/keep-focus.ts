/** Where focus goes when its element goes: somebody at the keyboard must not begin anew at the top of the page. */

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), summary, [tabindex]'
/** Focus that a closing dialog gives back by itself arrives sooner. */
const GRACE_MS = 80
/** Places remembered: a dialog over a dialog over a row is as deep as it gets. */
const DEPTH = 8

/** An ancestor of what had focus, and which of its children led there. */
interface Step {
  parent: Element
  index: number
}

interface Place {
  element: HTMLElement
  way: Step[]
}

function placeOf(element: HTMLElement): Place {
  const way: Step[] = []
  for (let one: Element = element; one.parentElement && one !== document.body; one = one.parentElement)
    way.push({ parent: one.parentElement, index: [...one.parentElement.children].indexOf(one) })
  return { element, way }
}

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body

function canFocus(element: HTMLElement): boolean {
  return element.isConnected && element.matches(FOCUSABLE) && element.tabIndex >= -1 && element.checkVisibility()
}

/** What can take focus in the element, itself included. */
function firstIn(element: Element | undefined): HTMLElement | null {
  if (!element || element.closest('[inert], [aria-hidden=true]')) return null
  const all = [element, ...element.querySelectorAll(FOCUSABLE)].filter((one) => one instanceof HTMLElement)
  return all.find((one) => canFocus(one) && one.tabIndex >= 0) ?? null
}

/**
 * What stands nearest to the place: what came after it, else before it, in the narrowest part of the screen that is left; the title, where the
 * screen is another. Null for what lay over the screen.
 */
function nearest({ element, way }: Place): HTMLElement | null {
  if (canFocus(element)) return element
  for (const { parent, index } of way) {
    if (!parent.isConnected) continue
    if (parent.id === 'main') return heading()
    if (parent.contains(document.querySelector('#main'))) return null
    const children = [...parent.children]
    const order = [...children.slice(index), ...children.slice(0, index).toReversed()]
    for (const child of order) {
      const found = firstIn(child)
      if (found) return found
    }
  }
  return null
}

/** The title of the screen; screen readers say it. */
function heading(): HTMLElement | null {
  const title = document.querySelector<HTMLElement>('#main h1')
  title?.setAttribute('tabindex', '-1')
  return title
}

/** Watches the page, and takes focus that fell to its body to what stands nearest to where it was. Answers how to stop. */
export function keepFocus(): () => void {
  const places: Place[] = []
  let timer: number | undefined
  const remember = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement) || target === document.body) return
    places.unshift(placeOf(target))
    places.splice(DEPTH)
  }
  const mend = (): void => {
    timer = undefined
    const [last] = places
    // Where the element is still there, a press beside it took its focus away on purpose.
    if (!isLost() || !last || canFocus(last.element)) return
    const found = places.map(nearest).find((one) => one !== null) ?? heading()
    found?.focus({ preventScroll: found.tagName === 'H1' })
  }
  const look = (changes: readonly MutationRecord[]): void => {
    // What was disabled loses its focus a moment later.
    if (!isLost() && changes.every(({ type }) => type !== 'attributes')) return
    timer ??= window.setTimeout(mend, GRACE_MS)
  }
  const observer = new MutationObserver(look)
  document.addEventListener('focusin', remember)
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled', 'inert'] })
  return () => {
    window.clearTimeout(timer)
    observer.disconnect()
    document.removeEventListener('focusin', remember)
  }
}
