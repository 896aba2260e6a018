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
  /** In place of a body: a PUT to an upload. */
  chunk?: ApiChunk
}

/** Bytes of one chunk of an upload, at most: what crosses a wire at once, and what its ends hold of a file. */
export const CHUNK_BYTES = 4 * 1024 * 1024

/** A piece of a file on its way into an upload. */
export interface ApiChunk {
  /** Place of its first byte within the file. */
  start: number
  /** Bytes of the whole file. */
  total: number
  bytes: Uint8Array
}

export interface ApiResponse {
  status: number
  /** JSON value, or null when the answer has no body. */
  body: unknown
}

export const API_ROOT = '/pulp/api/v3/'
export const OWN_API_ROOT = '/stillwater/api/v1/'
