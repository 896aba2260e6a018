import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { plain } from './plain.ts'
import { holdFocusSteady } from './steady-focus.ts'
import { useText } from './text.ts'

interface PageProps {
  /** Also the title of the window or tab. */
  title: string
  /** Beside the title: state, counts. */
  lead?: ReactNode
  actions?: ReactNode
  /** What the last action complained about. */
  notice?: ReactNode
  /** Below the title: tabs, filters. */
  bar?: ReactNode
  children: ReactNode
  /** The content fills the height and scrolls by itself, as tables do. */
  fill?: boolean
}

/** A screen: header that stays, content that scrolls. */
export function Page({ title, lead, actions, notice, bar, children, fill }: PageProps) {
  const t = useText()
  return (
    <div className="flex h-full min-h-0 flex-col">
      <title>{t('ui.window', { page: title })}</title>
      <header className="shrink-0 border-b border-line bg-surface">
        <div className="mx-auto w-full max-w-[96rem] px-4 pt-5 md:px-7">
          <div className="flex min-h-9 flex-wrap items-start gap-x-4 gap-y-2 pb-4">
            <div className="min-w-56 flex-1">
              <h1 className="w-fit text-xl font-semibold tracking-tight wrap-anywhere">{plain(title)}</h1>
              {lead && <div className="mt-1 text-sm text-ink-mute">{lead}</div>}
            </div>
            {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
          </div>
          {notice && <div className="pb-4">{notice}</div>}
          {bar}
        </div>
      </header>
      {fill ? (
        <div className="mx-auto flex min-h-0 w-full max-w-[96rem] flex-1 flex-col px-4 py-5 md:px-7">{children}</div>
      ) : (
        <Scrolled>{children}</Scrolled>
      )}
    </div>
  )
}

function Scrolled({ children }: { children: ReactNode }) {
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => (scroller.current ? holdFocusSteady(scroller.current) : undefined), [])
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-[96rem] px-4 py-6 md:px-7">{children}</div>
    </div>
  )
}

interface SectionProps {
  title: string
  actions?: ReactNode
  children: ReactNode
}

/** A titled part of a screen. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <section className="min-w-0">
      <div className="mb-2 flex min-h-7 items-center justify-between gap-3">
        <h2 className="text-sm font-semibold text-ink-soft">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** Facts as term and value, aligned. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="card divide-y divide-line px-4 text-sm">
      {items.map(([term, value]) => (
        <div key={term} className="flex min-w-0 gap-4 py-2.5">
          <dt className="w-36 shrink-0 text-ink-mute">{term}</dt>
          <dd className="min-w-0 flex-1 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
