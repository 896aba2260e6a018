import type { MenuItemConstructorOptions } from 'electron'
import { text } from './text.ts'

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

function role(name: NonNullable<MenuItemConstructorOptions['role']>): MenuItemConstructorOptions {
  return { role: name }
}

/** The application's menu. What only developers need is there only while the program is not packaged. */
export function menuTemplate(platform: string, isPackaged: boolean): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const developer = isPackaged ? [] : [SEPARATOR, role('reload'), role('toggleDevTools')]
  return [
    ...(isMac ? [role('appMenu')] : []),
    { label: text('desktop.menu.file'), submenu: [isMac ? role('close') : role('quit')] },
    {
      label: text('desktop.menu.edit'),
      submenu: [role('undo'), role('redo'), SEPARATOR, role('cut'), role('copy'), role('paste'), role('selectAll')],
    },
    {
      label: text('desktop.menu.view'),
      submenu: [role('resetZoom'), role('zoomIn'), role('zoomOut'), SEPARATOR, role('togglefullscreen'), ...developer],
    },
    { label: text('desktop.menu.window'), submenu: [role('minimize'), role('close')] },
  ]
}
