import { Menu, app } from 'electron'
import type { CommandId } from '#shared/command'
import { menuTemplate } from './menu-template.ts'

/** Replaces Electron's default menu, which offers DevTools in release. */
export function setMenu(onCommand: (id: CommandId) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, onCommand)))
}
