/** The box of a checkbox; what it is in says by its state whether the tick shows. */
export function TickMark() {
  return (
    <span className="flex size-4.5 shrink-0 items-center justify-center rounded-sm border border-edge bg-surface group-data-selected:border-accent group-data-selected:bg-accent group-data-selected:text-on-accent">
      {/* Hidden, not transparent: forced colours would show it all the same. */}
      <svg viewBox="0 0 12 12" className="invisible size-3 group-data-selected:visible" aria-hidden="true">
        <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
    </span>
  )
}
