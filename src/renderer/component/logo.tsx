/** A still surface and what it holds. */
export function Logo({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <circle cx="16" cy="16" r="12" fill="none" strokeWidth="2" className="stroke-deep-water" />
      <path d="M4 17h24a12 12 0 0 1-24 0Z" className="fill-deep-water" />
    </svg>
  )
}
