import type { ReactNode, Ref } from 'react'

interface ScrollRegionProps {
  label: string
  className: string
  children: ReactNode
  ref?: Ref<HTMLElement>
}

/** A part of the screen that scrolls by itself, and can be reached by keyboard for it. */
export function ScrollRegion({ label, className, children, ref }: ScrollRegionProps) {
  return (
    <section
      ref={ref}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- else only a mouse could scroll it
      tabIndex={0}
      className={`overflow-auto -outline-offset-2 ${className}`}
    >
      {children}
    </section>
  )
}
