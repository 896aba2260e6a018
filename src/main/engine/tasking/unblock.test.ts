import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Reservation } from './task-store.ts'
import { runnableTasks } from './unblock.ts'

type Queued = Parameters<typeof runnableTasks>[0][number]

const waiting = (...ids: string[]): Queued[] => ids.map((id) => ({ id, state: 'waiting' }))
const exclusive = (taskId: string, resource: string): Reservation => ({ taskId, resource, exclusive: true })
const shared = (taskId: string, resource: string): Reservation => ({ taskId, resource, exclusive: false })

test('80 readers run together, a writer waits for them, a later reader waits for the writer', () => {
  const tasks: Queued[] = [{ id: 'r1', state: 'running' }, ...waiting('w', 'r2')]
  expect(runnableTasks(tasks, [shared('r1', 'x'), exclusive('w', 'x'), shared('r2', 'x')])).toEqual(new Set())
  expect(runnableTasks(waiting('r1', 'r2', 'w'), [shared('r1', 'x'), shared('r2', 'x'), exclusive('w', 'x')])).toEqual(
    new Set(['r1', 'r2']),
  )
})

test('what runs holds its resources even when it came later', () => {
  const tasks: Queued[] = [...waiting('early'), { id: 'late', state: 'running' }]
  expect(runnableTasks(tasks, [exclusive('early', 'x'), exclusive('late', 'x')])).toEqual(new Set())
})

const schedule = fc.array(
  fc.record({
    resources: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.boolean(), { minKeys: 1 }),
    length: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
)

test('79 random schedules: no conflicting overlap, first come first served per resource, everybody gets a turn', () => {
  fc.assert(
    fc.property(schedule, fc.integer({ min: 1, max: 4 }), (specs, workers) => {
      const reservations = specs.flatMap((spec, index) =>
        Object.entries(spec.resources).map(([resource, isExclusive]) => ({
          taskId: String(index),
          resource,
          exclusive: isExclusive,
        })),
      )
      const left = specs.map((spec, index) => ({
        id: String(index),
        state: 'waiting' as Queued['state'],
        length: spec.length,
      }))
      const started: string[] = []
      for (let step = 0; left.length > 0; step += 1) {
        expect(step).toBeLessThan(1000)
        const runnable = runnableTasks(
          left,
          reservations.filter((one) => left.some((task) => task.id === one.taskId)),
        )
        for (const task of left) {
          if (runnable.has(task.id) && left.filter((one) => one.state === 'running').length < workers) {
            task.state = 'running'
            started.push(task.id)
          }
        }
        const running = left.filter((task) => task.state === 'running')
        assertNoOverlap(
          running.map((task) => task.id),
          reservations,
        )
        for (const task of running) if (--task.length === 0) left.splice(left.indexOf(task), 1)
      }
      assertFirstCome(started, reservations)
    }),
    { numRuns: 300 },
  )
})

function conflict(a: Reservation, b: Reservation): boolean {
  return a.taskId !== b.taskId && a.resource === b.resource && (a.exclusive || b.exclusive)
}

function assertNoOverlap(running: readonly string[], reservations: readonly Reservation[]): void {
  const held = reservations.filter((one) => running.includes(one.taskId))
  expect(held.some((a) => held.some((b) => conflict(a, b)))).toBe(false)
}

function assertFirstCome(started: readonly string[], reservations: readonly Reservation[]): void {
  for (const a of reservations) {
    for (const b of reservations) {
      if (conflict(a, b) && Number(a.taskId) < Number(b.taskId))
        expect(started.indexOf(a.taskId)).toBeLessThan(started.indexOf(b.taskId))
    }
  }
}
