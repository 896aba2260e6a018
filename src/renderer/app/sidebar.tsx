import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useRouterState } from '@tanstack/react-router'
import { Activity, HardDrive, Library, Search, Settings, ShieldCheck } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { declarations } from '#shared/command'
import type { CommandDeclaration, CommandId } from '#shared/command'
import { Logo } from '../component/logo.tsx'
import { useShortcutText } from '../component/shortcut.tsx'
import { useText } from '../component/text.ts'
import { useActiveTasks } from '../state/task.ts'
import { RUN } from './command.ts'

interface Place {
  command: CommandDeclaration & { id: CommandId }
  href: string
  icon: LucideIcon
  /** First segments of the paths that belong to it. */
  paths: readonly string[]
}

const place = (id: CommandId, href: string, icon: LucideIcon, ...paths: string[]): Place[] =>
  declarations.filter((command) => command.id === id).map((command) => ({ command, href, icon, paths }))

/** The places of the table, each with its address. */
const PLACES: readonly Place[] = [
  ...place('go.library', '/', Library, '', 'add', 'mirrors'),
  ...place('go.search', '/search', Search, 'search'),
  ...place('go.activity', '/activity', Activity, 'activity'),
  ...place('go.storage', '/storage', HardDrive, 'storage'),
  ...place('go.trust', '/trust', ShieldCheck, 'trust'),
  ...place('go.settings', '/settings', Settings, 'settings'),
]

export function Sidebar() {
  const t = useText()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const segment = path.split('/')[1] ?? ''
  return (
    <nav
      aria-label={t('ui.nav')}
      className="flex min-h-0 flex-col gap-6 overflow-y-auto bg-deep px-2 pt-5 pb-4 text-deep-soft md:px-3"
    >
      <div className="flex items-center gap-2.5 px-2 text-deep-ink">
        <Logo className="size-7 shrink-0" />
        <span className="text-lg font-semibold tracking-tight max-md:sr-only">Stillwater</span>
      </div>
      <ul className="flex flex-col gap-0.5">
        {PLACES.map((one) => (
          <li key={one.href}>
            <PlaceLink place={one} isCurrent={one.paths.includes(segment)} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function PlaceLink({ place: { command, href, icon: Icon }, isCurrent }: { place: Place; isCurrent: boolean }) {
  const t = useText()
  const shortcutText = useShortcutText()
  const client = useQueryClient()
  const router = useRouter()
  const running = useActiveTasks().data?.length ?? 0
  return (
    <a
      href={href}
      aria-current={isCurrent ? 'page' : undefined}
      title={[t(command.title), command.shortcut && `(${shortcutText(command.shortcut)})`].filter(Boolean).join(' ')}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        RUN[command.id]({ router, client })
      }}
      className="flex items-center gap-2.5 rounded-md px-2.5 py-2 text-base -outline-offset-2 transition-colors hover:bg-deep-raised hover:text-deep-ink aria-[current=page]:bg-deep-raised aria-[current=page]:font-semibold aria-[current=page]:text-deep-ink"
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      <span className="min-w-0 flex-1 truncate max-md:sr-only">{t(command.title)}</span>
      {command.id === 'go.activity' && running > 0 && (
        <span className="num rounded-full bg-deep-water max-md:sr-only px-1.5 text-xs font-semibold text-deep">
          <span className="sr-only">{t('ui.status.running', { count: running })}</span>
          <span aria-hidden>{running}</span>
        </span>
      )}
    </a>
  )
}
