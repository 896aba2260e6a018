import { statfs } from 'node:fs/promises'
import * as z from 'zod'
import { StorageBody } from '#shared/api/storage'
import { OWN_API_ROOT } from '#shared/wire'
import { Repository } from '#engine/db/masters'
import { ORPHAN_CLEANUP } from '#engine/housekeeping/orphan-cleanup'
import { cleanUp, CleanUpPlan, forecastCleanUp } from '#engine/storage/clean-up'
import { catalogueSize, measureStorage, type StorageDetail } from '#engine/storage/survey'
import { newestSurvey, storageTrend } from '#engine/storage/survey-store'
import { taskHref } from '#engine/tasking/task-store'
import { trashReservations } from '#engine/trash/purge-trash'
import { listTrash } from '#engine/trash/trash-store'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { accepted, type Call, MEBIBYTE, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { TaskAccepted } from '../resource/schema.ts'

const PATH = `${OWN_API_ROOT}storage/`
const TAG = 'Storage'
const MEGABYTE = 1_000_000
const TASK = { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted }

const NOTHING: StorageDetail = {
  stored: 0,
  files: 0,
  shared: 0,
  unused: 0,
  mirrors: [],
  types: [],
  ages: [],
  folders: { manifest: 0, partial: 0, upload: 0, temporary: 0, log: 0 },
  catalogue: 0,
}

/** Mirrors by the names they have now; what is gone since the measurement is left out, as are the hidden ones that hold nothing of a user's. */
function mirrorsOf({ engine }: ApiContext, detail: StorageDetail): StorageBody['mirrors'] {
  const ids = detail.mirrors.map(({ repository }) => repository)
  const found = new Map(Repository.list(engine.catalogue, { ids }).map((one) => [one.pulp_id, one]))
  const trash = new Map(
    listTrash(engine.catalogue).flatMap((one) => (one.versionId === null ? [[one.repositoryId, one.name]] : [])),
  )
  return detail.mirrors.flatMap(({ repository, stored, own, files, onDemand, unknown }) => {
    const one = found.get(repository)
    if (!one || (one.user_hidden && !trash.has(repository))) return []
    const size = { stored, own, files, not_downloaded: onDemand, unknown }
    const name = trash.get(repository) ?? one.name
    return [{ id: repository, name, pulp_type: one.pulp_type, ...size, in_trash: trash.has(repository) }]
  })
}

async function storage(context: ApiContext): Promise<StorageBody> {
  const { catalogue, folder, settings } = context.engine
  const newest = newestSurvey(catalogue)
  const detail = newest?.detail ?? NOTHING
  const { bavail, blocks, bsize } = await statfs(folder.root)
  return {
    ...detail,
    measured: newest && isoTime(newest.at),
    mirrors: mirrorsOf(context, detail),
    catalogue: await catalogueSize(folder.catalogue),
    disk: { free: bavail * bsize, size: blocks * bsize },
    budget: settings.STORAGE_BUDGET_MB * MEGABYTE,
    min_free: settings.MIN_FREE_SPACE_MB * MEGABYTE,
    trash: { entries: listTrash(catalogue).length },
    trend: storageTrend(catalogue).map((point) => ({ ...point, at: isoTime(point.at) })),
  }
}

const repositories = z.array(z.string()).min(1).meta({ description: 'Repositories, or * alone for all.' })
const planSchema = z.strictObject({
  trash: z.boolean().default(false).meta({ description: 'Deletes what lies in the trash for good.' }),
  versions: z
    .strictObject({ repositories, keep: z.number().int().min(1).meta({ description: 'Newest versions that stay.' }) })
    .nullable()
    .default(null)
    .meta({ description: 'Deletes old versions; those that are being served stay.' }),
  reclaim: z
    .strictObject({ repositories })
    .nullable()
    .default(null)
    .meta({ description: 'Removes files that can be fetched again.' }),
  unused: z
    .strictObject({
      protection: CleanUpPlan.shape.unused.unwrap().shape.protection.default(null).meta({
        description: 'Minutes for which nobody must have wanted a file; the setting unless given.',
      }),
    })
    .nullable()
    .default(null)
    .meta({ description: 'Removes what nothing uses.' }),
})

/** Ids of the repositories that are named. @throws ValidationError on `field` */
function idsOf({ engine, references }: ApiContext, field: string, named: readonly string[]): string[] {
  if (!named.includes('*')) return [...new Set(named.map((one) => references.require(field, one, 'repository').id))]
  if (named.length > 1) throw fieldError(field, 'star_alone')
  return Repository.list(engine.catalogue, { where: { user_hidden: false } }).map(({ pulp_id }) => pulp_id)
}

/** The plan that a request means. @throws ValidationError */
function planOf(context: ApiContext, call: Call): CleanUpPlan {
  const given = parseBody(planSchema, call.body) as z.infer<typeof planSchema>
  const { trash, versions, reclaim, unused } = given
  if (!trash && !versions && !reclaim && !unused) throw fieldError('unused', 'nothing_to_do')
  return {
    trash,
    unused,
    versions: versions && { ...versions, repositories: idsOf(context, 'versions', versions.repositories) },
    reclaim: reclaim && { repositories: idsOf(context, 'reclaim', reclaim.repositories) },
  }
}

/** What a clean-up changes, and what it reads. */
function reservations({ engine }: ApiContext, plan: CleanUpPlan): { exclusive: string[]; shared: string[] } {
  const { catalogue } = engine
  const prns = (ids: readonly string[]): string[] => ids.map((id) => Repository.get(catalogue, id).cast().prn)
  return {
    exclusive: [
      ...(plan.unused ? [ORPHAN_CLEANUP] : []),
      ...prns(plan.versions?.repositories ?? []),
      ...(plan.trash ? trashReservations(engine, listTrash(catalogue)) : []),
    ],
    shared: prns(plan.reclaim?.repositories ?? []),
  }
}

/** What takes space, and giving it back. */
export function storageOperations(context: ApiContext): Operation[] {
  const { engine } = context
  const body = { name: 'CleanUp', schema: planSchema }
  return [
    {
      id: 'storage_read',
      method: 'GET',
      path: PATH,
      tag: TAG,
      summary: 'Show what takes space, as last measured',
      answers: { 200: { description: 'The sizes.', name: 'Storage', schema: StorageBody } },
      run: async () => ok(await storage(context)),
    },
    {
      id: 'storage_measure',
      method: 'POST',
      path: `${PATH}measure/`,
      tag: TAG,
      summary: 'Measure what takes space',
      answers: { 202: TASK },
      run: () => accepted(taskHref(measureStorage(engine))),
    },
    {
      id: 'storage_forecast',
      method: 'POST',
      path: `${PATH}forecast/`,
      tag: TAG,
      summary: 'Say what a clean-up would give back, to the byte',
      body,
      bodyLimit: MEBIBYTE,
      answers: { 202: TASK },
      run: (call) => accepted(dispatchTask(engine, forecastCleanUp, planOf(context, call), {})),
    },
    {
      id: 'storage_clean_up',
      method: 'POST',
      path: `${PATH}clean-up/`,
      tag: TAG,
      summary: 'Give space back',
      body,
      bodyLimit: MEBIBYTE,
      answers: { 202: TASK },
      run(call) {
        const plan = planOf(context, call)
        return accepted(dispatchTask(engine, cleanUp, plan, reservations(context, plan)))
      },
    },
  ]
}
