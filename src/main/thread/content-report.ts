import type { ContentServer } from '#content-server/server'
import type { Sharing } from '#content-server/sharing'
import type { FromContent } from './message.ts'

/** Milliseconds between two signs of life. */
const HEARTBEAT = 2000

/** Tells the engine that the content server is there, where it is shared, and what it served. */
export function reportContent(
  server: ContentServer,
  sharing: Sharing,
  send: (message: FromContent) => void,
): { stop(): void } {
  let last = -1
  const report = (): void => {
    const counts = server.stats()
    if (counts.total.requests === last) send({ kind: 'alive' })
    else send({ kind: 'served', counts })
    last = counts.total.requests
  }
  send({ kind: 'sharing', id: null, state: sharing.state })
  report()
  const timer = setInterval(report, HEARTBEAT)
  timer.unref()
  return {
    stop() {
      clearInterval(timer)
      report()
    },
  }
}
