/** A thread that runs tasks, one at a time. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { StillwaterError } from '#shared/error'
import { dataFolderAt } from '#engine/data-folder'
import { PauseGate } from '#engine/download/brakes'
import type { Engine } from '#engine/engine'
import { openEngine } from '#engine/open-engine'
import { runTask } from '#engine/tasking/run-task'
import { plugins } from '#plugins/all'
import type { FromThread, ThreadStart, ToEnginePort, ToThread, ToWorker } from './message.ts'
import { workInBackground } from './priority.ts'
import { threadLog } from './thread-log.ts'
import { reportTraffic } from './traffic-report.ts'

const start = workerData as ThreadStart
const host = parentPort as MessagePort
const tell = (message: FromThread): void => host.postMessage(message)

function serve(port: MessagePort): { engine: Engine; stop: () => Promise<void> } {
  const send = (message: ToEnginePort): void => port.postMessage(message)
  const engine = openEngine({
    folder: dataFolderAt(start.dataDir),
    settings: start.settings,
    traffic: start.traffic,
    plugins,
    log: threadLog(start),
    emit: (event) => {
      // Whoever hears that a task goes on or has ended can ask what it fetched.
      traffic.report()
      send({ kind: 'event', event })
    },
    wake: () => send({ kind: 'wake' }),
  })
  const traffic = reportTraffic(engine.meter, port)
  let current: { id: string; controller: AbortController; gate: PauseGate; done: Promise<unknown> } | null = null
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'settings') {
      Object.assign(engine.settings, message.settings)
      return
    }
    if (message.kind !== 'run') {
      if (current?.id !== message.taskId) return
      if (message.kind === 'cancel') current.controller.abort()
      else current.gate[message.kind]()
      return
    }
    const controller = new AbortController()
    const gate = new PauseGate()
    // An outcome that cannot be recorded ends this thread: free it would be only in name, and its task would stay running for ever.
    const done = runTask(engine, message.taskId, controller.signal, gate).then(() => {
      current = null
      // The next task may come to another worker, or not for long.
      engine.catalogue.releaseMemory()
      send({ kind: 'idle' })
    })
    current = { id: message.taskId, controller, gate, done }
  })
  const stop = async (): Promise<void> => {
    current?.controller.abort(new StillwaterError('task.interrupted', { name: '' }))
    await current?.done
    traffic.stop()
    engine.catalogue.close()
    port.close()
  }
  return { engine, stop }
}

workInBackground()
let running: { engine: Engine; stop: () => Promise<void> } | null = null
host.on('message', (message: ToThread) => {
  if (message.kind === 'connect') {
    running = serve(message.port)
    tell({ kind: 'ready', url: null })
    return
  }
  void running?.stop().finally(() => {
    tell({ kind: 'stopped' })
    host.close()
  })
})
