import { join } from 'node:path'
import { destination, pino, stdTimeFunctions, type Logger } from 'pino'
import { redact } from '#shared/redact'
import { dataFolderAt } from '#engine/data-folder'
import { REMOTE_SECRETS } from '#engine/db/table/master'
import type { ThreadStart } from './message.ts'

/** Fields that may hold secrets are masked wherever they turn up. */
const SECRETS = [...REMOTE_SECRETS, 'authorization', 'cookie', 'token']

/** JSON lines in the data folder's log/, one file for all threads; lines are appended whole. */
export function threadLog(start: ThreadStart): Logger {
  const file = join(dataFolderAt(start.dataDir).log, 'stillwater.log')
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    {
      level: start.settings.LOG_LEVEL,
      base: { thread: start.name },
      // As in the access log beside it, and as people read it.
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths, censor: '***' },
      // Messages and stacks of errors are the words of others.
      hooks: { streamWrite: redact },
    },
    destination({ dest: file, append: true, mkdir: true, sync: true, mode: 0o600 }),
  )
}
