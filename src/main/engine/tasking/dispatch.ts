import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { emitTask } from './task-body.ts'
import type { Named } from './task-context.ts'
import type { TaskDefinition } from './task-definition.ts'
import { assertGroupOpen } from './task-group.ts'

export interface DispatchOptions {
  /** Objects (or names) the task changes: nobody else may use them meanwhile. */
  exclusive?: readonly (Named | string)[]
  /** Objects the task reads: others may read them too. */
  shared?: readonly (Named | string)[]
  /** Run at once in the engine's thread when nothing stands in the way; only for short tasks. */
  immediate?: boolean
  /** Whether a task that cannot run at once may wait; otherwise it is cancelled. */
  deferred?: boolean
  /** Id of the task group. */
  group?: string
  /** Id of the task this one follows from. */
  parent?: string
}

const nameOf = (resource: Named | string): string => (typeof resource === 'string' ? resource : resource.prn)

/**
 * Queues a task: its row and its reservations appear together. Answers the task's id.
 * @throws StillwaterError `task.invalid_input`, `task.not_short` when an immediate task is not declared short,
 * `task.group_closed` (409)
 */
export function dispatch<Input>(
  engine: Engine,
  definition: TaskDefinition<Input>,
  input: Input,
  options: DispatchOptions = {},
): string {
  const parsed = definition.input.safeParse(input)
  if (!parsed.success)
    throw new StillwaterError(
      'task.invalid_input',
      { name: definition.id, problem: parsed.error.message },
      { status: 400 },
    )
  if (options.immediate && !definition.short) throw new StillwaterError('task.not_short', { name: definition.id })
  const id = engine.catalogue.transaction(() => insertTask(engine, definition, input, options))
  emitTask(engine, id, 'created')
  engine.wake()
  return id
}

function insertTask<Input>(
  engine: Engine,
  definition: TaskDefinition<Input>,
  input: Input,
  options: DispatchOptions,
): string {
  if (options.group) assertGroupOpen(engine.catalogue, options.group)
  // The id is made inside the writing transaction, so that the order of ids is the order of arrival.
  const id = uuidv7()
  const now = Date.now()
  engine.catalogue
    .prepare(
      `INSERT INTO core_task (pulp_id, pulp_created, pulp_last_updated, state, name, input_version, input, logging_cid,
         parent_task_id, task_group_id, immediate, deferred) VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      uuidToBlob(id),
      now,
      now,
      definition.id,
      definition.version,
      JSON.stringify(input),
      uuidv7().replaceAll('-', ''),
      options.parent ? uuidToBlob(options.parent) : null,
      options.group ? uuidToBlob(options.group) : null,
      Number(options.immediate ?? false),
      Number(options.deferred ?? true),
    )
  const reservations = new Map<string, boolean>()
  for (const resource of options.shared ?? []) reservations.set(nameOf(resource), false)
  for (const resource of options.exclusive ?? []) reservations.set(nameOf(resource), true)
  const insert = engine.catalogue.prepare(
    'INSERT INTO core_taskreservation (task_id, resource, exclusive) VALUES (?, ?, ?)',
  )
  for (const [resource, exclusive] of reservations) insert.run(uuidToBlob(id), resource, Number(exclusive))
  return id
}
