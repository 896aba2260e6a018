import { Link } from '@tanstack/react-router'
import { BookOpen, ChevronRight, FolderOpen, Globe, Monitor } from 'lucide-react'
import { useText } from './text.ts'

export const STARTS = [
  { id: 'machine', icon: Monitor, to: '/add/machine' },
  { id: 'project', icon: FolderOpen, to: '/add/project' },
  { id: 'address', icon: Globe, to: '/add/address' },
  { id: 'recipe', icon: BookOpen, to: '/add/recipe' },
] as const

/** The four ways to begin a mirror without knowing what it is made of. */
export function Starts() {
  const t = useText()
  return (
    <ul className="grid w-full max-w-5xl grid-cols-[repeat(auto-fit,minmax(14rem,1fr))] gap-3">
      {STARTS.map(({ id, icon: Icon, to }) => (
        <li key={id}>
          <Link
            to={to}
            className="card group flex h-full items-start gap-3.5 p-4 text-start transition-colors hover:border-accent"
          >
            <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent">
              <Icon aria-hidden className="size-5" />
            </span>
            <span className="min-w-0 flex-1">
              <span className="block font-semibold">{t(`ui.add.start.${id}`)}</span>
              <span className="mt-0.5 block text-sm text-ink-mute">{t(`ui.add.start.${id}.about`)}</span>
            </span>
            <ChevronRight
              aria-hidden
              className="mt-2.5 size-4 shrink-0 rtl:-scale-x-100 text-ink-mute group-hover:text-accent"
            />
          </Link>
        </li>
      ))}
    </ul>
  )
}
