import { createContext, useContext } from 'react'

/** What components need of the surrounding application; the application provides it, so that components stay free of data access. */
export interface Platform {
  pickFile(options: { title: string; accept: string[] }): Promise<{ name: string; text: string } | null>
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
