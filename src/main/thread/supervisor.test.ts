import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Supervisor } from './supervisor.ts'
import { ThreadHandle } from './thread-handle.ts'

vi.mock('./engine-handle.ts', () => ({
  EngineHandle: class {
    whenOpened = async (): Promise<void> => undefined
    serve = async (): Promise<object> => ({ kind: 'ready', apiUrl: null, uiUrl: null })
    addWorker(): void {}
    addContent(): void {}
    workerGone(): void {}
    stop = async (): Promise<void> => undefined
  },
}))

const running = new Set<string>()
let dataDir: string
beforeEach(() => {
  running.clear()
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
  return { name, url: 'http://127.0.0.1:1', stop } as unknown as ThreadHandle
}

const contentListen = { host: '127.0.0.1', port: 0 }

test('a thread that is being started anew when the host ends is ended with it', async () => {
  let gone: Gone = () => undefined
  const slow = Promise.withResolvers<void>()
  const start = vi.spyOn(ThreadHandle, 'start').mockImplementation((_entry, { name }, onGone) => {
    const again = start.mock.calls.filter(([, one]) => one.name === name).length > 1
    if (name === 'worker-1') gone = onGone
    return thread(name, again ? slow.promise : Promise.resolve())
  })
  const supervisor = await Supervisor.start({ dataDir, workers: 1, contentListen })
  running.delete('worker-1')
  gone('worker-1')
  await expect.poll(() => start.mock.calls.length).toBe(3)
  const stopped = supervisor.stop()
  setImmediate(slow.resolve)
  await stopped
  await slow.promise
  await new Promise((resolve) => setImmediate(resolve))
  expect([...running]).toEqual([])
})

test('when one thread cannot start, the others do not stay', async () => {
  vi.spyOn(ThreadHandle, 'start').mockImplementation((_entry, { name }) =>
    name === 'worker-1'
      ? Promise.reject(new Error('no room'))
      : thread(name, new Promise((resolve) => setImmediate(resolve))),
  )
  await expect(Supervisor.start({ dataDir, workers: 2, contentListen })).rejects.toThrow('no room')
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect([...running]).toEqual([])
})
