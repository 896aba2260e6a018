import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { API_ROOT } from '#shared/wire'
import { unfinishedTasks, taskHref, workerHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { booleanValue, type Filter, fieldFilters } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { memoryList } from '../list/memory-list.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { APP_VERSIONS } from './follows.ts'
import type { Field } from '../resource/field.ts'

const LIST = `${API_ROOT}workers/`
const ITEM = `${LIST}:name/`

export const WorkerSchema = z.object({
  pulp_href: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  name: z.string(),
  last_heartbeat: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  current_task: z.string().nullable(),
})
export type WorkerBody = z.infer<typeof WorkerSchema>

/** The threads that run tasks. They live and die with this process, so they are always seen now. */
export function workerBodies(context: ApiContext): WorkerBody[] {
  const running = new Map(unfinishedTasks(context.engine.catalogue).map((task) => [task.worker, task]))
  const started = isoTime(context.started)
  const now = isoTime(Date.now())
  return context.workers().map((name) => {
    const task = running.get(name)
    return {
      pulp_href: workerHref(name),
      pulp_created: started,
      pulp_last_updated: now,
      name,
      last_heartbeat: now,
      versions: APP_VERSIONS,
      current_task: task ? taskHref(task.id) : null,
    }
  })
}

const FIELDS: readonly Field[] = [
  { name: 'name', column: 'name', type: 'text', nullable: false },
  { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false },
  { name: 'pulp_last_updated', column: 'pulp_last_updated', type: 'time', nullable: false },
  { name: 'last_heartbeat', column: 'last_heartbeat', type: 'time', nullable: false },
]

/** `online` and `missing`: threads that are gone are not listed, so all that are listed are online. */
function presenceFilter(name: string, holds: boolean): Filter {
  return {
    parameter: { name, schema: { type: 'boolean' } },
    terms: (values) =>
      booleanValue(name, values.at(-1) ?? '') === holds ? [] : [{ field: '', lookup: 'any', value: [] }],
  }
}

function workerList(context: ApiContext): ListSource<WorkerBody> {
  const filters = [
    ...FIELDS.flatMap((field) => fieldFilters(field, context.references)),
    presenceFilter('online', true),
    presenceFilter('missing', false),
  ]
  return memoryList(FIELDS, filters, () => workerBodies(context))
}

export function workerOperations(context: ApiContext): Operation[] {
  const source = workerList(context)
  const one = { description: 'The worker.', name: 'WorkerResponse', schema: WorkerSchema }
  return [
    {
      id: 'workers_list',
      method: 'GET',
      path: LIST,
      tag: 'Workers',
      summary: 'List workers',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'workers_read',
      method: 'GET',
      path: ITEM,
      href: { parameter: 'worker_href', prefix: ITEM },
      tag: 'Workers',
      summary: 'Show one worker',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run(call) {
        const worker = workerBodies(context).find(({ name }) => name === call.params.name)
        if (!worker) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return ok(chooseFields(worker, call.query))
      },
    },
  ]
}
