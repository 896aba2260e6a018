/** Giving space back on purpose, and saying beforehand how much: a forecast is the very clean-up, rehearsed on a copy of the catalogue. */
import * as z from 'zod'
import { Repository } from '../db/masters.ts'
import { removeOrphans } from '../housekeeping/orphan-cleanup.ts'
import { reclaim } from '../housekeeping/reclaim-space.ts'
import { dropOldVersions } from '../repository/retention.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { purgeTrash } from '../trash/purge-trash.ts'
import { type Freed, MeasuredStorage } from './measured-storage.ts'
import { rehearse } from './rehearsal.ts'

/** What a clean-up is to do, in this order. */
export const CleanUpPlan = z.object({
  /** Deletes what lies in the trash for good. */
  trash: z.boolean(),
  /** Deletes all but the newest versions of repositories. */
  versions: z.object({ repositories: z.array(z.string()), keep: z.number().int().min(1) }).nullable(),
  /** Removes files that can be fetched again. */
  reclaim: z.object({ repositories: z.array(z.string()) }).nullable(),
  /** Removes what nothing uses and nobody wanted for so many minutes; null for the setting. */
  unused: z.object({ protection: z.number().int().min(0).nullable() }).nullable(),
})
export type CleanUpPlan = z.infer<typeof CleanUpPlan>

export const CLEAN_UP_STEPS = ['trash', 'versions', 'reclaim', 'unused'] as const
export type CleanUpStep = (typeof CLEAN_UP_STEPS)[number]

export interface CleanUpResult {
  /** Bytes of files that leave the disk. */
  bytes: number
  files: number
  /** Each step that was asked for, with what it takes: objects, versions or units, and files. */
  steps: { step: CleanUpStep; count: number; files: number; bytes: number }[]
}

/** Runs one step and answers how many things it took. */
type Step = (context: TaskContext, plan: CleanUpPlan, manifests: MeasuredStorage) => Promise<number>

const STEPS: Readonly<Record<CleanUpStep, Step>> = {
  trash: async (context, { trash }) => (trash ? purgeTrash(context, null) : 0),
  versions: async (context, { versions }) =>
    (versions?.repositories ?? [])
      .filter((id) => Repository.find(context.catalogue, { pulp_id: id }))
      .reduce((sum, id) => sum + dropOldVersions(context, id, versions?.keep ?? 1), 0),
  reclaim: async (context, plan) =>
    (await reclaim(context, { repositories: plan.reclaim?.repositories ?? [], keep: [] })).artifacts,
  unused: async (context, { unused }, manifests) =>
    (await removeOrphans(context, { content: null, protection: unused?.protection ?? null }, manifests)).content,
}

async function carryOut(
  context: TaskContext,
  plan: CleanUpPlan,
  freed: Freed,
  manifests: MeasuredStorage,
): Promise<CleanUpResult> {
  const steps: CleanUpResult['steps'] = []
  for (const step of CLEAN_UP_STEPS.filter((one) => plan[one])) {
    const before = { ...freed }
    const count = await STEPS[step](context, plan, manifests)
    steps.push({ step, count, files: freed.files - before.files, bytes: freed.bytes - before.bytes })
  }
  return { ...freed, steps }
}

/** Gives back the space that the plan names. The caller reserves the repositories of `versions` exclusively. */
export const cleanUp = defineTask<CleanUpPlan, CleanUpResult>({
  id: 'core.clean_up',
  version: 1,
  input: CleanUpPlan,
  run(context, plan) {
    const freed: Freed = { bytes: 0, files: 0 }
    const { root } = context.folder
    const storage = new MeasuredStorage(root, 'artifact', freed, null)
    const manifests = new MeasuredStorage(root, 'manifest/object', freed, null)
    return carryOut({ ...context, storage }, plan, freed, manifests)
  },
})

/** Says what a clean-up would give back, to the byte, and changes nothing. */
export const forecastCleanUp = defineTask<CleanUpPlan, CleanUpResult>({
  id: 'core.forecast_clean_up',
  version: 1,
  input: CleanUpPlan,
  run: (context, plan) =>
    rehearse(context, (rehearsal) => {
      const freed: Freed = { bytes: 0, files: 0 }
      const { root } = context.folder
      const storage = new MeasuredStorage(root, 'artifact', freed, rehearsal.catalogue)
      const manifests = new MeasuredStorage(root, 'manifest/object', freed, rehearsal.catalogue)
      return carryOut({ ...rehearsal, storage }, plan, freed, manifests)
    }),
})
