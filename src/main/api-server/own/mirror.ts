import { statfs } from 'node:fs/promises'
import * as z from 'zod'
import type { MirrorBody, MirrorPreview, MirrorRequest } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import type { FilterTerm } from '#engine/db/filter'
import { Repository, type RepositoryInstance } from '#engine/db/masters'
import type { AnyModel } from '#engine/db/model'
import { measuredRate } from '#engine/tasking/measured-rate'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { modelList } from '../list/model-list.ts'
import { accepted, type Answer, type Call, LARGE_BODY, ok, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { dispatchSync, type SyncOptions } from '../resource/sync.ts'
import { MirrorReader } from './mirror-body.ts'
import { createMirror, requireMirror } from './mirror-create.ts'
import { MirrorRequestSchema, planMirror, sourceOf } from './mirror-plan.ts'
import { PERMANENT, removeMirror } from './mirror-delete.ts'
import { growthOperation } from './growth.ts'
import { serveOperation } from './mirror-serve.ts'
import { quarantineOperation } from './quarantine.ts'
import { MirrorPreviewSchema, MirrorSchema } from './schema.ts'

const LIST = `${OWN_API_ROOT}mirrors/`
const ITEM = `${LIST}:id/`
const TAG = 'Mirrors'
const ONE = { description: 'The mirror.', name: 'Mirror', schema: MirrorSchema }
const TASK = { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted }

const syncSchema = z.strictObject({
  mirror: z.boolean().optional(),
  optimize: z.boolean().optional(),
  quarantine: z.boolean().optional(),
})

function mirrorList(context: ApiContext, reader: MirrorReader): ListSource<RepositoryInstance> {
  const types = context.engine.registry.plugins.map((plugin) => plugin.mirror.repository.type)
  const always: FilterTerm[] = [
    { field: 'pulp_type', lookup: 'in', value: types },
    { field: 'user_hidden', lookup: 'exact', value: false },
  ]
  const source = modelList(context, Repository as unknown as AnyModel, { always, render: () => [] })
  return {
    ...(source as unknown as ListSource<RepositoryInstance>),
    defaultOrder: [{ field: 'name', descending: false }],
    render: (repositories) => reader.bodies(repositories),
  }
}

/** Queues the sync of a mirror and answers the task's href. */
function sync(context: ApiContext, repository: RepositoryInstance, options: SyncOptions): string {
  const declaration = context.engine.registry.repositories.get(repository.pulp_type)
  if (!declaration) throw new TypeError(`no repository declaration for ${repository.pulp_type}`)
  // A mirror is what upstream has now; what upstream dropped stays in the older versions.
  return dispatchSync(context, declaration, repository, { mirror: true, ...options })
}

async function create(context: ApiContext, reader: MirrorReader, call: Call): Promise<Answer> {
  const { isHeavy = false, makesUnseen = false } = sourceOf(context, call.body)
  const apart = context.previewApart && isHeavy && !makesUnseen ? context.previewApart : null
  // What the preview refuses is not made either.
  await apart?.(call.body, call.signal)
  const planned = await planMirror(context, call.body, call.signal, { withoutPreview: makesUnseen || apart !== null })
  const repository = createMirror(context, planned)
  const task = sync(context, repository, planned.plan.syncOptions ?? {})
  const mirror: MirrorBody = reader.body(repository)
  return { status: 202, body: { mirror, task } }
}

async function preview(context: ApiContext, { body, signal }: Call): Promise<MirrorPreview> {
  if (context.previewApart && sourceOf(context, body).isHeavy) return await context.previewApart(body, signal)
  const { plan } = await planMirror(context, body, signal)
  return { name: plan.name, ...plan.preview }
}

/** Bytes that the data folder's disk has left for this user. */
async function freeSpace({ engine }: ApiContext): Promise<{ free?: number }> {
  try {
    const { bavail, bsize } = await statfs(engine.folder.root)
    return { free: bavail * bsize }
  } catch {
    return {}
  }
}

/** How fast the first sync may be: what was measured, unless the limit of downloads is lower. */
function expectedRate({ engine }: ApiContext, body: unknown): Pick<MirrorPreview, 'rate'> {
  const url = (body as MirrorRequest).input['url']
  const host = typeof url === 'string' && URL.canParse(url) ? new URL(url).host : null
  const measured = measuredRate(engine.catalogue, host)
  const limit = engine.control.rate
  if (limit > 0 && limit < (measured?.bytesPerSecond ?? Infinity))
    return { rate: { bytes_per_second: limit, from: 'limit' } }
  if (!measured) return {}
  return { rate: { bytes_per_second: measured.bytesPerSecond, from: measured.isOfHost ? 'host' : 'syncs' } }
}

export function mirrorOperations(context: ApiContext): Operation[] {
  const reader = new MirrorReader(context)
  const source = mirrorList(context, reader)
  const body = { name: 'MirrorRequest', schema: MirrorRequestSchema }
  return [
    {
      id: 'mirrors_list',
      method: 'GET',
      path: LIST,
      tag: TAG,
      summary: 'List mirrors',
      query: listParameters(source as unknown as ListSource<never>),
      answers: { 200: { ...ONE, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'mirrors_create',
      method: 'POST',
      path: LIST,
      tag: TAG,
      summary: 'Create a mirror, or sync the very same one again',
      body,
      bodyLimit: LARGE_BODY,
      answers: {
        202: {
          description: 'The mirror and its first sync.',
          name: 'MirrorCreated',
          schema: z.object({ mirror: MirrorSchema, task: z.string() }),
        },
      },
      run: (call) => create(context, reader, call),
    },
    {
      id: 'mirrors_preview',
      method: 'POST',
      path: `${LIST}preview/`,
      tag: TAG,
      summary: 'Say what a mirror would hold',
      body,
      bodyLimit: LARGE_BODY,
      answers: { 200: { description: 'The preview.', name: 'MirrorPreview', schema: MirrorPreviewSchema } },
      async run(call) {
        return ok({
          ...(await preview(context, call)),
          ...(await freeSpace(context)),
          ...expectedRate(context, call.body),
        })
      },
    },
    {
      id: 'mirrors_read',
      method: 'GET',
      path: ITEM,
      tag: TAG,
      summary: 'Show one mirror',
      answers: { 200: ONE },
      run: (call) => ok(reader.body(requireMirror(context, call.params.id ?? ''))),
    },
    serveOperation(context, reader, ITEM, TAG),
    quarantineOperation(context),
    growthOperation(context),
    {
      id: 'mirrors_delete',
      method: 'DELETE',
      path: ITEM,
      tag: TAG,
      summary: 'Move a mirror and all of its parts to the trash, or delete it for good',
      query: [PERMANENT],
      answers: { 202: TASK },
      run: (call) => removeMirror(context, call),
    },
    {
      id: 'mirrors_sync',
      method: 'POST',
      path: `${ITEM}sync/`,
      tag: TAG,
      summary: 'Sync a mirror',
      body: { name: 'MirrorSync', schema: syncSchema, required: false },
      answers: { 202: TASK },
      run(call) {
        const options = parseBody(syncSchema, call.body) as SyncOptions
        return accepted(sync(context, requireMirror(context, call.params.id ?? ''), options))
      },
    },
  ]
}
