import type { TaskState } from '#shared/api/task'
import type { Reservation } from './task-store.ts'

interface Queued {
  id: string
  state: TaskState
}

/**
 * Which waiting tasks may start now. Tasks are given in the order they were queued. A task waits for every earlier unfinished
 * task that it conflicts with, waiting ones included: that makes each resource first come, first served, and no writer starves
 * behind readers. Source: Pulp's unblock pass.
 */
export function runnableTasks(tasks: readonly Queued[], reservations: readonly Reservation[]): Set<string> {
  const byTask = Map.groupBy(reservations, (reservation) => reservation.taskId)
  const takenExclusive = new Set<string>()
  const takenShared = new Set<string>()
  const take = (id: string): void => {
    for (const { resource, exclusive } of byTask.get(id) ?? []) (exclusive ? takenExclusive : takenShared).add(resource)
  }
  const conflicts = (id: string): boolean =>
    (byTask.get(id) ?? []).some(
      ({ resource, exclusive }) => takenExclusive.has(resource) || (exclusive && takenShared.has(resource)),
    )

  // What runs holds its resources whatever its place in the queue.
  for (const task of tasks) if (task.state !== 'waiting') take(task.id)
  const runnable = new Set<string>()
  for (const task of tasks) {
    if (task.state !== 'waiting') continue
    if (!conflicts(task.id)) runnable.add(task.id)
    take(task.id)
  }
  return runnable
}
