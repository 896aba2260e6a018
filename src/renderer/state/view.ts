import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { LinkState, Theme } from '../host/host.ts'

/** A line for the status bar, also read out by screen readers. */
export interface Announcement {
  id: number
  text: string
  tone: 'info' | 'bad'
}

interface ViewState {
  theme: Theme
  link: LinkState
  announcement: Announcement | null
  setTheme(theme: Theme): void
  setLink(link: LinkState): void
  announce(text: string, tone?: Announcement['tone']): void
}

/** State of this window only; nothing that the server knows. The theme survives, under the key public/theme.js reads. */
export const useView = create<ViewState>()(
  persist(
    (set) => ({
      theme: 'system',
      link: 'connecting',
      announcement: null,
      setTheme: (theme) => set({ theme }),
      setLink: (link) => set({ link }),
      announce: (text, tone = 'info') =>
        set(({ announcement }) => ({ announcement: { id: (announcement?.id ?? 0) + 1, text, tone } })),
    }),
    { name: 'stillwater.view', partialize: ({ theme }) => ({ theme }) },
  ),
)
