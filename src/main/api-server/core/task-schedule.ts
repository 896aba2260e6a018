/** Pulp's view of our schedules: read-only, as Pulp's own are. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import { Repository } from '#engine/db/masters'
import { type ScheduleRow, scheduleTable } from '#engine/db/table/schedule'
import { listRows } from '#engine/db/table-query'
import { taskHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { fieldFilters } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters } from '../list/list.ts'
import { memoryList } from '../list/memory-list.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'

const LIST = `${API_ROOT}task-schedules/`
const ITEM = `${LIST}:pulp_id/`

const uri = z.string().meta({ format: 'uri' })
const TaskScheduleSchema = z.object({
  pulp_href: uri,
  prn: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  name: z.string(),
  task_name: z.string(),
  dispatch_interval: z.string().nullable().meta({ description: 'Seconds; null when the clock decides.' }),
  next_dispatch: z.iso.datetime().nullable(),
  last_task: uri.nullable(),
})

const FIELDS: readonly Field[] = [
  { name: 'name', column: 'name', type: 'text', nullable: false },
  { name: 'task_name', column: 'task_name', type: 'text', nullable: false },
  { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false },
  { name: 'next_dispatch', column: 'next_dispatch', type: 'time', nullable: true },
]

function bodyOf({ engine }: ApiContext, row: ScheduleRow): z.infer<typeof TaskScheduleSchema> {
  const repository = Repository.get(engine.catalogue, row.repository_id)
  return {
    pulp_href: `${LIST}${row.pulp_id}/`,
    prn: formatPrn('core.taskschedule', row.pulp_id),
    pulp_created: isoTime(row.pulp_created),
    pulp_last_updated: isoTime(row.pulp_last_updated),
    name: repository.name,
    task_name: engine.registry.repositories.get(repository.pulp_type)?.sync.id ?? '',
    dispatch_interval: row.interval === null ? null : String(row.interval),
    next_dispatch: row.next_run === null ? null : isoTime(row.next_run),
    last_task: row.last_task_id && taskHref(row.last_task_id),
  }
}

/** `task_schedules_list` and `task_schedules_read`. */
export function taskScheduleOperations(context: ApiContext): Operation[] {
  const bodies = (): z.infer<typeof TaskScheduleSchema>[] =>
    listRows(context.engine.catalogue, scheduleTable).map((row) => bodyOf(context, row))
  const filters = FIELDS.flatMap((field) => fieldFilters(field, context.references))
  const source = memoryList(FIELDS, filters, bodies)
  const one = { description: 'The schedule.', name: 'TaskScheduleResponse', schema: TaskScheduleSchema }
  return [
    {
      id: 'task_schedules_list',
      method: 'GET',
      path: LIST,
      tag: 'Task Schedules',
      summary: 'List what runs by itself',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'task_schedules_read',
      method: 'GET',
      path: ITEM,
      href: { parameter: 'task_schedule_href', prefix: ITEM },
      tag: 'Task Schedules',
      summary: 'Show one schedule',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run(call) {
        const found = bodies().find(({ pulp_href }) => pulp_href === `${LIST}${call.params.pulp_id ?? ''}/`)
        if (!found) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return ok(chooseFields(found, call.query))
      },
    },
  ]
}
