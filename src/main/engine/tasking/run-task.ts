import { rm } from 'node:fs/promises'
import type { TaskProfile, TaskState } from '#shared/api/task'
import { type ErrorBody, StillwaterError, toErrorBody } from '#shared/error'
import { spendReserve } from '../artifact/reserve.ts'
import { fromFileSystem } from '../artifact/storage-error.ts'
import { fromSqlite, isFull } from '../db/sqlite-error.ts'
import { PauseGate } from '../download/brakes.ts'
import { TrafficMeter } from '../download/traffic-meter.ts'
import type { Engine } from '../engine.ts'
import { discardUnfinishedWork } from '../repository/unfinished.ts'
import { dispatch } from './dispatch.ts'
import { ProgressReport } from './progress-report.ts'
import { emitTask } from './task-body.ts'
import type { TaskContext } from './task-context.ts'
import { ProfileRecorder, saveProfile } from './task-profile.ts'
import { makeTempDir } from './temp-dir.ts'
import type { AnyTaskDefinition } from './task-definition.ts'
import { addCreatedResource, getTask, requeuePaused, setTaskState, type TaskRow } from './task-store.ts'

/** Milliseconds between events about one task's progress. */
const EVENT_INTERVAL = 300

class RunningTask {
  readonly context: TaskContext
  private readonly reports: ProgressReport[] = []
  private timer: NodeJS.Timeout | null = null
  private readonly engine: Engine
  private readonly row: TaskRow

  constructor(engine: Engine, row: TaskRow, signal: AbortSignal, gate: PauseGate, tempDir: string) {
    this.engine = engine
    this.row = row
    this.context = {
      ...engine,
      emit: (event) => engine.emit(event),
      wake: () => engine.wake(),
      task: { id: row.id, name: row.name, groupId: row.groupId },
      signal,
      gate,
      tempDir,
      progress: (options) => {
        const report = new ProgressReport(engine.catalogue, row.id, options, () => this.progressed())
        this.reports.push(report)
        return report
      },
      created: (resource) => addCreatedResource(engine.catalogue, row.id, resource),
      dispatch: (definition, input, options) => dispatch(engine, definition, input, { ...options, parent: row.id }),
    }
  }

  /** A pause shows as a step of its own, for as long as it lasts. */
  showPauses(): void {
    let pause: ProgressReport | null = null
    const show = (paused: boolean): void => {
      try {
        if (paused) pause = this.context.progress({ message: 'Paused', code: 'task.paused' })
        else pause?.finish()
      } catch (error) {
        this.engine.log.warn({ task: this.row.id, err: error }, 'a pause could not be shown')
      }
    }
    this.context.gate.onChange = show
    if (this.context.gate.paused) show(true)
  }

  /** Events are coalesced: the first change starts a timer, the timer tells of all. */
  private progressed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null
      emitTask(
        this.engine,
        this.row.id,
        'updated',
        this.reports.map((report) => report.body),
      )
    }, EVENT_INTERVAL)
  }

  finishReports(state: TaskState): void {
    try {
      for (const report of this.reports) report.finish(state)
    } finally {
      if (this.timer) clearTimeout(this.timer)
      this.timer = null
    }
  }
}

function parseInput(definition: AnyTaskDefinition, row: TaskRow): unknown {
  const input = row.inputVersion === definition.version ? row.input : definition.upgrade?.(row.input, row.inputVersion)
  const parsed = definition.input.safeParse(input)
  if (!parsed.success)
    throw new StillwaterError('task.invalid_input', { name: row.name, problem: parsed.error.message })
  return parsed.data
}

async function outcomeOf(engine: Engine, running: RunningTask, row: TaskRow): Promise<unknown> {
  const definition = engine.registry.task(row.name)
  return definition.run(running.context, parseInput(definition, row))
}

interface Outcome {
  state: TaskState
  result?: unknown
  error?: ErrorBody
  /** It was made to stop; if its user had paused it, it is to go on some day. */
  stopped?: boolean
  profile?: TaskProfile
}

function failureOf(engine: Engine, row: TaskRow, error: unknown, signal: AbortSignal): Outcome {
  const stopped = signal.aborted
  if (stopped && !(signal.reason instanceof StillwaterError)) return { state: 'canceled', stopped }
  const { root } = engine.folder
  const cause = fromFileSystem(fromSqlite(signal.aborted ? signal.reason : error, root), root)
  engine.log.error({ task: row.id, name: row.name, err: cause }, 'task failed')
  return { state: 'failed', error: toErrorBody(cause), stopped }
}

/** Tries to record an outcome, and the milliseconds between them: a disk that is full may have room again in a moment. */
const RECORD_TRIES = 5
const RECORD_PAUSE = 500

/**
 * Runs a task that the scheduler has set running, to its final state: whatever happens is the task's outcome. An abort with a
 * StillwaterError as its reason fails the task with it; any other abort cancels it; a paused one waits again after either, unless its cancel
 * was asked for. `gate` is closed while the task is paused.
 * @throws only when the outcome cannot be recorded; the task is then ended by whoever notices that its worker is gone
 */
export async function runTask(
  engine: Engine,
  id: string,
  signal: AbortSignal,
  gate = new PauseGate(),
): Promise<TaskState> {
  const row = getTask(engine.catalogue, id)
  const meter = new TrafficMeter(engine.meter)
  const recorder = new ProfileRecorder(row, meter)
  let tempDir: string | null = null
  let running: RunningTask | null = null
  let outcome: Outcome
  try {
    emitTask(engine, id, 'updated')
    tempDir = await makeTempDir(engine, id)
    running = new RunningTask({ ...engine, meter }, row, signal, gate, tempDir)
    running.showPauses()
    outcome = { state: 'completed', result: await outcomeOf(engine, running, row) }
  } catch (error) {
    outcome = failureOf(engine, row, error, signal)
  }
  // The folder goes first: on a full disk its bytes are the room that the record of the failure needs.
  if (tempDir !== null) await removeTempDir(engine, tempDir)
  await record(engine, running, id, { ...outcome, profile: recorder.end() })
  emitTask(engine, id, 'updated')
  return outcome.state
}

/** What cannot be removed now goes with the next start; the outcome of the task does not depend on it. */
async function removeTempDir(engine: Engine, tempDir: string): Promise<void> {
  try {
    await rm(tempDir, { recursive: true, force: true })
  } catch (error) {
    engine.log.warn({ err: error, path: tempDir }, 'a temporary folder could not be removed')
  }
}

async function record(engine: Engine, running: RunningTask | null, id: string, outcome: Outcome): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (outcome.state !== 'completed') discardUnfinishedWork(engine.catalogue, id)
      running?.finishReports(outcome.state)
      finish(engine, id, outcome)
      return
    } catch (error) {
      engine.log.error({ task: id, err: error }, 'the outcome of the task could not be recorded')
      if (isFull(error) && spendReserve(engine.folder)) continue
      if (attempt === RECORD_TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, RECORD_PAUSE))
    }
  }
}

function finish(engine: Engine, id: string, outcome: Outcome): void {
  engine.catalogue.transaction(() => {
    if (outcome.stopped && requeuePaused(engine.catalogue, id)) return
    const { state } = getTask(engine.catalogue, id)
    if (outcome.profile) saveProfile(engine.catalogue, id, outcome.profile)
    // A cancel that arrives after the work is done changes nothing about the work: it is completed by way of canceled.
    if (state === 'canceling' && outcome.state === 'completed')
      return setTaskState(engine.catalogue, id, 'canceled', outcome)
    if (state === 'running' && outcome.state === 'canceled') setTaskState(engine.catalogue, id, 'canceling')
    return setTaskState(engine.catalogue, id, outcome.state, outcome)
  })
}
