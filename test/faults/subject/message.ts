import type { Facts } from '../operations.ts'
import type { Acknowledged } from '../oracle.ts'

/** What the process is to do. */
export interface SubjectPlan {
  data: string
  operation: string
  facts: Facts
  /** Whether the folder is opened before the fault is set, or under it. */
  opened: boolean
  /** How often the operation is tried at most. */
  tries: number
}

/** What it says. */
export type Message =
  | { kind: 'ready'; main: number; pool: number }
  /** The operation was not taken on, or its end is not on record. */
  | { kind: 'refused'; reason: string }
  /** What lies in tmp/ when all is done. */
  | { kind: 'tmp'; names: string[] }
  | { kind: 'closed' }
  | Acknowledged
