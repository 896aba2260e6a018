import type { TaskBody } from '#shared/api/task'

/** Something a task went on without. */
export interface TaskWarning {
  code: string
  description: string
  advice: string | null
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
