import { Worker } from 'node:worker_threads'
import { fromErrorBody, StillwaterError } from '#shared/error'
import type { EngineEvent } from '#shared/event'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { PowerFacts } from '#engine/download/traffic-policy'
import type { EngineStart, FromEngine, ToEngine } from './message.ts'
import type { ThreadHandle } from './thread-handle.ts'

type Ready = Extract<FromEngine, { kind: 'ready' }>

/** Hears that a worker's thread is wanted, or that it may end. */
type OnWorker = (kind: 'worker-wanted' | 'worker-rests', name: string) => void

/** The engine's thread as the host holds it. */
export class EngineHandle {
  private readonly worker: Worker
  private readonly pending = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>()
  private readonly listeners = new Set<(event: EngineEvent) => void>()
  private readonly onWorker: OnWorker
  private readonly opened = Promise.withResolvers<void>()
  private readonly ready = Promise.withResolvers<Ready>()
  private readonly exited: Promise<void>
  private nextId = 1
  private stopping = false

  constructor(entry: URL, start: EngineStart, onGone: (reason: string) => void, onWorker: OnWorker) {
    this.onWorker = onWorker
    this.worker = new Worker(entry, { workerData: start, name: start.name })
    this.worker.on('message', (message: FromEngine) => this.receive(message))
    this.exited = new Promise((resolve) => this.worker.once('exit', () => resolve()))
    this.worker.on('error', (error) => this.gone(error, onGone))
    this.worker.on('exit', (code) => this.gone(new Error(`engine ended with ${code}`), onGone))
    this.opened.promise.catch(() => undefined)
    this.ready.promise.catch(() => undefined)
  }

  /** Resolves when the catalogue is open and up to date. */
  whenOpened(): Promise<void> {
    return this.opened.promise
  }

  /** Puts the API to work, once the other threads are there. */
  serve(): Promise<Ready> {
    this.send({ kind: 'serve' })
    return this.ready.promise
  }

  addWorker(thread: ThreadHandle): void {
    this.worker.postMessage({ kind: 'worker', name: thread.name, port: thread.enginePort } satisfies ToEngine, [
      thread.enginePort,
    ])
  }

  workerGone(name: string): void {
    this.send({ kind: 'worker-gone', name })
  }

  addContent(thread: ThreadHandle): void {
    const message: ToEngine = { kind: 'content', url: thread.url ?? '', port: thread.enginePort }
    this.worker.postMessage(message, [thread.enginePort])
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    return this.ask<ApiResponse>((id) => ({ kind: 'request', id, request }))
  }

  signInToken(): Promise<string> {
    return this.ask<string>((id) => ({ kind: 'sign-in-token', id }))
  }

  setPower(facts: PowerFacts): void {
    this.send({ kind: 'power', facts })
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async stop(grace: number): Promise<void> {
    this.stopping = true
    this.send({ kind: 'stop' })
    const timer = setTimeout(() => void this.worker.terminate(), grace)
    await this.exited
    clearTimeout(timer)
  }

  private ask<T>(message: (id: number) => ToEngine): Promise<T> {
    if (this.stopping) return Promise.reject(new StillwaterError('host.stopping', {}, { status: 503 }))
    const id = this.nextId
    this.nextId += 1
    return new Promise<T>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: never) => void, reject })
      this.send(message(id))
    })
  }

  private send(message: ToEngine): void {
    this.worker.postMessage(message)
  }

  private receive(message: FromEngine): void {
    if (message.kind === 'opened') this.opened.resolve()
    else if (message.kind === 'ready') this.ready.resolve(message)
    else if (message.kind === 'event') for (const listener of this.listeners) listener(message.event)
    else if (message.kind === 'response') this.settle(message.id, message.response)
    else if (message.kind === 'token') this.settle(message.id, message.token)
    else if (message.kind === 'worker-wanted' || message.kind === 'worker-rests')
      this.onWorker(message.kind, message.name)
    else if (message.kind === 'failed') this.fail(fromErrorBody(message.error))
  }

  private settle(id: number, value: unknown): void {
    this.pending.get(id)?.resolve(value as never)
    this.pending.delete(id)
  }

  /** Whoever waits hears of it; what was settled before is not changed. */
  private fail(error: unknown): void {
    this.opened.reject(error)
    this.ready.reject(error)
    for (const { reject } of this.pending.values()) reject(error)
    this.pending.clear()
  }

  private gone(error: Error, onGone: (reason: string) => void): void {
    this.fail(error)
    if (this.stopping) return
    this.stopping = true
    onGone(error.message)
  }
}
