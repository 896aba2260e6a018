import type { TaskBody } from './api/task.ts'
import type { ErrorBody } from './error.ts'

/** Something a user may want to know although they are not looking. */
export interface NotificationBody {
  /** Of the message. */
  id: string
  params: Readonly<Record<string, string | number>>
  level: 'info' | 'error'
  /** The message in the server's language. */
  title: string
  /** What went wrong and what to do about it; null when there is nothing to add. */
  body: string | null
  /** What `body` is made of. */
  error: ErrorBody | null
  /** The tasks, or the group of tasks, it is about. */
  hrefs: readonly string[]
  /** ISO 8601, UTC. */
  created: string
}

/** Something changed. Interfaces refresh what they show of it; task events carry the whole task so that no extra request is needed. */
export interface EngineEvent {
  /** Grows by one with each event of a running host; a gap means events were missed and views should reload. */
  seq: number
  type: 'task' | 'resource' | 'notification'
  action: 'created' | 'updated' | 'deleted'
  href: string
  prn: string
  pulp_type?: string
  body?: TaskBody
  /** With type `notification`. */
  notification?: NotificationBody
}

/** An event before the host numbers it. */
export type EngineEventDraft = Omit<EngineEvent, 'seq'>
