import { useRouter, useRouterState } from '@tanstack/react-router'
import { Logo } from '../component/logo.tsx'
import { useText } from '../component/text.ts'
import { useActiveTasks } from '../state/task.ts'
import { COMMANDS } from './command.ts'
import type { Command } from './command.ts'

/** First segment of the path to the place it belongs to. */
const PLACES: Readonly<Record<string, string>> = {
  '': 'go.library',
  add: 'go.library',
  mirrors: 'go.library',
  search: 'go.search',
  activity: 'go.activity',
  storage: 'go.storage',
  trust: 'go.trust',
  settings: 'go.settings',
}

const HREFS: Readonly<Record<string, string>> = {
  'go.library': '/',
  'go.search': '/search',
  'go.activity': '/activity',
  'go.storage': '/storage',
  'go.trust': '/trust',
  'go.settings': '/settings',
}

export function Sidebar() {
  const t = useText()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const place = PLACES[path.split('/')[1] ?? '']
  return (
    <nav
      aria-label={t('ui.nav')}
      className="flex min-h-0 flex-col gap-6 overflow-y-auto bg-deep px-3 pt-5 pb-4 text-deep-soft"
    >
      <div className="flex items-center gap-2.5 px-2 text-deep-ink">
        <Logo className="size-7 shrink-0" />
        <span className="text-lg font-semibold tracking-tight">Stillwater</span>
      </div>
      <ul className="flex flex-col gap-0.5">
        {COMMANDS.filter((command) => command.isPlace).map((command) => (
          <li key={command.id}>
            <PlaceLink command={command} isCurrent={command.id === place} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function PlaceLink({ command, isCurrent }: { command: Command; isCurrent: boolean }) {
  const t = useText()
  const router = useRouter()
  const running = useActiveTasks().data?.length ?? 0
  const { icon: Icon } = command
  return (
    <a
      href={HREFS[command.id]}
      aria-current={isCurrent ? 'page' : undefined}
      title={t('ui.nav.shortcut', { key: command.key.replace('Key', '') })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        command.run(router)
      }}
      className="flex items-center gap-2.5 rounded-md px-2.5 py-2 text-base -outline-offset-2 transition-colors hover:bg-deep-raised hover:text-deep-ink aria-[current=page]:bg-deep-raised aria-[current=page]:font-semibold aria-[current=page]:text-deep-ink"
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      <span className="min-w-0 flex-1 truncate">{t(command.title)}</span>
      {command.id === 'go.activity' && running > 0 && (
        <span className="num rounded-full bg-deep-water px-1.5 text-xs font-semibold text-deep">
          <span className="sr-only">{t('ui.status.running', { count: running })}</span>
          <span aria-hidden>{running}</span>
        </span>
      )}
    </a>
  )
}
