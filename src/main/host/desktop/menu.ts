import { Menu, app } from 'electron'
import { menuTemplate } from './menu-template.ts'

/** Replaces Electron's default menu, which offers DevTools in release. */
export function setMenu(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))
}
