import { EventEmitter } from 'node:events'
import type { Menu } from './menu.ts'

/** An icon nobody sees; its menu and its text are kept for the test. */
export class Tray extends EventEmitter {
  static readonly all: Tray[] = []
  menu: Menu | null = null
  toolTip = ''

  readonly image: { path: string }

  constructor(image: { path: string }) {
    super()
    this.image = image
    Tray.all.push(this)
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }

  setToolTip(text: string): void {
    this.toolTip = text
  }
}

export const nativeImage = { createFromPath: (path: string): { path: string } => ({ path }) }
