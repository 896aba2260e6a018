import type { TaskBody } from './api/task.ts'

/** Something changed. Interfaces refresh what they show of it; task events carry the whole task so that no extra request is needed. */
export interface EngineEvent {
  /** Grows by one with each event of a running host; a gap means events were missed and views should reload. */
  seq: number
  type: 'task' | 'resource'
  action: 'created' | 'updated' | 'deleted'
  href: string
  prn: string
  pulp_type?: string
  body?: TaskBody
}

/** An event before the host numbers it. */
export type EngineEventDraft = Omit<EngineEvent, 'seq'>
