import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { LanguageChoice, LinkState, Theme } from '../host/host.ts'

/** A line for the status bar, also read out by screen readers. */
export interface Announcement {
  id: number
  text: string
  tone: 'info' | 'bad'
}

export type Overlay = 'palette' | 'shortcuts' | 'notices'

interface ViewState {
  theme: Theme
  language: LanguageChoice
  link: LinkState
  announcement: Announcement | null
  /** What lies over the screens. */
  overlay: Overlay | null
  setTheme(theme: Theme): void
  setLanguage(language: LanguageChoice): void
  setLink(link: LinkState): void
  open(overlay: Overlay | null): void
  announce(text: string, tone?: Announcement['tone']): void
}

/** State of this window only; nothing that the server knows. Theme and language survive, under the key public/theme.js reads. */
export const useView = create<ViewState>()(
  persist(
    (set) => ({
      theme: 'system',
      language: 'system',
      link: 'connecting',
      announcement: null,
      overlay: null,
      setTheme: (theme) => set({ theme }),
      setLanguage: (language) => set({ language }),
      setLink: (link) => set({ link }),
      open: (overlay) => set({ overlay }),
      announce: (text, tone = 'info') =>
        set(({ announcement }) => ({ announcement: { id: (announcement?.id ?? 0) + 1, text, tone } })),
    }),
    { name: 'stillwater.view', partialize: ({ theme, language }) => ({ theme, language }) },
  ),
)
