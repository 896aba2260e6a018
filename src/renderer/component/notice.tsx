import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { plain } from './plain.ts'

interface NoticeProps {
  tone: 'info' | 'warn' | 'bad'
  title: string
  children?: ReactNode
  /** The one thing to do about it. */
  action?: ReactNode
}

const LOOK = {
  info: 'border-line bg-sunken text-ink',
  warn: 'border-warn/40 bg-warn-soft text-ink',
  bad: 'border-bad/40 bg-bad-soft text-ink',
} as const
const COLOR = { info: 'text-accent', warn: 'text-warn', bad: 'text-bad' } as const

/** What happened, why, and what to do. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const Icon = tone === 'info' ? Info : TriangleAlert
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'note'}
      className={`flex items-start gap-3 rounded-md border px-3.5 py-3 ${LOOK[tone]}`}
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${COLOR[tone]}`} />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-semibold wrap-anywhere">{plain(title)}</p>
        {children && <div className="mt-0.5 text-ink-soft wrap-anywhere">{children}</div>}
      </div>
      {action}
    </div>
  )
}
