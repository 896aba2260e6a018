/**
 * Preload (`node --import`) that measures how long the host's own loop is blocked; writes the figures when the process ends. SIGUSR2 starts anew:
 * what loading the program took is not what a window feels.
 */
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

if (isMainThread && process.env.LOOP_DELAY_FILE) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  process.on('SIGUSR2', () => delay.reset())
  process.on('exit', () => {
    const milliseconds = (value) => Math.round(value / 1e4) / 100
    const figures = { p99: milliseconds(delay.percentile(99)), max: milliseconds(delay.max), samples: delay.count }
    writeFileSync(process.env.LOOP_DELAY_FILE, JSON.stringify(figures))
  })
}
