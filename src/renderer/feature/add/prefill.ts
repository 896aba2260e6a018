import { create } from 'zustand'
import type { MirrorProposal, ProjectFile } from '#shared/api/discovery'

/** A proposal on its way into the form of its source. */
export interface Prefill {
  proposal: MirrorProposal
  files: readonly ProjectFile[]
}

interface PrefillState {
  prefill: Prefill | null
  take(prefill: Prefill | null): void
}

/** What the next form begins with; too much for an address, since files belong to it. */
export const usePrefill = create<PrefillState>()((set) => ({
  prefill: null,
  take: (prefill) => set({ prefill }),
}))
