import { app } from 'electron'
import { deadline } from './deadline.ts'
import { log } from './log.ts'

const STOP_LIMIT_MS = 5000

/**
 * Lets the engine come to rest before the process ends, at most five seconds. What is cut off then is safe by design; `abandon` runs first,
 * so that nobody is sent to a host that is gone.
 */
export function stopBeforeQuit(stop: () => Promise<void>, abandon: () => void): void {
  let isStopping = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (isStopping) return
    isStopping = true
    deadline(stop(), STOP_LIMIT_MS)
      .catch((error: unknown) => {
        log.error({ err: error }, 'engine did not stop cleanly')
        abandon()
      })
      .finally(() => app.exit(0))
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}
