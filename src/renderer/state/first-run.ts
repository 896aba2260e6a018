/** The list of first steps: whether it is wanted here, and how far it is. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { MirrorBody } from '#shared/api/mirror'
import type { ContentTrafficBody } from '#shared/api/sharing'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'
import { useAbout } from './about.ts'
import { doneSteps, mirrorMeant, type Step, STEPS } from './first-steps.ts'
import { useMirrors } from './mirror.ts'

/** Milliseconds between two looks for the first client. */
const LOOK = 5000

interface FirstRunState {
  /** Data folders whose list was put away. */
  dismissed: readonly string[]
  /** Data folders that a client was seen at: the host itself counts from its start. */
  connected: readonly string[]
  /** Asked for again, whatever was done or dismissed. */
  isAsked: boolean
  ask(): void
  dismiss(folder: string): void
  noteClient(folder: string): void
}

const withOne = (all: readonly string[], one: string): readonly string[] => (all.includes(one) ? all : [...all, one])

/** Remembered in this browser, for each data folder. */
export const useFirstRunStore = create<FirstRunState>()(
  persist(
    (set) => ({
      dismissed: [],
      connected: [],
      isAsked: false,
      ask: () => set({ isAsked: true }),
      dismiss: (folder) => set(({ dismissed }) => ({ isAsked: false, dismissed: withOne(dismissed, folder) })),
      noteClient: (folder) => set(({ connected }) => ({ connected: withOne(connected, folder) })),
    }),
    {
      name: 'stillwater.first-run',
      partialize: ({ dismissed, connected }) => ({ dismissed, connected }),
    },
  ),
)

export interface FirstRun {
  folder: string
  /** The mirror that the later steps are about; null while there is none. */
  mirror: MirrorBody | null
  done: Readonly<Record<Step, boolean>>
  dismiss: () => void
}

function useClientSeen(folder: string | undefined, isWatched: boolean): boolean {
  const { connected, noteClient } = useFirstRunStore()
  const known = folder !== undefined && connected.includes(folder)
  const { data } = useQuery({
    queryKey: ['content-traffic', 'any'],
    queryFn: () => get<ContentTrafficBody>(`${OWN_API_ROOT}content-traffic/`),
    refetchInterval: LOOK,
    enabled: isWatched && folder !== undefined && !known,
  })
  const isSeen = data?.distributions.some(({ requests }) => requests > 0) ?? false
  useEffect(() => {
    if (isSeen && folder !== undefined) noteClient(folder)
  }, [isSeen, folder, noteClient])
  return known || isSeen
}

/** The list as it stands; null when it is done, dismissed or not known yet. */
export function useFirstRun(): FirstRun | null {
  const folder = useAbout().data?.data_dir
  const mirrors = useMirrors().data
  const { dismissed, isAsked, dismiss } = useFirstRunStore()
  const isWanted = isAsked || (folder !== undefined && !dismissed.includes(folder))
  const hasClient = useClientSeen(folder, isWanted)
  if (folder === undefined || mirrors === undefined || !isWanted) return null
  const done = doneSteps(mirrors, hasClient)
  if (!isAsked && STEPS.every((step) => done[step])) return null
  return { folder, mirror: mirrorMeant(mirrors), done, dismiss: () => dismiss(folder) }
}
