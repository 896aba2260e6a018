import type { MessagePort } from 'node:worker_threads'
import type { TrafficMeter } from '#engine/download/traffic-meter'
import type { ToEnginePort } from './message.ts'

const INTERVAL = 250

/** Tells the engine what this thread fetched, whenever it changed. Answers the way to stop, which reports once more. */
export function reportTraffic(meter: TrafficMeter, port: MessagePort): () => void {
  let last = -1
  const report = (): void => {
    const { requests, bytes, retries, resumed } = meter
    if (requests + bytes === last) return
    last = requests + bytes
    port.postMessage({ kind: 'traffic', traffic: { requests, bytes, retries, resumed } } satisfies ToEnginePort)
  }
  const timer = setInterval(report, INTERVAL)
  timer.unref()
  return () => {
    clearInterval(timer)
    report()
  }
}
