import { create } from 'zustand'

interface PendingDeletes {
  /** Addresses of what is shown as deleted and can still be had back. */
  hrefs: readonly string[]
  add(href: string): void
  remove(href: string): void
}

/** What goes in a moment, unless somebody thinks again: it is not shown any more, and nothing is lost yet. */
export const usePendingDeletes = create<PendingDeletes>()((set) => ({
  hrefs: [],
  add: (href) => set(({ hrefs }) => ({ hrefs: [...hrefs, href] })),
  remove: (href) => set(({ hrefs }) => ({ hrefs: hrefs.filter((one) => one !== href) })),
}))
