import { parsePrn } from '#shared/prn'
import type { TaskBody } from '#shared/api/task'

/** The id in an API address: its last segment. */
export function idOf(href: string): string {
  return (
    href
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? ''
  )
}

/** Ids of the repositories a task works on, from its reservations (shared ones are marked `shared:`). */
export function repositoryIds(task: Pick<TaskBody, 'reserved_resources_record'>): string[] {
  return task.reserved_resources_record.flatMap((resource) => {
    const prn = parsePrn(resource.replace(/^shared:/, ''))
    return prn?.model.endsWith('repository') ? [prn.id] : []
  })
}
