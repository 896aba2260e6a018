import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get, onUnauthorized } from '../host/api.ts'
import { ApiProblem } from '../host/problem.ts'
import { key } from './client.ts'

const PATH = `${OWN_API_ROOT}session/`

export interface Session {
  username: string
  /** False for guests, who look and change nothing. */
  may_change: boolean
}

export type Credentials = { username: string; password: string } | { token: string } | { guest: true }

/** Whether whoever is signed in may change anything. */
export function useMayChange(): boolean {
  return useSession().data?.may_change !== false
}

/** How one may sign in, asked while nobody is. */
export function useSignInWays() {
  return useQuery({ queryKey: ['sign-in-ways'], queryFn: () => get<{ guest: boolean }>(`${PATH}ways/`) })
}

/** Who is signed in; null when nobody is. */
export function useSession() {
  return useQuery({ queryKey: key.session, queryFn: readSession, staleTime: Infinity, refetchOnWindowFocus: false })
}

async function readSession(): Promise<Session | null> {
  const token = takeToken()
  // A spent token is no error by itself: the cookie of an earlier visit may still be good.
  if (token) await call('POST', PATH, { body: { token } }).catch(() => undefined)
  try {
    return await get<Session>(PATH)
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 401 || error.status === 403)) return null
    throw error
  }
}

/** The one-time token of the address the host printed; it leaves the address bar and the history at once. */
function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return token
}

export function useSignIn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (credentials: Credentials) => call<Session>('POST', PATH, { body: credentials }),
    onSuccess: async () => {
      const session = await get<Session>(PATH)
      client.setQueryData(key.session, session)
    },
  })
}

export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('DELETE', PATH),
    onSuccess: () => {
      client.setQueryData(key.session, null)
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== key.session[0] })
    },
  })
}

/** Any answer 401 shows the sign-in page; what was typed elsewhere is kept by the browser's history. */
export function watchSession(client: QueryClient): () => void {
  return onUnauthorized(() => {
    if (client.getQueryData(key.session)) client.setQueryData(key.session, null)
  })
}
