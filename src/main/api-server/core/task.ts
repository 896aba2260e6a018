import * as z from 'zod'
import { isFinal, TASK_STATES, TaskBody } from '#shared/api/task'
import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { API_ROOT } from '#shared/wire'
import { uuidToBlob } from '#engine/db/column'
import type { FilterTerm } from '#engine/db/filter'
import { countRows, listRows } from '#engine/db/table-query'
import { taskTable } from '#engine/db/table/task'
import { forgetValues } from '#engine/secret/queued-secrets'
import { taskBody } from '#engine/tasking/task-body'
import { getTask, type TaskRow, taskPrn } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { type Filter, fieldFilters, splitList } from '../list/filter.ts'
import { identityFilters } from '../list/model-list.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { type Answer, type Call, noContent, ok, type Operation } from '../operation.ts'
import type { Field } from '../resource/field.ts'
import { idIn } from '../resource/reference.ts'

const LIST = `${API_ROOT}tasks/`
const ITEM = `${LIST}:pulp_id/`
const HREF = { parameter: 'task_href', prefix: ITEM }
const TAG = 'Tasks'
const ONE = { description: 'The task.', name: 'TaskResponse', schema: TaskBody }

const text = (name: string, nullable = false): Field => ({ name, column: name, type: 'text', nullable })
const time = (name: string, nullable = false): Field => ({ name, column: name, type: 'time', nullable })

const FIELDS: readonly Field[] = [
  text('state'),
  text('name'),
  text('logging_cid'),
  text('worker', true),
  time('pulp_created'),
  time('pulp_last_updated'),
  time('unblocked_at', true),
  time('started_at', true),
  time('finished_at', true),
  time('paused_at', true),
]

/** A worker is named by its href, or by its name. */
function byWorkerHref(filter: Filter): Filter {
  if (!filter.parameter.name.startsWith('worker')) return filter
  const nameOf = (given: string): string => given.replaceAll(/[^,]*\/workers\/([\w-]+)\/?(?=,|$)/g, '$1')
  return { ...filter, terms: (values) => filter.terms(values.map(nameOf)) }
}

/** Clients of Pulp ask for tasks that were skipped as well, such as for a summary; none ever is. */
const STATE_CHOICES: readonly string[] = [...TASK_STATES, 'skipped']

/** States are a choice, as in Pulp: a misspelt one must not look like a list without tasks. @throws ValidationError */
function byKnownState(filter: Filter): Filter {
  const { name } = filter.parameter
  if (!['state', 'state__ne', 'state__in'].includes(name)) return filter
  return {
    ...filter,
    terms(values) {
      const given = name === 'state__in' ? splitList(values) : values
      const value = given.find((one) => !STATE_CHOICES.includes(one))
      if (value !== undefined) throw fieldError(name, 'not_a_choice', { value, choices: STATE_CHOICES.join(', ') })
      return filter.terms(values)
    },
  }
}

/** Tasks by other rows that point at them; objects are named by href or PRN, other resources by their name. One, or any of several. */
function relatedFilters(context: ApiContext, name: string, sql: (count: number) => string): Filter[] {
  const prnOf = (given: string): string => {
    const named = context.references.parse(given)
    return named ? named.model.prnOf(named.id) : (context.references.parseVersion(given)?.prn ?? given)
  }
  const within = (given: readonly string[]): FilterTerm[] => [
    { field: 'pulp_id', lookup: 'within', value: { sql: sql(given.length), values: given.map(prnOf) } },
  ]
  return [
    { parameter: { name, schema: { type: 'string' } }, terms: (values) => within(values.slice(-1)) },
    {
      parameter: { name: `${name}__in`, schema: { type: 'array', items: { type: 'string' } } },
      terms: (values) => within(splitList(values)),
    },
  ]
}

/** Tasks by the task or group they belong to. */
function ownerFilter(name: string, column: string): Filter {
  return {
    parameter: { name, schema: { type: 'string', format: 'uri' } },
    terms(values): FilterTerm[] {
      const id = /([0-9a-f-]{36})\/?$/.exec(values.at(-1) ?? '')?.[1] ?? ''
      return [{ field: column, lookup: 'exact', value: isUuid(id) ? id : null }]
    },
  }
}

const places = (count: number): string => Array.from({ length: count }, () => '?').join(', ')
const reserved =
  (condition: string) =>
  (count: number): string =>
    `SELECT task_id FROM core_taskreservation WHERE resource IN (${places(count)})${condition}`
const created = (count: number): string => `SELECT task_id FROM core_createdresource WHERE prn IN (${places(count)})`

/** All tasks, newest first. */
function taskList(context: ApiContext): ListSource<typeof taskTable.$inferSelect> {
  const { catalogue } = context.engine
  return {
    filters: [
      ...identityFilters((given) => idIn(given, LIST, 'core.task')),
      ...FIELDS.flatMap((field) => fieldFilters(field, context.references))
        .map(byWorkerHref)
        .map(byKnownState),
      ownerFilter('parent_task', 'parent_task_id'),
      ownerFilter('task_group', 'task_group_id'),
      ...relatedFilters(context, 'reserved_resources', reserved('')),
      ...relatedFilters(context, 'exclusive_resources', reserved(' AND exclusive = 1')),
      ...relatedFilters(context, 'shared_resources', reserved(' AND exclusive = 0')),
      ...relatedFilters(context, 'created_resources', created),
    ],
    orderable: new Map(FIELDS.map((field) => [field.name, field.column])),
    defaultOrder: [{ field: 'pulp_id', descending: true }],
    count: (query) => countRows(catalogue, taskTable, query.filters),
    key: (row) => row,
    rows: (query) => listRows(catalogue, taskTable, query),
    render: (rows) => rows.map((row) => taskBody(catalogue, getTask(catalogue, row.pulp_id))),
  }
}

/** @throws StillwaterError `api.not_found` (404) */
function requireTask(context: ApiContext, call: Call): TaskRow {
  const id = call.params.pulp_id ?? ''
  if (!isUuid(id)) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
  return getTask(context.engine.catalogue, id)
}

const cancelSchema = z.strictObject({ state: z.literal('canceled') })

/** Cancelling twice is the same as cancelling once. @throws StillwaterError `task.illegal_transition` (409) */
function cancel(context: ApiContext, call: Call): Answer {
  parseBody(cancelSchema, call.body)
  const { id, state } = requireTask(context, call)
  const { catalogue } = context.engine
  if (state !== 'canceling') context.scheduler.cancel(id)
  if (state === 'waiting') forgetValues(catalogue, id)
  return ok(taskBody(catalogue, getTask(catalogue, id)))
}

/** @throws StillwaterError `task.illegal_transition` (409) for a task that has not ended */
function remove(context: ApiContext, call: Call): Answer {
  const { id, state } = requireTask(context, call)
  if (!isFinal(state))
    throw new StillwaterError('task.illegal_transition', { from: state, to: 'deleted' }, { status: 409 })
  context.engine.catalogue.prepare('DELETE FROM core_task WHERE pulp_id = ?').run(uuidToBlob(id))
  context.engine.emit({ type: 'task', action: 'deleted', href: `${LIST}${id}/`, prn: taskPrn(id) })
  return noContent()
}

export function taskOperations(context: ApiContext): Operation[] {
  const source = taskList(context)
  return [
    {
      id: 'tasks_list',
      method: 'GET',
      path: LIST,
      tag: TAG,
      summary: 'List tasks',
      query: listParameters(source),
      answers: { 200: { ...ONE, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'tasks_read',
      method: 'GET',
      path: ITEM,
      href: HREF,
      tag: TAG,
      summary: 'Show one task',
      query: FIELD_PARAMETERS,
      answers: { 200: ONE },
      run: (call) => ok(chooseFields(taskBody(context.engine.catalogue, requireTask(context, call)), call.query)),
    },
    {
      id: 'tasks_cancel',
      method: 'PATCH',
      path: ITEM,
      href: HREF,
      tag: TAG,
      summary: 'Cancel a task',
      body: { name: 'PatchedTaskCancel', schema: cancelSchema },
      answers: { 200: ONE, 409: { description: 'The task has ended.' } },
      run: (call) => cancel(context, call),
    },
    {
      id: 'tasks_delete',
      method: 'DELETE',
      path: ITEM,
      href: HREF,
      tag: TAG,
      summary: 'Delete a task that has ended',
      answers: { 204: { description: 'Gone.' } },
      run: (call) => remove(context, call),
    },
  ]
}
