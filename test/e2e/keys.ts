/** Somebody without a pointer: keys alone, and every stop of the focus is looked at. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const PATIENCE = { timeout: 30_000 }
/** More stops than any screen has. */
const MOST_STOPS = 200

interface Focus {
  /** On nothing but the page itself. */
  lost: boolean
  name: string
  /** One outline is drawn for it, and none for anything else. */
  seen: boolean
  inView: boolean
  /** It stands above the stop before it, in the same column: one reads downwards. */
  goesUp: boolean
}

/** Runs in the page: where focus is, and whether one sees it. */
function lookAtFocus(): Focus {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body)
    return { lost: true, name: '', seen: false, inView: false, goesUp: false }
  const label = element.closest('label') ?? element
  const named = (element.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .filter((id) => id !== '')
    .map((id) => document.querySelector(`#${CSS.escape(id)}`)?.textContent ?? '')
    .join(' ')
  const own = 'labels' in element ? (element as HTMLInputElement).labels?.[0]?.textContent : null
  const name = element.getAttribute('aria-label') ?? (named.trim() || own || element.textContent)
  const isOutlined = (one: Element): boolean => {
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && visibility === 'visible'
  }
  const outlined = [...document.querySelectorAll('body *')].filter(isOutlined)
  const belongs = (one: Element): boolean => one.contains(element) || label.contains(one)
  const { left, top, width, height } = label.getBoundingClientRect()
  const isHit = (x: number, y: number): boolean => {
    const hit = document.elementFromPoint(x, y)
    return hit !== null && (label.contains(hit) || hit.contains(label))
  }
  const kept = window as unknown as { stopBefore?: Element }
  const before = kept.stopBefore
  kept.stopBefore = label
  // What lies over the screen, and the first stop after the last, begin anew.
  const part = (one: Element): Element | null => one.closest('[role=dialog], [role=alertdialog], main')
  const follows =
    before !== undefined &&
    before.isConnected &&
    part(before) === part(label) &&
    (before.compareDocumentPosition(label) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  const old = follows ? before.getBoundingClientRect() : null
  return {
    lost: false,
    goesUp: old !== null && top + height <= old.top && left < old.right && old.left < left + width,
    name: (name ?? '').replaceAll(/\s+/g, ' ').trim(),
    seen: outlined.length === 1 && outlined.every(belongs),
    inView: isHit(left + width / 2, top + height / 2) || isHit(left + 4, top + 4),
  }
}

const matches = (name: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? name === wanted : wanted.test(name)

export class Keys {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  focus(): Promise<Focus> {
    return this.#page.evaluate(lookAtFocus)
  }

  /** Goes on with Tab, or back with Shift and Tab, to what has this name. Fails at the first stop that cannot be seen, or that is out of order. */
  async to(wanted: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const stops: string[] = []
    for (let count = 0; count < MOST_STOPS; count += 1) {
      await this.#page.keyboard.press(key)
      const focus = await this.focus()
      // After the last stop focus is the browser's own, and the next press brings it back.
      if (focus.lost) continue
      stops.push(focus.name)
      if (focus.goesUp) throw new Error(`${focus.name} stands above the stop before it: ${stops.join(' | ')}`)
      if (!focus.seen || !focus.inView)
        await expect
          .poll(async () => ({ at: focus.name, ...(await this.focus()) }), PATIENCE)
          .toMatchObject({ seen: true, inView: true })
      if (matches(focus.name, wanted)) return
    }
    throw new Error(`no stop is called ${String(wanted)} among: ${[...new Set(stops)].join(' | ')}`)
  }

  /** All stops from here to the end of the page. */
  async rest(): Promise<string[]> {
    const stops: string[] = []
    for (;;) {
      await this.#page.keyboard.press('Tab')
      const { lost, name } = await this.focus()
      if (lost || stops.length === MOST_STOPS) return stops
      stops.push(name)
    }
  }

  /** Opens the menu of this button, and chooses what has this name with the arrow keys. */
  async choose(menu: string | RegExp, item: string): Promise<void> {
    await this.press(menu)
    await this.#page.getByRole('menu').waitFor(PATIENCE)
    await this.isKept()
    await this.#page.keyboard.press('Home')
    for (let count = 0; (await this.focus()).name !== item; count += 1) {
      if (count === MOST_STOPS) throw new Error(`nothing in the menu is called ${item}`)
      await this.#page.keyboard.press('ArrowDown')
      await this.isKept()
    }
    await this.#page.keyboard.press('Enter')
    await this.#page.getByRole('menu').waitFor({ state: 'detached', ...PATIENCE })
  }

  /** To what has this name, and presses it. */
  async press(wanted: string | RegExp, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.to(wanted)
    await this.#page.keyboard.press(key)
  }

  async type(wanted: string | RegExp, text: string): Promise<void> {
    await this.to(wanted)
    await this.#page.keyboard.press('ControlOrMeta+KeyA')
    await this.#page.keyboard.type(text)
  }

  /** A command of the palette, by its name. */
  async command(title: string): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+KeyK')
    const palette = this.#page.getByRole('dialog', { name: 'Commands' })
    await palette.waitFor(PATIENCE)
    await this.#page.keyboard.type(title)
    await palette.getByRole('option', { name: title }).first().waitFor(PATIENCE)
    await this.#page.keyboard.press('ArrowDown')
    await this.#page.keyboard.press('Enter')
    await palette.waitFor({ state: 'detached', ...PATIENCE })
  }

  /** Whatever went away, focus is somewhere, and seen. */
  async isKept(): Promise<void> {
    await expect.poll(() => this.focus(), PATIENCE).toMatchObject({ lost: false, seen: true, inView: true })
  }

  /** Focus is back on what has this name. */
  async isAt(name: string | RegExp): Promise<void> {
    await expect.poll(async () => matches((await this.focus()).name, name), PATIENCE).toBe(true)
    await this.isKept()
  }
}
