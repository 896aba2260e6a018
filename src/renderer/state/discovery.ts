import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Discovery, MirrorProposal, PickedProject, ProjectFile, ProjectFileKinds } from '#shared/api/discovery'
import type { MirrorPreview, MirrorRequest } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { call, get } from '../host/api.ts'
import { type CreatedMirror, MIRRORS, useRefreshMirrors } from './mirror.ts'

const ROOT = `${OWN_API_ROOT}discovery/`

/** What the package managers of the computer are set to, read afresh each time it is looked at. */
export function useMachine() {
  return useQuery({
    queryKey: ['discovery', 'machine'],
    queryFn: () => get<Discovery>(`${ROOT}machine/`),
    staleTime: 0,
  })
}

export function useRecipes() {
  return useQuery({ queryKey: ['discovery', 'recipes'], queryFn: () => get<MirrorProposal[]>(`${ROOT}recipes/`) })
}

export function useProjectFileKinds() {
  return useQuery({
    queryKey: ['discovery', 'project-files'],
    queryFn: () => get<ProjectFileKinds>(`${ROOT}project-files/`),
    staleTime: Infinity,
  })
}

/** A project as it was read, and what it asks for. */
export interface FoundProject {
  project: PickedProject
  found: Discovery
}

export function useProject() {
  return useMutation({
    mutationFn: async (project: PickedProject): Promise<FoundProject> => ({
      project,
      found: await call<Discovery>('POST', `${ROOT}project/`, { body: { files: project.files } }),
    }),
  })
}

export function useAddress() {
  return useMutation({
    mutationFn: (url: string) => call<Discovery>('POST', `${ROOT}address/`, { body: { url } }),
  })
}

/** The request a proposal stands for, its files filled in. */
export function requestOf(proposal: MirrorProposal, files: readonly ProjectFile[]): MirrorRequest {
  const texts = Object.entries(proposal.files).map(([field, path]) => [
    field,
    files.find((file) => file.path === path)?.text ?? '',
  ])
  const { plugin, source, name, policy } = proposal
  const input = { ...proposal.input, ...Object.fromEntries(texts) }
  return { plugin, source, name, input, ...(policy ? { policy } : {}) }
}

/** Previews of several proposals, each by itself. */
export function useProposalPreviews(proposals: readonly MirrorProposal[], files: readonly ProjectFile[], mark: string) {
  return useQueries({
    queries: proposals.map((proposal) => ({
      queryKey: ['preview', mark, proposal.plugin, proposal.source, proposal.name],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call<MirrorPreview>('POST', `${MIRRORS}preview/`, { body: requestOf(proposal, files) }, signal),
      retry: false,
      staleTime: 60_000,
      gcTime: 60_000,
      refetchOnWindowFocus: false,
    })),
  })
}

/** What became of one of several mirrors. */
export type Outcome =
  | { state: 'waiting' }
  | { state: 'made'; made: CreatedMirror }
  | { state: 'failed'; error: unknown }

/** Creates several mirrors, one after the other; one that fails does not keep the others from being made. */
export function useCreateMirrors() {
  const client = useQueryClient()
  const refresh = useRefreshMirrors()
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const mutation = useMutation({
    async mutationFn(requests: readonly MirrorRequest[]): Promise<Map<string, Outcome>> {
      const all = new Map<string, Outcome>(requests.map(({ name = '' }) => [name, { state: 'waiting' }]))
      for (const body of requests) {
        setOutcomes(new Map(all))
        const outcome = await call<CreatedMirror>('POST', MIRRORS, { body }).then(
          (made): Outcome => ({ state: 'made', made }),
          (error: unknown): Outcome => ({ state: 'failed', error }),
        )
        all.set(body.name ?? '', outcome)
      }
      setOutcomes(all)
      return all
    },
    onSuccess() {
      refresh()
      void client.invalidateQueries({ queryKey: ['discovery'] })
    },
  })
  return { ...mutation, outcomes }
}

/** What lives at the address of a remote now, and how long it took to say so. */
export function useAskRemote() {
  return useMutation({
    mutationFn: async (remote: string): Promise<{ found: Discovery; took: number }> => {
      const asked = Date.now()
      const found = await call<Discovery>('POST', `${ROOT}remote/`, { body: { remote } })
      return { found, took: Date.now() - asked }
    },
  })
}
