import { Activity, HardDrive, Library, Plus, Search, Settings, ShieldCheck } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { TextId } from '../component/text.ts'
import type { router } from './router.tsx'

/** Something the user can do from anywhere. Sidebar and shortcuts read this table. */
export interface Command {
  id: string
  title: TextId
  icon: LucideIcon
  /** `KeyboardEvent.code` pressed together with Alt and Shift, so that no browser or screen reader shortcut is taken. */
  key: string
  /** Shown in the sidebar. */
  isPlace: boolean
  run: (router: Router) => void
}

type Router = typeof router

export const COMMANDS: readonly Command[] = [
  {
    id: 'go.library',
    title: 'ui.nav.library',
    icon: Library,
    key: 'KeyL',
    isPlace: true,
    run: (router) => void router.navigate({ to: '/' }),
  },
  {
    id: 'go.search',
    title: 'ui.nav.search',
    icon: Search,
    key: 'KeyF',
    isPlace: true,
    run: (router) => void router.navigate({ to: '/search', search: {} }),
  },
  {
    id: 'go.activity',
    title: 'ui.nav.activity',
    icon: Activity,
    key: 'KeyA',
    isPlace: true,
    run: (router) => void router.navigate({ to: '/activity' }),
  },
  {
    id: 'go.storage',
    title: 'ui.nav.storage',
    icon: HardDrive,
    key: 'KeyD',
    isPlace: true,
    run: (router) => void router.navigate({ to: '/storage' }),
  },
  {
    id: 'go.trust',
    title: 'ui.nav.trust',
    icon: ShieldCheck,
    key: 'KeyT',
    isPlace: true,
    run: (router) => void router.navigate({ to: '/trust' }),
  },
  {
    id: 'go.settings',
    title: 'ui.nav.settings',
    icon: Settings,
    key: 'KeyS',
    isPlace: true,
    run: (router) => void router.navigate({ to: '/settings' }),
  },
  {
    id: 'mirror.add',
    title: 'ui.library.add',
    icon: Plus,
    key: 'KeyN',
    isPlace: false,
    run: (router) => void router.navigate({ to: '/add' }),
  },
]

/** The command a key press means, if any. */
export function commandFor(
  event: Pick<KeyboardEvent, 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'code'>,
): Command | null {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return null
  return COMMANDS.find((command) => command.key === event.code) ?? null
}
