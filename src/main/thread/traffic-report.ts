import type { MessagePort } from 'node:worker_threads'
import type { TrafficMeter } from '#engine/download/traffic-meter'
import type { ToEnginePort } from './message.ts'

const INTERVAL = 250

export interface TrafficReporter {
  /** Reports now, if anything changed. */
  report(): void
  /** Reports once more and no longer. */
  stop(): void
}

/** Tells the engine what this thread fetched, soon after it changed. */
export function reportTraffic(meter: TrafficMeter, port: MessagePort): TrafficReporter {
  let last = -1
  const report = (): void => {
    const { requests, bytes, retries, resumed } = meter
    if (requests + bytes === last) return
    last = requests + bytes
    port.postMessage({ kind: 'traffic', traffic: { requests, bytes, retries, resumed } } satisfies ToEnginePort)
  }
  const timer = setInterval(report, INTERVAL)
  timer.unref()
  const stop = (): void => {
    clearInterval(timer)
    report()
  }
  return { report, stop }
}
