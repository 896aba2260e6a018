import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components'

interface TickBoxProps {
  /** For assistive technology, where nothing is written beside it. */
  label?: string
  children?: ReactNode
  isSelected: boolean
  isDisabled?: boolean
  onChange: (value: boolean) => void
}

/** A tick, with or without words beside it. */
export function TickBox({ label, children, ...rest }: TickBoxProps) {
  return (
    <Checkbox
      {...rest}
      {...(label === undefined ? {} : { 'aria-label': label })}
      className="group flex items-center gap-2.5 text-sm data-disabled:opacity-50"
    >
      <span className="flex size-4.5 shrink-0 items-center justify-center rounded-sm border border-edge bg-surface text-transparent group-data-selected:border-accent group-data-selected:bg-accent group-data-selected:text-on-accent group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus">
        <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
          <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
      </span>
      {children}
    </Checkbox>
  )
}
