import { isFinal, type TaskState } from '#shared/api/task'
import { StillwaterError } from '#shared/error'
import type { Engine } from '../engine.ts'
import { recoverTask } from './recovery.ts'
import { runTask } from './run-task.ts'
import { emitTask } from './task-body.ts'
import { closeTaskGroup, unfinishedInGroup } from './task-group.ts'
import { getTask, heldReservations, setPaused, setTaskState, type TaskRow, unfinishedTasks } from './task-store.ts'
import { runnableTasks } from './unblock.ts'

/** Milliseconds a task may take in the engine's own thread (Pulp: immediate tasks), unless said otherwise. */
const IMMEDIATE_LIMIT = 5000
/** Milliseconds after which what the catalogue refused is tried again: a full disk may have room by then. */
const RETRY_PAUSE = 1000

/** A place where tasks run: a worker thread, seen from the scheduler. */
export interface WorkerHandle {
  readonly name: string
  run(taskId: string): void
  cancel(taskId: string): void
  /** Holds back what the task fetches. */
  pause?(taskId: string): void
  resume?(taskId: string): void
}

/**
 * Hands queued tasks to workers. It is the only one that starts tasks, so what the rows say is what runs; workers write the final
 * states. It holds no truth of its own: a new scheduler on the same rows goes on where this one stopped.
 */
export class Scheduler {
  private readonly engine: Engine
  private readonly workers = new Map<string, WorkerHandle>()
  private readonly busy = new Map<string, string>()
  private readonly immediate = new Map<string, AbortController>()
  private readonly waiters = new Map<string, ((state: TaskState) => void)[]>()
  /** Paused tasks that are being put back into the queue, and whether they were resumed meanwhile. */
  private readonly evicted = new Map<string, { resumed: boolean }>()
  private stopping = false
  private queued = false

  private readonly immediateLimit: number

  /** `immediateLimit`: milliseconds a task may take in the engine's own thread. */
  constructor(engine: Engine, { immediateLimit = IMMEDIATE_LIMIT }: { immediateLimit?: number } = {}) {
    this.engine = engine
    this.immediateLimit = immediateLimit
  }

  get workerNames(): readonly string[] {
    return [...this.workers.keys()]
  }

  get idle(): boolean {
    const waiting = unfinishedTasks(this.engine.catalogue).some((task) => task.pausedAt === null)
    return this.busy.size === 0 && this.immediate.size === 0 && !waiting
  }

  addWorker(worker: WorkerHandle): void {
    this.workers.set(worker.name, worker)
    this.wake()
  }

  /** A worker died: what it ran has failed, and what it left half done is removed by the recovery of the task. */
  removeWorker(name: string, recover: (taskId: string, reason: StillwaterError) => void): void {
    this.workers.delete(name)
    const taskId = this.busy.get(name)
    this.busy.delete(name)
    if (taskId) this.endLost(taskId, () => recover(taskId, new StillwaterError('task.worker_gone', { worker: name })))
  }

  /** Ends a task that nobody works on any more. Until that is on record it holds its resources, so it is tried again and again. */
  private endLost(taskId: string, recover: () => void): void {
    try {
      recover()
    } catch (error) {
      this.engine.log.error({ task: taskId, err: error }, 'a lost task could not be ended yet')
      if (!this.stopping) setTimeout(() => this.endLost(taskId, recover), RETRY_PAUSE).unref()
      return
    }
    emitTask(this.engine, taskId, 'updated')
    this.finished(taskId)
    this.wake()
  }

  /** A worker ended a task and is free again. */
  workerIdle(name: string): void {
    const taskId = this.busy.get(name)
    this.busy.delete(name)
    if (taskId) this.finished(taskId)
    if (taskId && this.evicted.get(taskId)?.resumed) setPaused(this.engine.catalogue, taskId, false)
    if (taskId) this.evicted.delete(taskId)
    this.wake()
  }

  /** Looks at the queue soon; many calls in one turn make one pass. */
  wake(): void {
    if (this.queued || this.stopping) return
    this.queued = true
    setImmediate(() => {
      this.queued = false
      if (!this.stopping) this.tryPass()
    })
  }

  /** The queue outlives a catalogue that cannot be written just now. */
  private tryPass(): void {
    try {
      this.pass()
    } catch (error) {
      this.engine.log.error({ err: error }, 'the queue could not be served')
      setTimeout(() => this.wake(), RETRY_PAUSE).unref()
    }
  }

  /** Starts what can start now. */
  pass(): void {
    const { catalogue } = this.engine
    const tasks = unfinishedTasks(catalogue)
    const runnable = runnableTasks(tasks, heldReservations(catalogue))
    const free = [...this.workers.values()].filter((worker) => !this.busy.has(worker.name))
    let short = 0
    for (const task of tasks) {
      if (task.state !== 'waiting' || task.pausedAt !== null) continue
      if (!runnable.has(task.id)) this.refuseIfUrgent(task)
      else if (task.immediate) this.runImmediate(task)
      else {
        const worker = free.shift()
        if (worker) this.assign(worker, task)
        else short += 1
      }
    }
    this.evictPaused(short)
  }

  /** Tasks that could run do not wait for paused ones: these give up their workers, and start anew when they are resumed. */
  private evictPaused(wanted: number): void {
    let short = wanted - this.evicted.size
    for (const [name, taskId] of this.busy) {
      if (short <= 0) return
      if (this.evicted.has(taskId) || getTask(this.engine.catalogue, taskId).pausedAt === null) continue
      this.evicted.set(taskId, { resumed: false })
      this.workers.get(name)?.cancel(taskId)
      short -= 1
    }
  }

  /**
   * Holds a task back: one that waits is not started, a sync that runs fetches nothing more. It keeps its place and what it reserved, also
   * over a restart of the program.
   * @throws StillwaterError `task.cannot_pause` (409) when it has ended, is ending, or fetches nothing
   */
  pause(taskId: string): void {
    const { catalogue, registry } = this.engine
    const { state, name, immediate, pausedAt } = getTask(catalogue, taskId)
    if (pausedAt !== null) return
    const possible = state === 'waiting' ? !immediate : state === 'running' && registry.isPausable(name)
    if (!possible || !setPaused(catalogue, taskId, true))
      throw new StillwaterError('task.cannot_pause', { name, state }, { status: 409 })
    this.workerOf(taskId)?.pause?.(taskId)
    emitTask(this.engine, taskId, 'updated')
  }

  /** Lets a paused task go on; others are left as they are. */
  resume(taskId: string): void {
    const evicted = this.evicted.get(taskId)
    if (evicted) evicted.resumed = true
    else if (setPaused(this.engine.catalogue, taskId, false)) {
      this.workerOf(taskId)?.resume?.(taskId)
      this.wake()
    }
    emitTask(this.engine, taskId, 'updated')
  }

  private workerOf(taskId: string): WorkerHandle | undefined {
    const [name] = [...this.busy].find(([, running]) => running === taskId) ?? []
    return name === undefined ? undefined : this.workers.get(name)
  }

  private assign(worker: WorkerHandle, task: TaskRow): void {
    setTaskState(this.engine.catalogue, task.id, 'running', { worker: worker.name })
    this.busy.set(worker.name, task.id)
    worker.run(task.id)
  }

  /** An immediate task that must not wait is cancelled when it would have to. */
  private refuseIfUrgent(task: TaskRow): void {
    if (!task.immediate || task.deferred) return
    const error = new StillwaterError('task.resources_busy', { name: task.name })
    setTaskState(this.engine.catalogue, task.id, 'canceled', { error: error.toBody() })
    emitTask(this.engine, task.id, 'updated')
    this.finished(task.id)
  }

  private runImmediate(task: TaskRow): void {
    const controller = new AbortController()
    setTaskState(this.engine.catalogue, task.id, 'running')
    this.immediate.set(task.id, controller)
    const limit = setTimeout(() => {
      controller.abort(
        new StillwaterError('task.immediate_timeout', { name: task.name, seconds: this.immediateLimit / 1000 }),
      )
    }, this.immediateLimit)
    const ended = (): void => {
      clearTimeout(limit)
      this.immediate.delete(task.id)
    }
    void runTask(this.engine, task.id, controller.signal).then(
      () => {
        ended()
        this.finished(task.id)
        this.wake()
      },
      () => {
        ended()
        const reason = new StillwaterError('task.worker_gone', { worker: 'engine' })
        this.endLost(task.id, () => recoverTask(this.engine.catalogue, task.id, reason))
      },
    )
  }

  /**
   * Asks a task to stop. A waiting one is cancelled at once; a running one stops at its next step.
   * @throws StillwaterError `task.illegal_transition` (409) when it has ended
   */
  cancel(taskId: string): void {
    const { catalogue } = this.engine
    const { state } = getTask(catalogue, taskId)
    if (state === 'waiting') {
      setTaskState(catalogue, taskId, 'canceled')
      this.finished(taskId)
    } else {
      setTaskState(catalogue, taskId, 'canceling')
      this.immediate.get(taskId)?.abort()
      for (const [name, running] of this.busy) if (running === taskId) this.workers.get(name)?.cancel(taskId)
    }
    emitTask(this.engine, taskId, 'updated')
    this.wake()
  }

  /**
   * Ends a group: no more tasks may join it, and those it has are asked to stop. Answers how many were. Source: Pulp's cancel of a
   * TaskGroup.
   */
  cancelGroup(groupId: string): number {
    const { catalogue } = this.engine
    closeTaskGroup(this.engine, groupId)
    // Those that wait first, so that none of them starts in the place of one that stops.
    const ids = unfinishedInGroup(catalogue, groupId)
    for (const id of ids) this.cancelUnlessEnded(id)
    return ids.length
  }

  /** A worker may end a task between the look and the cancel. */
  private cancelUnlessEnded(id: string): void {
    const { state } = getTask(this.engine.catalogue, id)
    if (isFinal(state) || state === 'canceling') return
    try {
      this.cancel(id)
    } catch (error) {
      if (!(error instanceof StillwaterError) || error.code !== 'task.illegal_transition') throw error
    }
  }

  /** The task's final state, once it has one. */
  whenFinished(taskId: string): Promise<TaskState> {
    const { state } = getTask(this.engine.catalogue, taskId)
    if (isFinal(state)) return Promise.resolve(state)
    return new Promise((resolve) => {
      const list = this.waiters.get(taskId) ?? []
      this.waiters.set(taskId, [...list, resolve])
    })
  }

  private finished(taskId: string): void {
    const waiting = this.waiters.get(taskId)
    this.waiters.delete(taskId)
    if (!waiting) return
    const { state } = getTask(this.engine.catalogue, taskId)
    for (const resolve of waiting) resolve(state)
  }

  /** Starts nothing more and cancels what runs; resolves when all of it has stopped, or after the grace time (milliseconds). */
  async stop(grace: number): Promise<void> {
    this.stopping = true
    for (const controller of this.immediate.values()) controller.abort()
    for (const [name, taskId] of this.busy) this.workers.get(name)?.cancel(taskId)
    const deadline = Date.now() + grace
    while ((this.busy.size > 0 || this.immediate.size > 0) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
