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
  seat.cancel('a')
  expect(asked).toEqual(['worker-wanted'])
  expect(await thread(3)).toEqual([
    { kind: 'run', taskId: 'a' },
    { kind: 'pause', taskId: 'a' },
    { kind: 'cancel', taskId: 'a' },
  ])
})

test('a thread without a task for a while may end, and the next task asks for another', async () => {
  seat.run('a')
  const { port1, port2 } = new MessageChannel()
  seat.connect(port1)
  // A port that nobody listens to hears of nothing.
  port2.on('message', () => undefined)
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
