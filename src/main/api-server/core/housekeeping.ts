import * as z from 'zod'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { handleArtifactChecksums, STORED_CHECKSUMS } from '#engine/artifact/stored-checksums'
import { ORPHAN_CLEANUP, orphanCleanup } from '#engine/housekeeping/orphan-cleanup'
import { FINAL_STATES, purgeTasks } from '#engine/housekeeping/purge-tasks'
import { reclaimSpace } from '#engine/housekeeping/reclaim-space'
import { REPAIR_COUNTS, repairCounts } from '#engine/housekeeping/repair-counts'
import { repair, REPAIR } from '#engine/housekeeping/repair'
import { Repository } from '#engine/db/masters'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { accepted, type Answer, type AnswerDescription, type Call, MEBIBYTE, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'

const DAY = 24 * 60 * 60 * 1000
/** Milliseconds for which finished tasks are kept when nothing else is asked for. Source: pulpcore's PurgeSerializer. */
const PURGE_AGE = 30 * DAY

const answers = (description: string): Record<number, AnswerDescription> => ({
  202: { description, name: 'AsyncOperationResponse', schema: TaskAccepted },
})

const cleanupSchema = z.strictObject({
  content_hrefs: z.array(z.string()).nullable().default(null).meta({ description: 'The only units to look at.' }),
  orphan_protection_time: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .meta({ description: 'Minutes for which nobody must have wanted a unit or file; the setting unless given.' }),
})

function cleanUp({ engine, references }: ApiContext, call: Call): Answer {
  const { content_hrefs, orphan_protection_time } = parseBody(cleanupSchema, call.body)
  const content = content_hrefs?.map((href) => references.require('content_hrefs', href, 'content').id) ?? null
  const input = { content, protection: orphan_protection_time }
  return accepted(dispatchTask(engine, orphanCleanup, input, { exclusive: [ORPHAN_CLEANUP] }))
}

/** Body of a repair, of everything or of one version. */
export const repairSchema = z.strictObject({
  verify_checksums: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether to read every byte, not only to look at sizes.' }),
})

function repairAll({ engine }: ApiContext, call: Call): Answer {
  const { verify_checksums } = parseBody(repairSchema, call.body)
  return accepted(dispatchTask(engine, repair, { version: null, verify_checksums }, { exclusive: [REPAIR] }))
}

const countsSchema = z.strictObject({
  dry_run: z.boolean().default(false).meta({ description: 'Only counts the versions that are wrong.' }),
})

function repairVersionCounts({ engine }: ApiContext, call: Call): Answer {
  // No version may be made or deleted while it is counted.
  const repositories = Repository.list(engine.catalogue, {}).map((one) => one.cast())
  return accepted(
    dispatchTask(engine, repairCounts, parseBody(countsSchema, call.body), {
      exclusive: [REPAIR_COUNTS],
      shared: repositories,
    }),
  )
}

const reclaimSchema = z.strictObject({
  repo_hrefs: z.array(z.string()).min(1).meta({ description: 'Repositories, or * alone for all.' }),
  repo_versions_keeplist: z.array(z.string()).default([]).meta({ description: 'Versions whose files stay.' }),
})

function reclaim({ engine, references }: ApiContext, call: Call): Answer {
  const { repo_hrefs, repo_versions_keeplist } = parseBody(reclaimSchema, call.body)
  const all = repo_hrefs.includes('*')
  if (all && repo_hrefs.length > 1) throw fieldError('repo_hrefs', 'star_alone')
  const repositories = all
    ? Repository.list(engine.catalogue, { where: { user_hidden: false } }).map((one) => one.cast())
    : repo_hrefs.map((href) => {
        const { model, id } = references.require('repo_hrefs', href, 'repository')
        return model.get(engine.catalogue, id)
      })
  const input = {
    repositories: repositories.map((one) => one.pulp_id),
    keep: repo_versions_keeplist.map((href) => references.requireVersion('repo_versions_keeplist', href).id),
  }
  return accepted(dispatchTask(engine, reclaimSpace, input, { shared: repositories }))
}

const purgeSchema = z.strictObject({
  finished_before: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()])
    .optional()
    .meta({ description: 'Tasks that ended before this time; 30 days ago unless given.' }),
  states: z
    .array(z.enum(FINAL_STATES))
    .min(1)
    .default(['completed'])
    .meta({ description: 'Only tasks that ended like this.' }),
})

function purge({ engine }: ApiContext, call: Call): Answer {
  const { finished_before, states } = parseBody(purgeSchema, call.body)
  const time = finished_before === undefined ? Date.now() - PURGE_AGE : Date.parse(finished_before)
  return accepted(dispatchTask(engine, purgeTasks, { finished_before: time, states }, {}))
}

const checksumSchema = z.strictObject({
  report: z.boolean().default(false).meta({ description: 'Only says what there is to do.' }),
})

/** What keeps the data folder tidy and whole. */
export function housekeepingOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'orphans_cleanup_cleanup',
      method: 'POST',
      path: `${API_ROOT}orphans/cleanup/`,
      tag: 'Orphans',
      summary: 'Remove content that is in no version, and files that nothing uses',
      body: { name: 'OrphansCleanup', schema: cleanupSchema, required: false },
      bodyLimit: 16 * MEBIBYTE,
      answers: answers('The clean-up.'),
      run: (call) => cleanUp(context, call),
    },
    {
      id: 'artifact_checksums_handle',
      method: 'POST',
      path: `${OWN_API_ROOT}artifact-checksums/`,
      tag: 'Artifacts',
      summary: 'Give stored files the checksums that are allowed now',
      body: { name: 'ArtifactChecksums', schema: checksumSchema, required: false },
      answers: answers('The update.'),
      run(call) {
        const input = parseBody(checksumSchema, call.body)
        return accepted(dispatchTask(context.engine, handleArtifactChecksums, input, { exclusive: [STORED_CHECKSUMS] }))
      },
    },
    {
      id: 'repair_post',
      method: 'POST',
      path: `${API_ROOT}repair/`,
      tag: 'Repair',
      summary: 'Fetch missing and damaged files again',
      body: { name: 'Repair', schema: repairSchema, required: false },
      answers: answers('The repair.'),
      run: (call) => repairAll(context, call),
    },
    {
      id: 'datarepair_7272_post',
      method: 'POST',
      path: `${API_ROOT}datarepair/7272/`,
      tag: 'Datarepair: 7272',
      summary: 'Count again what each version holds, and correct what it tells',
      body: { name: 'DataRepair7272', schema: countsSchema, required: false },
      answers: answers('The repair.'),
      run: (call) => repairVersionCounts(context, call),
    },
    {
      id: 'repositories_reclaim_space_reclaim',
      method: 'POST',
      path: `${API_ROOT}repositories/reclaim_space/`,
      tag: 'Repositories: Reclaim-Space',
      summary: 'Remove files that can be fetched again',
      body: { name: 'ReclaimSpace', schema: reclaimSchema },
      answers: answers('The removal.'),
      run: (call) => reclaim(context, call),
    },
    {
      id: 'tasks_purge',
      method: 'POST',
      path: `${API_ROOT}tasks/purge/`,
      tag: 'Tasks',
      summary: 'Delete the records of tasks that ended long ago',
      body: { name: 'Purge', schema: purgeSchema, required: false },
      answers: answers('The purge.'),
      run: (call) => purge(context, call),
    },
  ]
}
