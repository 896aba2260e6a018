import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SettingBody } from '#shared/api/settings'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { useMayChange } from './session.ts'

const PATH = `${OWN_API_ROOT}settings/`
const settingsKey = ['settings'] as const

/** Every setting; guests get none. */
export function useSettings() {
  const enabled = useMayChange()
  return useQuery({ queryKey: settingsKey, queryFn: () => get<SettingBody[]>(PATH), enabled })
}

/** Writes values by name into the settings file; null takes one out, so that its default counts. */
export function useChangeSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: Record<string, unknown>) => call<SettingBody[]>('PATCH', PATH, { body: patch }),
    onSuccess: (settings) => {
      client.setQueryData(settingsKey, settings)
      void client.invalidateQueries({ queryKey: ['storage'] })
    },
  })
}
