import type { MenuItemConstructorOptions } from 'electron'
import { accelerator, type CommandGroup, type CommandId, declarations } from '#shared/command'
import { formatMessage } from '#shared/i18n/format'
import { text } from './text.ts'

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

function role(name: NonNullable<MenuItemConstructorOptions['role']>): MenuItemConstructorOptions {
  return { role: name }
}

/** The commands of some groups, in the order of the table, with a line between groups. The page hears their keys itself where the system lets it. */
function commands(groups: readonly CommandGroup[], onCommand: OnCommand): MenuItemConstructorOptions[] {
  return groups.flatMap((group, index) => [
    ...(index > 0 ? [SEPARATOR] : []),
    ...declarations
      .filter((command) => command.group === group)
      .map(({ id, title, shortcut }) => ({
        id,
        label: formatMessage(title),
        ...(shortcut ? { accelerator: accelerator(shortcut), registerAccelerator: false } : {}),
        click: () => onCommand(id),
      })),
  ])
}

type OnCommand = (id: CommandId) => void

/** The application's menu. What only developers need is there only while the program is not packaged. */
export function menuTemplate(
  platform: string,
  isPackaged: boolean,
  onCommand: OnCommand,
  onUpdate: () => void,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const developer = isPackaged ? [] : [SEPARATOR, role('reload'), role('toggleDevTools')]
  return [
    ...(isMac ? [role('appMenu')] : []),
    {
      label: text('desktop.menu.file'),
      submenu: [...commands(['mirror', 'task'], onCommand), SEPARATOR, isMac ? role('close') : role('quit')],
    },
    {
      label: text('desktop.menu.edit'),
      submenu: [role('undo'), role('redo'), SEPARATOR, role('cut'), role('copy'), role('paste'), role('selectAll')],
    },
    {
      label: text('desktop.menu.view'),
      submenu: [
        ...commands(['go', 'view'], onCommand),
        SEPARATOR,
        role('resetZoom'),
        role('zoomIn'),
        role('zoomOut'),
        SEPARATOR,
        role('togglefullscreen'),
        ...developer,
      ],
    },
    { label: text('desktop.menu.window'), submenu: [role('minimize'), role('close')] },
    {
      label: text('desktop.menu.help'),
      submenu: [
        ...commands(['help'], onCommand),
        SEPARATOR,
        { id: 'update-from-file', label: text('desktop.update.menu'), click: () => onUpdate() },
      ],
    },
  ]
}
