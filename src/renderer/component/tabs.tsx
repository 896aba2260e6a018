import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'

export interface TabLink {
  id: string
  label: string
  link: LinkProps
}

/** Parts of one thing, each with its own address. */
export function TabLinks({ label, tabs, current }: { label: string; tabs: readonly TabLink[]; current: string }) {
  return (
    <nav aria-label={label} className="-mx-3 -mb-px flex gap-1 overflow-x-auto">
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          {...tab.link}
          aria-current={tab.id === current ? 'page' : undefined}
          className="border-b-2 border-transparent px-3 py-2 text-sm font-medium text-ink-mute -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
