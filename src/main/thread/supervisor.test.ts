import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ContentStart } from './message.ts'
import { Supervisor } from './supervisor.ts'
import { ThreadHandle } from './thread-handle.ts'

type Ask = (kind: 'worker-wanted' | 'worker-rests', name: string) => void
const engine = vi.hoisted(() => ({ ask: (() => undefined) as Ask, gone: [] as string[], stops: 0 }))

vi.mock('./engine-handle.ts', () => ({
  EngineHandle: class {
    constructor(_entry: URL, _start: object, _gone: unknown, ask: Ask) {
      engine.ask = ask
    }
    whenOpened = async (): Promise<void> => undefined
    serve = async (): Promise<object> => ({ kind: 'ready', apiUrl: null, uiUrl: null })
    addWorker(): void {}
    addContent(): void {}
    workerGone(name: string): void {
      engine.gone.push(name)
    }
    stop = async (): Promise<void> => void (engine.stops += 1)
  },
}))

const running = new Set<string>()
let dataDir: string
beforeEach(() => {
  running.clear()
  engine.gone.length = 0
  engine.stops = 0
  dataDir = mkdtempSync(join(tmpdir(), 'stillwater-supervisor-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dataDir, { recursive: true })
})

type Gone = (name: string) => void

/** A thread that starts after `ready`. */
async function thread(name: string, ready: Promise<unknown>): Promise<ThreadHandle> {
  await ready
  running.add(name)
  const stop = async (): Promise<void> => void running.delete(name)
  return { name, url: 'http://127.0.0.1:2345', stop } as unknown as ThreadHandle
}

const contentListen = { host: '127.0.0.1', port: 0 }
const PATIENT = { timeout: 10_000 }

test('a thread that is being started when the host ends is ended with it', async () => {
  const slow = Promise.withResolvers<void>()
  const start = vi
    .spyOn(ThreadHandle, 'start')
    .mockImplementation((_entry, { name }) => thread(name, name === 'worker-1' ? slow.promise : Promise.resolve()))
  const supervisor = await Supervisor.start({ dataDir, workers: 1, contentListen })
  engine.ask('worker-wanted', 'worker-1')
  expect(start.mock.calls.map(([, { name }]) => name)).toEqual(['content', 'worker-1'])
  const stopped = supervisor.stop()
  setImmediate(slow.resolve)
  await stopped
  await slow.promise
  await new Promise((resolve) => setImmediate(resolve))
  expect([...running]).toEqual([])
})

test('a worker that cannot start, or dies, is told to the engine and started again; one that rests is not', async () => {
  let die: Gone = () => undefined
  let isRefused = true
  vi.spyOn(ThreadHandle, 'start').mockImplementation((_entry, { name }, gone) => {
    die = gone
    const refused = name === 'worker-1' && isRefused
    isRefused = isRefused && !refused
    return refused ? Promise.reject(new Error('no room')) : thread(name, Promise.resolve())
  })
  const supervisor = await Supervisor.start({ dataDir, workers: 1, contentListen })
  engine.ask('worker-wanted', 'worker-1')
  await expect.poll(() => engine.gone).toEqual(['worker-1'])
  await expect.poll(() => [...running], PATIENT).toEqual(['content', 'worker-1'])
  running.delete('worker-1')
  die('worker-1')
  expect(engine.gone).toEqual(['worker-1', 'worker-1'])
  await expect.poll(() => [...running], PATIENT).toEqual(['content', 'worker-1'])
  engine.ask('worker-rests', 'worker-1')
  await expect.poll(() => [...running]).toEqual(['content'])
  expect(engine.gone).toHaveLength(2)
  await supervisor.stop()
})

test('when one thread cannot start, the others do not stay, and the data folder is free', async () => {
  const start = vi.spyOn(ThreadHandle, 'start').mockRejectedValue(new Error('no room'))
  await expect(Supervisor.start({ dataDir, workers: 2, contentListen })).rejects.toThrow('no room')
  expect([[...running], engine.stops]).toEqual([[], 1])
  expect(existsSync(join(dataDir, 'owner.json'))).toBe(false)
  start.mockImplementation((_entry, { name }) => thread(name, Promise.resolve()))
  await (await Supervisor.start({ dataDir, workers: 2, contentListen })).stop()
  expect(existsSync(join(dataDir, 'owner.json'))).toBe(false)
})

describe('with a clock that is set by hand', () => {
  const died: Record<string, () => void> = {}
  const started: { name: string; port: number | undefined }[] = []
  let supervisor: Supervisor
  beforeEach(async () => {
    started.length = 0
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    vi.spyOn(ThreadHandle, 'start').mockImplementation((_entry, start, gone) => {
      const { name } = start
      started.push({ name, port: 'listen' in start ? (start as ContentStart).listen.port : undefined })
      died[name] = () => void (running.delete(name), gone(name))
      return thread(name, Promise.resolve())
    })
    supervisor = await Supervisor.start({ dataDir, workers: 1, contentListen })
  })
  afterEach(() => void vi.useRealTimers())

  test('a content server that dies comes back after a pause, where clients know it', async () => {
    died['content']?.()
    expect(started).toEqual([{ name: 'content', port: 0 }])
    await vi.advanceTimersByTimeAsync(500)
    expect(started).toEqual([
      { name: 'content', port: 0 },
      { name: 'content', port: 2345 },
    ])
    expect([...running]).toEqual(['content'])
    await supervisor.stop()
    expect([...running]).toEqual([])
  })

  test('everything that runs ends with the host, and nothing starts afterwards', async () => {
    engine.ask('worker-wanted', 'worker-1')
    await vi.advanceTimersByTimeAsync(0)
    expect([...running]).toEqual(['content', 'worker-1'])
    died['content']?.()
    await supervisor.stop()
    expect([[...running], engine.stops]).toEqual([[], 1])
    engine.ask('worker-wanted', 'worker-2')
    expect(engine.gone).toEqual(['worker-2'])
    await vi.advanceTimersByTimeAsync(5000)
    expect(started.map(({ name }) => name)).toEqual(['content', 'worker-1'])
    expect([...running]).toEqual([])
  })

  test('a content server that is coming back when the host ends does not stay', async () => {
    died['content']?.()
    vi.advanceTimersByTime(500)
    expect(started).toHaveLength(2)
    await supervisor.stop()
    expect([...running]).toEqual([])
  })
})
