import type { ReactNode } from 'react'

interface EmptyProps {
  title: string
  children?: ReactNode
}

/** Nothing here: one sentence and what to do about it. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-5 px-6 py-14 text-center">
      <svg viewBox="0 0 120 60" className="h-14 w-28" aria-hidden="true">
        <path d="M24 30a36 36 0 0 1 72 0" fill="none" strokeWidth="2" className="stroke-edge" />
        <path d="M4 30h112" strokeWidth="2" className="stroke-water" />
        <path d="M24 34a36 30 0 0 0 72 0Z" className="fill-water-soft" />
        <path d="M46 42h28M54 50h12" strokeWidth="2" strokeLinecap="round" className="stroke-water" />
      </svg>
      <p className="max-w-md text-lg text-ink-soft">{title}</p>
      {children}
    </div>
  )
}
