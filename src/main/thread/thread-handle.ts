import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { fromErrorBody } from '#shared/error'
import type { FromThread, ThreadStart, ToThread } from './message.ts'

/** A worker or content thread as the host holds it. */
export class ThreadHandle {
  readonly name: string
  /** The engine's end of the port between the engine and this thread. */
  readonly enginePort: MessagePort
  /** Where it listens, for threads that do. */
  url: string | null = null
  private readonly worker: Worker
  private readonly exited: Promise<void>
  private stopping = false

  private constructor(worker: Worker, name: string, enginePort: MessagePort) {
    this.worker = worker
    this.exited = new Promise((resolve) => worker.once('exit', () => resolve()))
    this.name = name
    this.enginePort = enginePort
  }

  /** Starts the thread and waits until it works. @throws StillwaterError when it says why it cannot */
  static async start(entry: URL, start: ThreadStart, onGone: (name: string) => void): Promise<ThreadHandle> {
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(entry, { workerData: start, name: start.name })
    const handle = new ThreadHandle(worker, start.name, port1)
    const ready = new Promise<void>((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') {
          handle.url = message.url
          resolve()
        } else if (message.kind === 'failed') reject(fromErrorBody(message.error))
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`thread ${start.name} ended with ${code}`)))
    })
    worker.postMessage({ kind: 'connect', port: port2 } satisfies ToThread, [port2])
    try {
      await ready
    } catch (error) {
      handle.stopping = true
      await worker.terminate()
      throw error
    }
    worker.on('exit', () => {
      if (!handle.stopping) onGone(start.name)
    })
    return handle
  }

  /** Lets the thread end by itself for `grace` milliseconds, then ends it. */
  async stop(grace: number): Promise<void> {
    this.stopping = true
    this.worker.postMessage({ kind: 'stop' } satisfies ToThread)
    const timer = setTimeout(() => void this.worker.terminate(), grace)
    await this.exited
    clearTimeout(timer)
  }
}
