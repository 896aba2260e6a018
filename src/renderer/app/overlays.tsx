import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { declarations } from '#shared/command'
import { useShortcutText } from '../component/shortcut.tsx'
import { useText } from '../component/text.ts'
import { Notices } from '../feature/notices/notices.tsx'
import { Palette } from '../feature/palette/palette.tsx'
import type { PaletteItem } from '../feature/palette/palette.tsx'
import { ShortcutHelp } from '../feature/palette/shortcut-help.tsx'
import { idOf } from '../state/href.ts'
import { useMirrors, useSyncMirror } from '../state/mirror.ts'
import { useView } from '../state/view.ts'
import { TABS } from '../feature/mirror/mirror-page.tsx'
import { RUN } from './command.ts'

/** What lies over the screens: the palette, the help on shortcuts, the notices. One at a time; focus returns when it closes. */
export function Overlays() {
  const overlay = useView((view) => view.overlay)
  const open = useView((view) => view.open)
  const close = (): void => open(null)
  if (overlay === 'palette') return <CommandPalette onClose={close} />
  if (overlay === 'shortcuts') return <ShortcutHelp onClose={close} />
  if (overlay === 'notices') return <Notices onClose={close} />
  return null
}

function CommandPalette({ onClose }: { onClose: () => void }) {
  const commands = useCommandItems()
  const mirrors = useMirrorItems()
  return <Palette items={[...commands, ...mirrors]} onClose={onClose} />
}

/** The commands of the table, except the one that opened this. */
function useCommandItems(): PaletteItem[] {
  const t = useText()
  const shortcutText = useShortcutText()
  const router = useRouter()
  const client = useQueryClient()
  return declarations
    .filter(({ id }) => id !== 'palette')
    .map(({ id, title, group, shortcut }) => ({
      id,
      title: t(title),
      group: t(`ui.command.group.${group}`),
      keys: shortcut && shortcutText(shortcut),
      run: () => RUN[id]({ router, client }),
    }))
}

/** What can be done with each mirror: every part of its page, and a sync. */
function useMirrorItems(): PaletteItem[] {
  const t = useText()
  const router = useRouter()
  const { mutate: sync } = useSyncMirror()
  const { data } = useMirrors()
  return useMemo(
    () =>
      (data ?? []).flatMap(({ name, repository, remote }) => {
        const id = idOf(repository)
        const open = TABS.map((tab) => ({
          id: `${id} ${tab}`,
          title: t('ui.command.mirror.open', { name, part: t(`ui.mirror.tab.${tab}`) }),
          group: name,
          run: () => void router.navigate({ to: '/mirrors/$id/$tab', params: { id, tab } }),
        }))
        if (remote === null) return open
        return [
          ...open,
          { id: `${id} sync`, title: t('ui.command.mirror.sync', { name }), group: name, run: () => sync(id) },
        ]
      }),
    [data, router, sync, t],
  )
}
