import * as z from 'zod'
import { TrashBody } from '#shared/api/storage'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { Repository } from '#engine/db/masters'
import { repositorySize } from '#engine/repository/repository-size'
import { assertDeletable } from '#engine/repository/delete-version'
import { countVersions, getVersion, hasVersion } from '#engine/repository/version'
import { moveToTrash } from '#engine/trash/move-to-trash'
import { emptyTrash, trashReservations } from '#engine/trash/purge-trash'
import { assertRestorable, restoreTrash } from '#engine/trash/restore-trash'
import { getTrash, listTrash, TRASH, type TrashEntry, trashHref } from '#engine/trash/trash-store'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { accepted, type Call, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { TaskAccepted } from '../resource/schema.ts'

const ITEM = `${TRASH}:id/`
const TAG = 'Trash'
const TASK = { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted }

async function bodyOf({ engine, reader }: ApiContext, entry: TrashEntry): Promise<TrashBody> {
  const { catalogue } = engine
  const version =
    entry.versionId !== null && hasVersion(catalogue, entry.versionId) ? getVersion(catalogue, entry.versionId) : null
  return {
    pulp_href: trashHref(entry.id),
    pulp_created: isoTime(entry.created),
    expires: isoTime(entry.expires),
    kind: entry.versionId === null ? 'mirror' : 'version',
    name: entry.name,
    pulp_type: Repository.get(catalogue, entry.repositoryId).pulp_type,
    version: version?.number ?? null,
    versions_count: countVersions(catalogue, entry.repositoryId),
    stored: (await repositorySize(reader, entry.repositoryId)).disk,
    base_paths: entry.kept
      .filter(({ table }) => table === 'core_distribution')
      .map(({ values }) => String(values['base_path'])),
  }
}

/** @throws StillwaterError `trash.gone` (404) */
function entryOf({ engine }: ApiContext, call: Call): TrashEntry {
  const id = call.params.id ?? ''
  if (!isUuid(id)) throw new StillwaterError('trash.gone', {}, { status: 404 })
  return getTrash(engine.catalogue, id)
}

const versionSchema = z.strictObject({
  version: z.string().meta({ description: 'Href or PRN of a repository version.' }),
})

function trashVersion(context: ApiContext, call: Call): string {
  const { engine, references } = context
  const { version: named } = parseBody(versionSchema, call.body)
  const version = references.requireVersion('version', named)
  assertDeletable(engine, version)
  const input = {
    repository: version.repositoryId,
    version: version.id,
    distributions: [],
    remote: null,
    keep: Math.max(1, engine.settings.TRASH_PROTECTION_TIME),
  }
  return dispatchTask(engine, moveToTrash, input, {
    exclusive: [Repository.get(engine.catalogue, version.repositoryId).cast()],
  })
}

function empty({ engine }: ApiContext, entries: readonly TrashEntry[] | null): string {
  const exclusive = trashReservations(engine, entries ?? listTrash(engine.catalogue))
  return dispatchTask(engine, emptyTrash, { entries: entries && entries.map(({ id }) => id) }, { exclusive })
}

/** What was deleted and can be brought back. */
export function trashOperations(context: ApiContext): Operation[] {
  const { engine } = context
  return [
    {
      id: 'trash_list',
      method: 'GET',
      path: TRASH,
      tag: TAG,
      summary: 'List what lies in the trash, the newest first',
      answers: { 200: { description: 'The entries.', schema: z.array(TrashBody) } },
      run: async () => ok(await Promise.all(listTrash(engine.catalogue).map((entry) => bodyOf(context, entry)))),
    },
    {
      id: 'trash_create',
      method: 'POST',
      path: TRASH,
      tag: TAG,
      summary: 'Move a version of a repository to the trash',
      body: { name: 'TrashVersion', schema: versionSchema },
      answers: { 202: TASK },
      run: (call) => accepted(trashVersion(context, call)),
    },
    {
      id: 'trash_empty',
      method: 'DELETE',
      path: TRASH,
      tag: TAG,
      summary: 'Delete everything in the trash for good',
      answers: { 202: TASK },
      run: () => accepted(empty(context, null)),
    },
    {
      id: 'trash_restore',
      method: 'POST',
      path: `${ITEM}restore/`,
      tag: TAG,
      summary: 'Bring something back from the trash, as it was',
      answers: { 202: TASK },
      run(call) {
        const entry = entryOf(context, call)
        assertRestorable(engine.catalogue, entry)
        const exclusive = trashReservations(engine, [entry])
        return accepted(dispatchTask(engine, restoreTrash, { trash: entry.id }, { exclusive }))
      },
    },
    {
      id: 'trash_delete',
      method: 'DELETE',
      path: ITEM,
      tag: TAG,
      summary: 'Delete one thing in the trash for good',
      answers: { 202: TASK },
      run: (call) => accepted(empty(context, [entryOf(context, call)])),
    },
  ]
}
