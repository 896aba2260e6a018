import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { KeyBody, TrustBody } from '#shared/api/trust'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { ended } from './change.ts'

const PATH = `${OWN_API_ROOT}trust/`
const trustKey = ['trust'] as const

interface Dispatched {
  task: string
}

export function useTrust() {
  // Remotes come and go elsewhere: what is known is shown, and read again whenever somebody looks.
  return useQuery({ queryKey: trustKey, queryFn: () => get<TrustBody>(PATH), staleTime: 0 })
}

/** Says what keys are in a text, without doing anything with them. */
export function useDescribeKeys() {
  return useMutation({ mutationFn: (keys: string) => call<KeyBody[]>('POST', `${PATH}describe/`, { body: { keys } }) })
}

export interface PinRequest {
  remote: string
  /** Null checks nothing from then on. */
  keys: string | null
  fingerprints: string[]
}

function useTrustChange<V>(work: (value: V) => Promise<Dispatched>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (value: V) => ended((await work(value)).task),
    onSettled: () => void client.invalidateQueries({ queryKey: trustKey }),
  })
}

export function usePinKeys() {
  return useTrustChange((body: PinRequest) => call<Dispatched>('POST', `${PATH}pins/`, { body }))
}

export function useRotateSigningKey() {
  return useTrustChange((body: { name: string; fingerprint: string }) =>
    call<Dispatched>('POST', `${PATH}signing-keys/rotate/`, { body }),
  )
}

export function useRotateSecrets() {
  return useTrustChange(() => call<Dispatched>('POST', `${OWN_API_ROOT}secrets/rotate/`))
}
