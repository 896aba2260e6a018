/** The real scheduler on a real catalogue, under random schedules: workers that end tasks, die, and users who cancel. */
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { isFinal } from '#shared/api/task'
import { startTestEngine, type TestEngine } from '../../../../test/fixtures/engine.ts'
import { file } from '../../plugins/file/index.ts'
import { dispatch } from './dispatch.ts'
import { recoverTask } from './recovery.ts'
import { defineTask } from './task-definition.ts'
import { getTask, heldReservations, setTaskState, unfinishedTasks } from './task-store.ts'

const work = defineTask({ id: 'test.work', version: 1, short: true, input: z.object({}), run: async () => undefined })

let it: TestEngine
beforeAll(() => {
  it = startTestEngine([{ ...file, tasks: [...file.tasks, work] }], { workers: 0 })
})
afterAll(() => it.close())

/** Resources of a task: true to change, false to read. */
type Needs = Readonly<Record<string, boolean>>

interface Job {
  id: string
  needs: Needs
  started: boolean
}

const conflicting = (a: Needs, b: Needs): boolean =>
  Object.entries(a).some(([name, exclusive]) => name in b && (exclusive || b[name] === true))

/** Workers whose tasks run until the test says otherwise; whoever starts is checked on the spot. */
class Workshop {
  readonly jobs: Job[] = []
  readonly running = new Map<string, string>()
  readonly started: string[] = []
  readonly cancelling = new Set<string>()

  readonly workers: number

  constructor(workers: number) {
    this.workers = workers
    for (let index = 0; index < workers; index += 1) this.hire(`w${index}`)
  }

  hire(name: string): void {
    it.scheduler.addWorker({ name, run: (id) => this.start(name, id), cancel: (id) => this.cancelling.add(id) })
  }

  add(needs: Needs): string {
    const named = (exclusive: boolean): string[] =>
      Object.keys(needs).filter((resource) => needs[resource] === exclusive)
    const id = dispatch(it.engine, work, {}, { exclusive: named(true), shared: named(false) })
    this.jobs.push({ id, needs, started: false })
    return id
  }

  private start(name: string, id: string): void {
    const index = this.jobs.findIndex((job) => job.id === id)
    const job = this.jobs[index] as Job
    for (const other of this.running.values()) expect(conflicting(job.needs, this.needsOf(other))).toBe(false)
    // First come, first served: whatever came earlier and wants the same has started before, or has been cancelled.
    for (const earlier of this.jobs.slice(0, index))
      if (conflicting(job.needs, earlier.needs))
        expect(earlier.started || isFinal(getTask(it.engine.catalogue, earlier.id).state)).toBe(true)
    job.started = true
    this.started.push(id)
    this.running.set(name, id)
  }

  private needsOf(id: string): Needs {
    return (this.jobs.find((job) => job.id === id) as Job).needs
  }

  /** The worker's task ends as the worker would end it. */
  async finish(name: string): Promise<void> {
    const id = this.running.get(name)
    if (id === undefined) return
    this.running.delete(name)
    setTaskState(it.engine.catalogue, id, this.cancelling.has(id) ? 'canceled' : 'completed')
    it.scheduler.workerIdle(name)
    await turn()
  }

  async die(name: string): Promise<void> {
    this.running.delete(name)
    it.scheduler.removeWorker(name, (id, reason) => recoverTask(it.engine.catalogue, id, reason))
    this.hire(name)
    await turn()
  }

  async cancel(index: number): Promise<void> {
    const job = this.jobs[index % Math.max(this.jobs.length, 1)]
    if (job && !isFinal(getTask(it.engine.catalogue, job.id).state) && !this.cancelling.has(job.id))
      it.scheduler.cancel(job.id)
    await turn()
  }

  nameAt(index: number): string {
    return `w${index % this.workers}`
  }

  /** Lets everything end; a queue that does not drain starves somebody. */
  async drain(): Promise<void> {
    for (let left = this.jobs.length + 1; unfinishedTasks(it.engine.catalogue).length > 0; left -= 1) {
      expect(left).toBeGreaterThan(0)
      await turn()
      expect(this.running.size).toBeGreaterThan(0)
      for (const name of Array.from(this.running.keys())) await this.finish(name)
    }
  }

  dismiss(): void {
    for (let index = 0; index < this.workers; index += 1) it.scheduler.removeWorker(`w${index}`, () => undefined)
  }
}

const needs = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.boolean(), { minKeys: 1 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), needs }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('finish' as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), which: fc.nat(50) }) },
)

test('78, 79 random schedules of the real scheduler: no conflict overlaps, order is kept per resource, all tasks end and nothing stays reserved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (steps, workers) => {
      const shop = new Workshop(workers)
      try {
        for (const one of steps) {
          if (one.kind === 'add') shop.add(one.needs)
          else if (one.kind === 'finish') await shop.finish(shop.nameAt(one.which))
          else if (one.kind === 'cancel') await shop.cancel(one.which)
          else await shop.die(shop.nameAt(one.which))
        }
        await shop.drain()
        expect(shop.jobs.every(({ id }) => isFinal(getTask(it.engine.catalogue, id).state))).toBe(true)
        expect(heldReservations(it.engine.catalogue)).toEqual([])
      } finally {
        shop.dismiss()
      }
    }),
    { numRuns: 60 },
  )
})

test('80 a stream of readers and one writer: the writer runs next after the readers that run', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), async (before, after) => {
      // There is always a free worker, so only the order of arrival can keep a reader waiting.
      const shop = new Workshop(before + after + 1)
      try {
        for (let index = 0; index < before; index += 1) shop.add({ x: false })
        await turn()
        const readers = [...shop.running.keys()]
        expect(readers).toHaveLength(before)
        const writer = shop.add({ x: true })
        for (const [index, name] of readers.entries()) {
          expect(shop.started).not.toContain(writer)
          // The stream goes on while the first readers end.
          for (let more = 0; more < Math.ceil(after / before); more += 1) shop.add({ x: false })
          await shop.finish(name)
          expect(shop.started).toHaveLength(before + Number(index === readers.length - 1))
        }
        expect(shop.started.at(-1)).toBe(writer)
        await shop.finish([...shop.running.keys()][0] ?? '')
        expect(shop.started.length).toBeGreaterThan(before + 1)
        await shop.drain()
      } finally {
        shop.dismiss()
      }
    }),
    { numRuns: 25 },
  )
})
