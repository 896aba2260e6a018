import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components'
import { TickMark } from './tick-mark.tsx'

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
      className="group relative flex items-center gap-2.5 text-sm data-disabled:opacity-50"
    >
      <TickMark />
      {children}
    </Checkbox>
  )
}
