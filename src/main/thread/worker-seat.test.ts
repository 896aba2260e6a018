import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WorkerSeat } from './worker-seat.ts'

const asked: string[] = []
let seat: WorkerSeat
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  asked.length = 0
  seat = new WorkerSeat('worker-1', (kind) => asked.push(kind))
})
afterEach(() => vi.useRealTimers())

/** A thread that comes up; answers the next so many messages. */
function thread(count: number): Promise<unknown[]> {
  const { port1, port2 } = new MessageChannel()
  const heard: unknown[] = []
  const all = new Promise<unknown[]>((resolve) =>
    port2.on('message', (message) => {
      heard.push(message)
      if (heard.length === count) {
        port2.close()
        resolve(heard)
      }
    }),
  )
  seat.connect(port1)
  return all
}

test('a thread is asked for with the first task, once, and hears all that was said until it came', async () => {
  expect(asked).toEqual([])
  seat.run('a')
  seat.pause('a')
  seat.resume('a')
  seat.cancel('a')
  expect(asked).toEqual(['worker-wanted'])
  expect(await thread(4)).toEqual([
    { kind: 'run', taskId: 'a' },
    { kind: 'pause', taskId: 'a' },
    { kind: 'resume', taskId: 'a' },
    { kind: 'cancel', taskId: 'a' },
  ])
})

test('a thread without a task for a while may end, and the next task asks for another', async () => {
  seat.run('a')
  const { port1, port2 } = new MessageChannel()
  seat.connect(port1)
  // A port that nobody listens to hears of nothing.
  port2.on('message', () => undefined)
  // It works on what waited for it, however long that takes.
  await vi.advanceTimersByTimeAsync(600_000)
  seat.idle()
  await vi.advanceTimersByTimeAsync(200_000)
  seat.run('b')
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toEqual(['worker-wanted'])
  const closed = once(port2, 'close')
  seat.idle()
  await vi.advanceTimersByTimeAsync(300_000)
  await closed
  expect(asked).toEqual(['worker-wanted', 'worker-rests'])
  seat.run('c')
  expect(asked).toEqual(['worker-wanted', 'worker-rests', 'worker-wanted'])
  expect(await thread(1)).toEqual([{ kind: 'run', taskId: 'c' }])
})

test('what was meant for a thread that is gone does not reach the next one, which may end when it has nothing to do', async () => {
  seat.run('a')
  seat.lost()
  const { port1, port2 } = new MessageChannel()
  const heard: unknown[] = []
  port2.on('message', (message) => heard.push(message))
  seat.connect(port1)
  const closed = once(port2, 'close')
  await vi.advanceTimersByTimeAsync(300_000)
  await closed
  expect(heard).toEqual([])
  expect(asked).toEqual(['worker-wanted', 'worker-rests'])
})

test('the task after a thread that was lost asks for another, whether or not that one had come up', async () => {
  seat.run('a')
  seat.lost()
  seat.run('b')
  expect(asked).toEqual(['worker-wanted', 'worker-wanted'])
  expect(await thread(1)).toEqual([{ kind: 'run', taskId: 'b' }])
  seat.idle()
  seat.lost()
  await vi.advanceTimersByTimeAsync(600_000)
  // Nobody is there who could rest.
  expect(asked).toEqual(['worker-wanted', 'worker-wanted'])
  seat.run('c')
  expect(asked).toHaveLength(3)
  expect(await thread(1)).toEqual([{ kind: 'run', taskId: 'c' }])
})

test('settings are told to the thread that is there, and make none come', async () => {
  const settings = { MAX_CONCURRENT_CONTENT: 7 } as unknown as Parameters<WorkerSeat['setSettings']>[0]
  seat.setSettings(settings)
  expect(asked).toEqual([])
  seat.run('a')
  const heard = thread(2)
  seat.setSettings(settings)
  expect(await heard).toEqual([
    { kind: 'run', taskId: 'a' },
    { kind: 'settings', settings },
  ])
})
