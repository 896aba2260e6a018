import type { MessagePort } from 'node:worker_threads'
import type { WorkerHandle } from '#engine/tasking/scheduler'
import type { ToWorker } from './message.ts'

/** Milliseconds without a task after which the thread ends: it costs memory, and another takes half a second of the processor to start. */
const REST = 300_000

/** What a seat asks of the host: a thread to sit in it, or to take away the one that does. */
export type AskForThread = (kind: 'worker-wanted' | 'worker-rests', name: string) => void

/**
 * A worker as the scheduler knows it. The thread behind it is there while there is something to do: it is asked for with the first task, which
 * waits for it, and rests when none has come for a while.
 */
export class WorkerSeat implements WorkerHandle {
  readonly name: string
  private readonly ask: AskForThread
  private port: MessagePort | null = null
  private isAsked = false
  /** What the thread is to hear once it is there. */
  private readonly unsent: ToWorker[] = []
  private rest: NodeJS.Timeout | null = null

  constructor(name: string, ask: AskForThread) {
    this.name = name
    this.ask = ask
  }

  /** The thread has come up. */
  connect(port: MessagePort): void {
    this.port = port
    this.isAsked = false
    const waiting = this.unsent.splice(0)
    for (const message of waiting) port.postMessage(message)
    if (waiting.length === 0) this.idle()
  }

  /** The thread is gone with what it did. */
  lost(): void {
    this.stay()
    this.port = null
    this.isAsked = false
    this.unsent.length = 0
  }

  run(taskId: string): void {
    this.stay()
    this.send({ kind: 'run', taskId })
  }

  cancel(taskId: string): void {
    this.send({ kind: 'cancel', taskId })
  }

  pause(taskId: string): void {
    this.send({ kind: 'pause', taskId })
  }

  resume(taskId: string): void {
    this.send({ kind: 'resume', taskId })
  }

  /** Settings that count from now on; a thread to come is told anyway. */
  setSettings(settings: Extract<ToWorker, { kind: 'settings' }>['settings']): void {
    this.port?.postMessage({ kind: 'settings', settings } satisfies ToWorker)
  }

  /** The task is over; where no other follows, the thread may end. */
  idle(): void {
    this.stay()
    this.rest = setTimeout(() => {
      this.port?.close()
      this.port = null
      this.ask('worker-rests', this.name)
    }, REST)
    this.rest.unref()
  }

  private stay(): void {
    if (this.rest) clearTimeout(this.rest)
    this.rest = null
  }

  private send(message: ToWorker): void {
    if (this.port) {
      this.port.postMessage(message)
      return
    }
    this.unsent.push(message)
    if (!this.isAsked) this.ask('worker-wanted', this.name)
    this.isAsked = true
  }
}
