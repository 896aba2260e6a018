import { COMMAND_GROUPS, declarations } from '#shared/command'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { Keys, useShortcutText } from '../../component/shortcut.tsx'
import { useText } from '../../component/text.ts'

/** All shortcuts, by group. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const t = useText()
  const shortcutText = useShortcutText()
  const withKeys = declarations.flatMap((command) =>
    command.shortcut ? [{ ...command, keys: shortcutText(command.shortcut) }] : [],
  )
  return (
    <Dialog
      title={t('ui.command.shortcuts')}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{t('ui.close')}</Button>}
    >
      {COMMAND_GROUPS.filter((group) => withKeys.some((command) => command.group === group)).map((group) => (
        <section key={group} className="mb-4">
          <h3 className="mb-1 text-sm font-semibold text-ink">{t(`ui.command.group.${group}`)}</h3>
          <dl className="divide-y divide-line text-sm">
            {withKeys
              .filter((command) => command.group === group)
              .map(({ id, title, keys }) => (
                <div key={id} className="flex items-center justify-between gap-4 py-1.5">
                  <dt>{t(title)}</dt>
                  <dd>
                    <Keys>{keys}</Keys>
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
