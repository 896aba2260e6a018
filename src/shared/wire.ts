import type { Language } from './i18n/language.ts'

/** The one API as it travels over either wire: IPC in Electron, HTTP in a browser. */

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ApiRequest {
  method: ApiMethod
  /** Absolute path such as `/pulp/api/v3/tasks/`. */
  path: string
  query?: Record<string, string | string[]>
  /** JSON value. */
  body?: unknown
  /** What the answer's sentences are in; English unless given. */
  language?: Language
}

export interface ApiResponse {
  status: number
  /** JSON value, or null when the answer has no body. */
  body: unknown
}

export const API_ROOT = '/pulp/api/v3/'
export const OWN_API_ROOT = '/stillwater/api/v1/'
