import { createContext, useContext } from 'react'
import type { PickedProject, ProjectFileKinds } from '#shared/api/discovery'

/** What components need of the surrounding application; the application provides it, so that components stay free of data access. */
export interface Platform {
  pickFile(options: { title: string; accept: string[] }): Promise<{ name: string; text: string } | null>
  /** Reads the recognised files of a folder; null when the user chose none. */
  pickProject(title: string, kinds: ProjectFileKinds): Promise<PickedProject | null>
  writeClipboard(text: string): Promise<void>
  /** Puts a line into the status bar, where screen readers hear it. */
  announce(text: string, tone?: 'info' | 'bad'): void
}

export const PlatformContext = createContext<Platform | null>(null)

export function usePlatform(): Platform {
  const platform = useContext(PlatformContext)
  if (!platform) throw new Error('PlatformContext is missing')
  return platform
}
