/** Clients of the host's machine: set-up, check, airplane test. */
import type { ClientBody, ClientPlan } from '#shared/api/client'
import type { TaskBody } from '#shared/api/task'
import { OWN_API_ROOT } from '#shared/wire'
import { call } from '../host/api.ts'
import { change, useChange } from './change.ts'
import { idOf } from './href.ts'
import { useActiveTasks } from './task.ts'

const SETUP = `${OWN_API_ROOT}client-setup/`
const AIRPLANE = `${OWN_API_ROOT}airplane-test/`

/** A client of a distribution. */
export interface UseSubject {
  distribution: string
  client: string
}

/** What setting up would change. */
export function usePlan({ distribution, client }: UseSubject) {
  return useChange((only: boolean) =>
    call<ClientPlan>('POST', `${SETUP}plan/`, { body: { distribution, client, only } }),
  )
}

export function useApply({ distribution, client }: UseSubject) {
  return useChange((wish: { only: boolean; digest: string }) =>
    call<ClientBody>('POST', `${SETUP}apply/`, { body: { distribution, client, ...wish } }),
  )
}

export function useUndo({ distribution, client }: UseSubject) {
  return useChange((force: boolean) =>
    call<ClientBody>('POST', `${SETUP}undo/`, { body: { distribution, client, force } }),
  )
}

export function useCheck({ distribution, client }: UseSubject) {
  return useChange<void, unknown>(() => change('POST', `${SETUP}check/`, { distribution, client }))
}

/** What is to be installed; nothing for what the mirror was made from. */
export interface Flight {
  packages: string[]
  lockfile: string | null
}

export function useAirplane({ distribution, client }: UseSubject) {
  return useChange((flight: Flight) => change('POST', AIRPLANE, { distribution, client, ...flight }))
}

/** Lets the mirror fetch what the last airplane test has missed; all of it, or one file. */
export function useFetchMissing({ distribution, client }: UseSubject) {
  return useChange((url: string | null) =>
    change('POST', `${AIRPLANE}fetch/`, { distribution, client, ...(url === null ? {} : { urls: [url] }) }),
  )
}

/** The run of the client that is under way, whoever started it. */
export function useRunningClient({ distribution, client }: UseSubject): TaskBody | null {
  const { data } = useActiveTasks()
  const resource = `client:${idOf(distribution)}:${client}`
  return data?.find((task) => task.reserved_resources_record.includes(resource)) ?? null
}
