import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { describeError } from '#shared/i18n/format'
import { isUuid } from '#shared/id'
import { countRows, listRows } from '#engine/db/table-query'
import { type ScheduleRow, scheduleTable } from '#engine/db/table/schedule'
import { isTimeZone, nextRun, nextRuns } from '#engine/schedule/next-run'
import {
  deleteSchedule,
  getSchedule,
  insertSchedule,
  scheduleHref,
  schedulePrn,
  SCHEDULES,
  type ScheduleValues,
  updateSchedule,
} from '#engine/schedule/schedule-store'
import { taskHref } from '#engine/tasking/task-store'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldFilters } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { identityFilters } from '../list/model-list.ts'
import { fieldError, requestMessage } from '../message.ts'
import { type Call, created, noContent, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'
import { idIn } from '../resource/reference.ts'

const ITEM = `${SCHEDULES}:pulp_id/`
const HREF = { parameter: 'schedule_href', prefix: ITEM }
const MINUTE = 60
const YEAR = 366 * 24 * 60 * MINUTE

const uri = z.string().meta({ format: 'uri' })
const cron = z.string().trim().max(200)
const timezone = z.string().refine(isTimeZone, { error: () => requestMessage('bad_timezone') })
/** Seconds. */
const interval = z.number().int().min(MINUTE).max(YEAR)

const ScheduleSchema = z.object({
  pulp_href: uri,
  prn: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  repository: uri.nullable(),
  cron: z.string().nullable(),
  interval: z.number().nullable(),
  timezone: z.string().nullable(),
  enabled: z.boolean(),
  mirror: z.boolean(),
  next_run: z.iso.datetime().nullable(),
  last_task: uri.nullable(),
  error: z.object({ code: z.string(), description: z.string(), advice: z.string().nullable() }).nullable(),
})

const writeSchema = z.strictObject({
  repository: uri,
  cron: cron.nullable().optional(),
  interval: interval.nullable().optional(),
  /** IANA name of the zone of the cron fields; null for that of the machine. */
  timezone: timezone.nullable().optional(),
  enabled: z.boolean().optional(),
  mirror: z.boolean().optional(),
})
const patchSchema = writeSchema.partial()
type Patch = z.infer<typeof patchSchema>

const FIELDS: readonly Field[] = [
  { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false },
  { name: 'repository', column: 'repository_id', type: 'reference', nullable: false, target: 'repository' },
  { name: 'enabled', column: 'enabled', type: 'boolean', nullable: false },
  { name: 'next_run', column: 'next_run', type: 'time', nullable: true },
]

function scheduleBody(context: ApiContext, row: ScheduleRow): z.infer<typeof ScheduleSchema> {
  const described = row.error && describeError(row.error)
  return {
    pulp_href: scheduleHref(row.pulp_id),
    prn: schedulePrn(row.pulp_id),
    pulp_created: isoTime(row.pulp_created),
    pulp_last_updated: isoTime(row.pulp_last_updated),
    repository: context.references.href('repository', row.repository_id),
    cron: row.cron,
    interval: row.interval,
    timezone: row.timezone,
    enabled: row.enabled,
    mirror: row.mirror,
    next_run: row.next_run === null ? null : isoTime(row.next_run),
    last_task: row.last_task_id && taskHref(row.last_task_id),
    error: row.error && {
      code: row.error.code,
      description: described?.description ?? row.error.code,
      advice: described?.advice ?? null,
    },
  }
}

/** Columns after the change. @throws ValidationError naming the field */
function changed(context: ApiContext, before: ScheduleValues | null, patch: Patch): ScheduleValues {
  const rhythm = rhythmOf(before, patch)
  const enabled = patch.enabled ?? before?.enabled ?? true
  const repository =
    patch.repository === undefined
      ? (before?.repository_id ?? '')
      : context.references.require('repository', patch.repository, 'repository').id
  const next = nextRun(rhythm, Date.now())
  if (next === null) throw fieldError('cron', 'bad_cron', { value: rhythm.cron ?? '' })
  const same =
    before?.enabled &&
    before.cron === rhythm.cron &&
    before.interval === rhythm.interval &&
    before.timezone === rhythm.timezone
  return {
    repository_id: repository,
    ...rhythm,
    enabled,
    mirror: patch.mirror ?? before?.mirror ?? true,
    next_run: !enabled ? null : same ? before.next_run : next,
    last_task_id: before?.last_task_id ?? null,
    error: before?.error ?? null,
  }
}

/** Exactly one of the two; one that is given replaces the other. */
function rhythmOf(
  before: Pick<ScheduleValues, 'cron' | 'interval' | 'timezone'> | null,
  patch: Pick<Patch, 'cron' | 'interval' | 'timezone'>,
): Pick<ScheduleValues, 'cron' | 'interval' | 'timezone'> {
  const given = { cron: patch.cron ?? null, interval: patch.interval ?? null }
  const says = patch.cron !== undefined || patch.interval !== undefined
  const rhythm = says || !before ? given : { cron: before.cron, interval: before.interval }
  if ((rhythm.cron === null) === (rhythm.interval === null)) throw fieldError('cron', 'cron_or_interval')
  const zone = patch.timezone === undefined ? (before?.timezone ?? null) : patch.timezone
  return { ...rhythm, timezone: rhythm.cron === null ? null : zone }
}

/** @throws StillwaterError `api.not_found` (404) */
function requireSchedule(context: ApiContext, call: Call): ScheduleRow {
  const id = call.params.pulp_id ?? ''
  if (!isUuid(id)) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
  return getSchedule(context.engine.catalogue, id)
}

function tell(context: ApiContext, action: 'created' | 'updated' | 'deleted', id: string): void {
  context.engine.emit({ type: 'resource', action, href: scheduleHref(id), prn: schedulePrn(id) })
}

function scheduleList(context: ApiContext): ListSource<ScheduleRow> {
  const { catalogue } = context.engine
  return {
    filters: [
      ...identityFilters((text) => idIn(text, SCHEDULES, 'core.schedule')),
      ...FIELDS.flatMap((field) => fieldFilters(field, context.references)),
    ],
    orderable: new Map(['pulp_created', 'next_run'].map((name) => [name, name])),
    defaultOrder: [{ field: 'pulp_id', descending: true }],
    key: (row) => row,
    count: (query) => countRows(catalogue, scheduleTable, query.filters),
    rows: (query) => listRows(catalogue, scheduleTable, query),
    render: (rows) => rows.map((row) => scheduleBody(context, row)),
  }
}

/** Schedules: when mirrors are synced by themselves. */
export function scheduleOperations(context: ApiContext): Operation[] {
  const { catalogue } = context.engine
  const source = scheduleList(context)
  const one = { description: 'The schedule.', name: 'ScheduleResponse', schema: ScheduleSchema }
  const tag = 'Schedules'
  const shown = (id: string): unknown => scheduleBody(context, getSchedule(catalogue, id))
  return [
    {
      id: 'schedules_list',
      method: 'GET',
      path: SCHEDULES,
      tag,
      summary: 'List schedules',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'schedules_create',
      method: 'POST',
      path: SCHEDULES,
      tag,
      summary: 'Sync a repository regularly: by five cron fields in local time, or every so many seconds',
      body: { name: 'Schedule', schema: writeSchema },
      answers: { 201: one },
      run(call) {
        const id = insertSchedule(catalogue, changed(context, null, parseBody(writeSchema, call.body)))
        tell(context, 'created', id)
        return created(shown(id))
      },
    },
    nextOperation(),
    {
      id: 'schedules_read',
      method: 'GET',
      path: ITEM,
      href: HREF,
      tag,
      summary: 'Show one schedule',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run: (call) => ok(chooseFields(shown(requireSchedule(context, call).pulp_id), call.query)),
    },
    {
      id: 'schedules_partial_update',
      method: 'PATCH',
      path: ITEM,
      href: HREF,
      tag,
      summary: 'Change a schedule',
      body: { name: 'PatchedSchedule', schema: patchSchema },
      answers: { 200: one },
      run(call) {
        const before = requireSchedule(context, call)
        updateSchedule(catalogue, before.pulp_id, changed(context, before, parseBody(patchSchema, call.body)))
        tell(context, 'updated', before.pulp_id)
        return ok(shown(before.pulp_id))
      },
    },
    {
      id: 'schedules_delete',
      method: 'DELETE',
      path: ITEM,
      href: HREF,
      tag,
      summary: 'Delete a schedule',
      answers: { 204: { description: 'Gone.' } },
      run(call) {
        const { pulp_id: id } = requireSchedule(context, call)
        deleteSchedule(catalogue, id)
        tell(context, 'deleted', id)
        return noContent()
      },
    },
  ]
}

const NEXT = 5
const NextSchema = z.object({
  times: z.array(z.iso.datetime()),
  /** The zone the cron fields are in. */
  timezone: z.string(),
})

/** When a rhythm would run, before it is kept. */
function nextOperation(): Operation {
  const schema = writeSchema.pick({ cron: true, interval: true, timezone: true })
  return {
    id: 'schedules_next',
    method: 'POST',
    path: `${SCHEDULES}next/`,
    tag: 'Schedules',
    summary: 'Say when a schedule would run next; nothing is kept',
    body: { name: 'ScheduleRhythm', schema },
    answers: { 200: { description: 'The next times.', name: 'ScheduleNext', schema: NextSchema } },
    run(call) {
      const rhythm = rhythmOf(null, parseBody(schema, call.body))
      const times = nextRuns(rhythm, Date.now(), NEXT)
      if (times.length === 0) throw fieldError('cron', 'bad_cron', { value: rhythm.cron ?? '' })
      const machine = new Intl.DateTimeFormat().resolvedOptions().timeZone
      return ok({ times: times.map(isoTime), timezone: rhythm.timezone ?? machine })
    },
  }
}
