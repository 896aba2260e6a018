import type { TaskBody } from '#shared/api/task'

/** What a check of the store found wrong. */
export interface Findings {
  count: number
  /** Damaged or missing files, each with the mirrors it concerns. */
  files: string[]
  problems: string[]
}

/** What the task found, or null when it is no check or found nothing. */
export function findingsOf(task: TaskBody): Findings | null {
  if (task.name !== 'core.verify' || task.result === null || typeof task.result !== 'object') return null
  const result = task.result as Record<string, unknown>
  const files = list(result.damaged).map(nameOf)
  const problems = list(result.problems).map(String)
  const count = files.length + problems.length
  return count === 0 ? null : { count, files, problems }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function nameOf(file: unknown): string {
  const { sha256, paths, repositories } = file as Record<string, unknown>
  const name = list(paths).join(', ') || String(sha256)
  const mirrors = list(repositories).join(', ')
  return mirrors === '' ? name : `${name} (${mirrors})`
}
