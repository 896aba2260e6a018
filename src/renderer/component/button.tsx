import type { LucideIcon } from 'lucide-react'
import { useContext } from 'react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { MayChange } from './may-change.ts'

const LOOK = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent font-semibold',
  secondary: 'bg-raised text-ink hover:bg-hover border-edge',
  quiet: 'bg-transparent text-ink-soft hover:bg-hover hover:text-ink border-transparent',
  danger: 'bg-danger text-on-danger hover:brightness-110 border-transparent font-semibold',
} as const

/** Nothing happens on a press, and no form is sent, but focus stays where it is. */
const HELD = { 'aria-disabled': true, type: 'button', onPress: undefined } as const

export interface ButtonProps {
  look?: keyof typeof LOOK
  icon?: LucideIcon
  children?: ReactNode
  /** Needed when there is no visible text. */
  label?: string
  isDisabled?: boolean
  /** Cannot be pressed until what it began is over, but keeps the focus. */
  isPending?: boolean
  /** Whether it changes something, so that guests cannot press it; those that may wait for an answer or weigh more do unless said otherwise. */
  acts?: boolean
  type?: 'button' | 'submit'
  autoFocus?: boolean
  onPress?: () => void
  slot?: string
}

/** The one button. Without children it is square and shows its icon only. */
export function Button({
  look = 'secondary',
  icon: Icon,
  children,
  label,
  isPending,
  isDisabled,
  acts = isPending !== undefined || look === 'primary' || look === 'danger',
  ...rest
}: ButtonProps) {
  const mayChange = useContext(MayChange)
  return (
    <AriaButton
      {...rest}
      {...(label === undefined ? {} : { 'aria-label': label })}
      isDisabled={Boolean(isDisabled || (acts && !mayChange))}
      {...(isPending ? HELD : {})}
      className={`inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border text-sm transition-colors select-none data-disabled:opacity-50 aria-disabled:opacity-50 ${children ? 'min-h-8 px-3' : 'size-8'} ${LOOK[look]}`}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {children}
    </AriaButton>
  )
}
