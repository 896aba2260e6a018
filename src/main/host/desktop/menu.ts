import { Menu, app } from 'electron'
import type { CommandId } from '#shared/command'
import { menuTemplate } from './menu-template.ts'
import { updateFromFile } from './update/update-from-file.ts'

/** Replaces Electron's default menu, which offers DevTools in release. */
export function setMenu(onCommand: (id: CommandId) => void): void {
  const onUpdate = (): void => void updateFromFile()
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, onCommand, onUpdate)))
}
