import { StillwaterError } from '#shared/error'
import { isFinal } from '#shared/api/task'
import type { Engine } from '../engine.ts'
import { dispatch } from './dispatch.ts'
import { getTask, reservationsOf } from './task-store.ts'

/**
 * Queues what a task was asked to do once more, with the same input and what it needs. Answers the id of the new task.
 * @throws StillwaterError `catalogue.not_found` (404), `task.not_ended` (409), `task.unknown_type`, `task.invalid_input` (400)
 */
export function repeatTask(engine: Engine, id: string): string {
  const { name, state, input: kept, inputVersion, immediate, parentId } = getTask(engine.catalogue, id)
  if (!isFinal(state)) throw new StillwaterError('task.not_ended', { name, state }, { status: 409 })
  const definition = engine.registry.task(name)
  const input = inputVersion === definition.version ? kept : definition.upgrade?.(kept, inputVersion)
  const reservations = reservationsOf(engine.catalogue, id)
  const named = (exclusive: boolean): string[] =>
    reservations.filter((one) => one.exclusive === exclusive).map(({ resource }) => resource)
  return dispatch(engine, definition, input, {
    exclusive: named(true),
    shared: named(false),
    immediate,
    ...(parentId === null ? {} : { parent: parentId }),
  })
}
