import * as z from 'zod'
import { TASK_STATES } from '#shared/api/task'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { Catalogue } from '#engine/db/catalogue'
import { countRows, listRows } from '#engine/db/table-query'
import { taskGroupTable } from '#engine/db/table/task'
import { forgetValues } from '#engine/secret/queued-secrets'
import { unfinishedInGroup } from '#engine/tasking/task-group'
import { getTask, taskGroupHref, taskHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldFilters } from '../list/filter.ts'
import { identityFilters } from '../list/model-list.ts'
import { idIn } from '../resource/reference.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'
import type { Field } from '../resource/field.ts'

const LIST = `${API_ROOT}task-groups/`
const ITEM = `${LIST}:pulp_id/`

const count = z.number().int()
const TaskGroupSchema = z.object({
  pulp_href: z.string(),
  prn: z.string(),
  description: z.string(),
  all_tasks_dispatched: z.boolean(),
  ...Object.fromEntries(TASK_STATES.map((state) => [state, count])),
  group_progress_reports: z.array(z.any()),
  tasks: z.array(z.object({ pulp_href: z.string(), name: z.string(), state: z.string() })),
})

type GroupRow = typeof taskGroupTable.$inferSelect

function groupBody(catalogue: Catalogue, group: GroupRow): unknown {
  const id = uuidToBlob(group.pulp_id)
  const tasks = catalogue
    .prepare('SELECT pulp_id, name, state FROM core_task WHERE task_group_id = ? ORDER BY pulp_id')
    .all(id) as { pulp_id: Buffer; name: string; state: string }[]
  const reports = catalogue
    .prepare(
      'SELECT message, code, total, done, suffix FROM core_groupprogressreport WHERE task_group_id = ? ORDER BY pulp_id',
    )
    .all(id)
  const inState = (state: string): number => tasks.filter((task) => task.state === state).length
  return {
    pulp_href: taskGroupHref(group.pulp_id),
    prn: formatPrn('core.taskgroup', group.pulp_id),
    description: group.description,
    all_tasks_dispatched: group.all_tasks_dispatched,
    ...Object.fromEntries(TASK_STATES.map((state) => [state, inState(state)])),
    group_progress_reports: reports,
    tasks: tasks.map(({ pulp_id, name, state }) => ({ pulp_href: taskHref(blobToUuid(pulp_id)), name, state })),
  }
}

const idOf = (text: string): string | null => idIn(text, LIST, 'core.taskgroup')

function groupList(context: ApiContext): ListSource<GroupRow> {
  const { catalogue } = context.engine
  const description: Field = { name: 'description', column: 'description', type: 'text', nullable: false }
  const created: Field = { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false }
  return {
    filters: [
      ...identityFilters((text) => idOf(text)),
      ...[description, created].flatMap((field) => fieldFilters(field, context.references)),
    ],
    orderable: new Map([description, created].map(({ name, column }) => [name, column])),
    defaultOrder: [{ field: 'pulp_id', descending: true }],
    key: (row) => row,
    count: (query) => countRows(catalogue, taskGroupTable, query.filters),
    rows: (query) => listRows(catalogue, taskGroupTable, query),
    render: (groups) => groups.map((group) => groupBody(catalogue, group)),
  }
}

/** @throws StillwaterError `api.not_found` (404) */
function requireGroup({ engine: { catalogue } }: ApiContext, call: Call): GroupRow {
  const id = call.params.pulp_id ?? ''
  const [group] = isUuid(id)
    ? listRows(catalogue, taskGroupTable, { filters: [{ field: 'pulp_id', lookup: 'exact', value: id }] })
    : []
  if (!group) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
  return group
}

const cancelSchema = z.strictObject({ state: z.literal('canceled') })

/** Cancelling twice is the same as once. @throws StillwaterError `task.group_ended` (409) */
function cancel(context: ApiContext, call: Call): Answer {
  parseBody(cancelSchema, call.body)
  const { catalogue } = context.engine
  const { pulp_id: id, description, all_tasks_dispatched: closed } = requireGroup(context, call)
  const waiting = unfinishedInGroup(catalogue, id).filter((task) => getTask(catalogue, task).state === 'waiting')
  if (context.scheduler.cancelGroup(id) === 0 && closed) {
    const canceled = catalogue.prepare("SELECT 1 FROM core_task WHERE task_group_id = ? AND state = 'canceled'")
    if (!canceled.get(uuidToBlob(id)))
      throw new StillwaterError('task.group_ended', { group: description }, { status: 409 })
  }
  for (const task of waiting) forgetValues(catalogue, task)
  return ok(groupBody(catalogue, requireGroup(context, call)))
}

export function taskGroupOperations(context: ApiContext): Operation[] {
  const source = groupList(context)
  const { catalogue } = context.engine
  const one = { description: 'The group.', name: 'TaskGroupResponse', schema: TaskGroupSchema }
  return [
    {
      id: 'task_groups_list',
      method: 'GET',
      path: LIST,
      tag: 'Task Groups',
      summary: 'List task groups',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'task_groups_read',
      method: 'GET',
      path: ITEM,
      href: { parameter: 'task_group_href', prefix: ITEM },
      tag: 'Task Groups',
      summary: 'Show one task group',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run: (call) => ok(chooseFields(groupBody(catalogue, requireGroup(context, call)), call.query)),
    },
    {
      id: 'task_groups_cancel',
      method: 'PATCH',
      path: ITEM,
      href: { parameter: 'task_group_href', prefix: ITEM },
      tag: 'Task Groups',
      summary: 'Cancel every task of a group that has not ended',
      body: { name: 'PatchedTaskGroupCancel', schema: cancelSchema },
      answers: { 200: one, 409: { description: 'All tasks have ended.' } },
      run: (call) => cancel(context, call),
    },
  ]
}
