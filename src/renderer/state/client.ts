import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../host/problem.ts'

/** Keys of everything cached from the API; events patch or invalidate by these. */
export const key = {
  session: ['session'] as const,
  about: ['about'] as const,
  notices: ['notices'] as const,
  downloads: ['downloads'] as const,
  mirrors: ['mirrors'] as const,
  mirror: (id: string) => ['mirror', id] as const,
  version: (href: string) => ['version', href] as const,
  mirrorTypes: ['mirror-types'] as const,
  preview: (draft: string) => ['preview', draft] as const,
  clientSetup: (distribution: string) => ['client-setup', distribution] as const,
  tasks: ['tasks', 'list'] as const,
  activeTasks: ['tasks', 'active'] as const,
  object: (href: string) => ['object', href] as const,
}

/** Refusals are answers; only a lost connection or a failing server is worth a second try. */
function retry(failures: number, error: unknown): boolean {
  const status = error instanceof ApiProblem ? error.status : 500
  return failures < 2 && (status === 0 || status >= 500)
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The browser's idea of being online says nothing about a server on this machine.
      queries: { networkMode: 'always', staleTime: 30_000, retry, refetchOnWindowFocus: true },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
