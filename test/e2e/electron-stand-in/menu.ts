interface Template {
  label?: string
  role?: string
  type?: string
  click?: () => void
  submenu?: Template[]
}

/** Keeps what a menu is made of; nothing is drawn and no role acts. */
export class Menu {
  static #application: Menu | null = null
  readonly items: Template[]

  constructor(items: Template[]) {
    this.items = items
  }

  static buildFromTemplate(template: Template[]): Menu {
    for (const item of template)
      if (!item.label && !item.role && item.type !== 'separator') throw new TypeError('Invalid template for MenuItem')
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application
  }
}
