import type { TaskBody } from '#shared/api/task'

/** Something a task went on without. */
export interface TaskWarning {
  code: string
  description: string
  advice: string | null
}

/** What a sync could not get and went on without. */
export interface LeftOut {
  count: number
  /** The first of them. */
  paths: string[]
}

/** The files a sync set aside, as its result lists them; null when there were none. */
export function leftOutOf({ result }: Pick<TaskBody, 'result'>): LeftOut | null {
  if (result === null || typeof result !== 'object' || !('failures' in result)) return null
  const { failures, quarantined } = result as { failures: unknown; quarantined?: unknown }
  if (!Array.isArray(failures) || failures.length === 0) return null
  const paths = failures.map((one: { relative_path?: unknown } | null) => String(one?.relative_path ?? ''))
  return { count: typeof quarantined === 'number' ? quarantined : paths.length, paths }
}

/** The warnings a task ended with, as its result lists them. */
export function warningsOf({ result }: Pick<TaskBody, 'result'>): TaskWarning[] {
  if (result === null || typeof result !== 'object' || !('warnings' in result)) return []
  const { warnings } = result
  if (!Array.isArray(warnings)) return []
  return warnings.filter(
    (one): one is TaskWarning => typeof (one as Partial<TaskWarning> | null)?.description === 'string',
  )
}
