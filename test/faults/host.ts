/** The engine on a data folder, started as a host starts it, and stopped. */
import { join } from 'node:path'
import { destination, pino } from 'pino'
import { clearTemporary } from '../../src/main/engine/data-folder.ts'
import { queuedUploads } from '../../src/main/engine/repository/upload-content.ts'
import { recoverQueue, recoverTask } from '../../src/main/engine/tasking/recovery.ts'
import { runTask } from '../../src/main/engine/tasking/run-task.ts'
import { unfinishedTasks } from '../../src/main/engine/tasking/task-store.ts'
import { redact } from '../../src/shared/redact.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { npm } from '../../src/main/plugins/npm/index.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

/** Batches are small, so that a short operation has many steps between which it can be cut off. */
const SETTINGS = { MAX_CONCURRENT_CONTENT: 4, MIN_FREE_SPACE_MB: 0 }

/** Opens the folder, ends what a process that is gone left behind, and works off the queue. */
export function startHost(root: string): TestEngine {
  const log = pino(
    { level: 'debug', hooks: { streamWrite: redact } },
    // Messages about a disk that is full cannot be written to it.
    destination({ dest: join(root, 'faults.log'), append: true, mkdir: true, sync: true }).on('error', () => undefined),
  )
  const host = startTestEngine([file, npm], { root, settings: SETTINGS, log, workers: 0 })
  // Before the queue is looked at, which happens in a later turn.
  clearTemporary(host.engine.folder, queuedUploads(host.engine.catalogue))
  recoverQueue(host.engine.catalogue)
  for (const name of ['worker-1', 'worker-2']) addWorker(host, name)
  return host
}

/** A worker of this process; when the end of a task cannot be recorded it is gone and replaced, as a thread would be. */
function addWorker(host: TestEngine, name: string): void {
  const { engine, scheduler } = host
  const running = new Map<string, AbortController>()
  const gone = (): void => {
    scheduler.removeWorker(name, (id, reason) => recoverTask(engine.catalogue, id, reason))
    addWorker(host, name)
  }
  scheduler.addWorker({
    name,
    run(taskId) {
      const controller = new AbortController()
      running.set(taskId, controller)
      void runTask(engine, taskId, controller.signal)
        .then(() => scheduler.workerIdle(name), gone)
        .finally(() => running.delete(taskId))
    },
    cancel: (taskId) => running.get(taskId)?.abort(),
  })
}

/** Waits until nothing is queued or running; false when that takes longer than so many milliseconds. */
export async function drained({ engine }: TestEngine, patience = 20_000): Promise<boolean> {
  const deadline = Date.now() + patience
  while (unfinishedTasks(engine.catalogue).length > 0) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return true
}
