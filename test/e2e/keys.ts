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
}

/** Runs in the page: where focus is, and whether one sees it. */
function lookAtFocus(): Focus {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body)
    return { lost: true, name: '', seen: false, inView: false }
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
  return {
    lost: false,
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

  /** Goes on with Tab to what has this name. Fails at the first stop that cannot be seen. */
  async to(wanted: string | RegExp): Promise<void> {
    const stops: string[] = []
    for (let count = 0; count < MOST_STOPS; count += 1) {
      await this.#page.keyboard.press('Tab')
      const focus = await this.focus()
      // After the last stop focus is the browser's own, and the next press brings it back.
      if (focus.lost) continue
      stops.push(focus.name)
      if (!focus.seen || !focus.inView)
        await expect
          .poll(async () => ({ at: focus.name, ...(await this.focus()) }), PATIENCE)
          .toMatchObject({ seen: true, inView: true })
      if (matches(focus.name, wanted)) return
    }
    throw new Error(`no stop is called ${String(wanted)} among: ${stops.join(' | ')}`)
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
