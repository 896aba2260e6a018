import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { TrafficControl } from './traffic-control.ts'

/** Takes pieces for as long as it is told, as a download does, and answers how many bytes these were. */
const READER = `
import { parentPort, workerData } from 'node:worker_threads'
const { TrafficControl } = await import(workerData.module)
const control = new TrafficControl(workerData.rate, workerData.memory)
parentPort.postMessage('ready')
parentPort.once('message', async () => {
  let bytes = 0
  for (const end = Date.now() + workerData.milliseconds; Date.now() < end; bytes += 65536) {
    const wait = control.charge(65536)
    if (wait >= 1) await new Promise((resolve) => setTimeout(resolve, wait))
  }
  parentPort.postMessage(bytes)
  parentPort.close()
})`

test('40 several threads keep one budget together, within a tenth', async () => {
  const rate = 20_000_000
  const milliseconds = 1000
  const control = new TrafficControl(rate)
  const module = new URL('./traffic-control.ts', import.meta.url).href
  const workerData = { module, rate, memory: control.memory, milliseconds }
  const url = new URL(`data:text/javascript,${encodeURIComponent(READER)}`)
  const workers = [1, 2, 3].map(() => new Worker(url, { workerData }))
  const next = (worker: Worker): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve))
  await Promise.all(workers.map(next))
  const begin = performance.now()
  const counts = workers.map(next) as Promise<number>[]
  for (const worker of workers) worker.postMessage('go')
  const bytes = (await Promise.all(counts)).reduce((sum, one) => sum + one, 0)
  const seconds = (performance.now() - begin) / 1000
  expect(bytes / seconds).toBeLessThanOrEqual(1.1 * rate)
  // Far from nothing: the budget is used, whatever else this machine does.
  expect(bytes).toBeGreaterThan(rate / 4)
})

test('40 a pause in one thread is one in all', () => {
  const one = new TrafficControl()
  const other = new TrafficControl(undefined, one.memory)
  one.pausedByUser = true
  expect(other.paused).toBe(true)
  other.pausedByPolicy = true
  other.pausedByUser = false
  expect([one.paused, one.pausedByUser]).toEqual([true, false])
  one.pausedByPolicy = false
  expect(other.paused).toBe(false)
})
