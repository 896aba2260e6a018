import type { ReactNode } from 'react'

interface EmptyProps {
  title: string
  children?: ReactNode
}

/** Nothing here: one sentence and what to do about it. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-5 px-6 py-12 text-center">
      <svg viewBox="0 0 140 80" className="h-20 w-35" aria-hidden="true">
        <path d="M36 40a34 34 0 0 1 68 0" fill="none" strokeWidth="2" className="stroke-edge" />
        <path d="M36 43a34 34 0 0 0 68 0Z" className="fill-water-soft" />
        <path d="M8 41h124" strokeWidth="2" strokeLinecap="round" className="stroke-water" />
        <path d="M54 53h32M63 63h14" strokeWidth="2" strokeLinecap="round" className="stroke-water" />
      </svg>
      <p className="max-w-md text-lg text-balance text-ink-soft">{title}</p>
      {children}
    </div>
  )
}
