import type { MirrorBody } from '#shared/api/mirror'
import { isFinal } from './progress.ts'

/** How a mirror is, said honestly: green only when nothing is amiss. */
export type Condition = 'ok' | 'syncing' | 'paused' | 'failed' | 'incomplete' | 'stale' | 'never' | 'empty'

type Facts = Pick<MirrorBody, 'health' | 'last_task' | 'quarantined' | 'remote' | 'latest_version'>

const DAY_MS = 86_400_000
/** A mirror with an upstream that nobody has asked for so many days tells of a world gone by. */
export const STALE_DAYS = 30

/** When the mirror was last worked on, in milliseconds; null when never. */
function lastWork({ last_task: task, latest_version: version }: Facts): number | null {
  const time = task?.finished_at ?? version?.pulp_created
  return time === undefined ? null : Date.parse(time)
}

/** The one word for a mirror: what runs first, then what is wrong, the worst first. */
export function conditionOf(mirror: Facts, now = Date.now()): Condition {
  const { last_task: task, remote, latest_version: version } = mirror
  if (task && !isFinal(task.state)) return task.paused_at === null ? 'syncing' : 'paused'
  if (mirror.health === 'failed') return 'failed'
  if (mirror.quarantined > 0) return 'incomplete'
  if (remote !== null && task === null && (version?.number ?? 0) === 0) return 'never'
  if (mirror.health === 'empty') return 'empty'
  const last = lastWork(mirror)
  if (remote !== null && last !== null && now - last > STALE_DAYS * DAY_MS) return 'stale'
  return 'ok'
}

const PROBLEMS: readonly Condition[] = ['failed', 'incomplete', 'stale']

/** Whether somebody should look at it. */
export function isProblem(condition: Condition): boolean {
  return PROBLEMS.includes(condition)
}

/** Whether clients get an older version than the newest, such as after rolling back. */
export function isHeldBack({ held, latest_version: latest }: Pick<MirrorBody, 'held' | 'latest_version'>): boolean {
  return held !== null && held !== latest?.number
}
