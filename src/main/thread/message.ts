/** What the threads of a host say to each other. Plain data and ports only. */
import type { MessagePort } from 'node:worker_threads'
import type { AboutBody, MirrorPreview } from '#shared/api/mirror'
import type { Language } from '#shared/i18n/language'
import type { ContentCounts, SharingBody, SharingWish } from '#shared/api/sharing'
import type { ErrorBody } from '#shared/error'
import type { EngineEvent, EngineEventDraft } from '#shared/event'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { ReadValue } from '#engine/db/reader'
import type { Settings } from '#engine/settings/load'
import type { SettingsSource } from '#engine/settings/settings-keeper'
import type { PowerFacts } from '#engine/download/traffic-policy'
import type { Traffic } from '#engine/download/traffic-meter'

export interface ListenAddress {
  host: string
  port: number
}

/** Given to every thread at its start. */
export interface ThreadStart {
  dataDir: string
  settings: Settings
  /** Of the traffic control that all threads share. */
  traffic: SharedArrayBuffer
  /** Name in logs and, for workers, in task rows. */
  name: string
}

/** Given to a thread that works out one preview. */
export interface PlanStart extends ThreadStart {
  /** The body of the request, not yet checked. */
  request: unknown
  language: Language
}

/** The preview or why there is none, and what was fetched for it. */
export type FromPlan = { traffic: Traffic } & (
  | { preview: MirrorPreview }
  | { error: ErrorBody; status: number; fields?: Readonly<Record<string, string[]>> }
)

export interface EngineStart extends ThreadStart {
  /** Worker threads there should be. */
  workers: number
  apiListen: ListenAddress | null
  /** Where the API listens for programs of this user, when it does not listen for others. */
  apiSocket: string | null
  uiDir: string | null
  adminPassword: string
  ownerToken: string
  host: AboutBody['host']
  /** Where the settings come from. */
  settingsSource: Pick<SettingsSource, 'path' | 'commandLine' | 'policy'>
}

/** TLS with a certificate of our own, or with one from files. */
export type ContentTls = 'generated' | { cert: string; key: string }

export interface ContentStart extends ThreadStart {
  listen: ListenAddress
  tls: ContentTls | null
  adminPassword: string
}

/** Host to engine. */
export type ToEngine =
  | { kind: 'request'; id: number; request: ApiRequest }
  | { kind: 'worker'; name: string; port: MessagePort }
  | { kind: 'worker-gone'; name: string }
  | { kind: 'content'; url: string; port: MessagePort }
  | { kind: 'serve' }
  | { kind: 'sign-in-token'; id: number }
  | { kind: 'power'; facts: PowerFacts }
  | { kind: 'stop' }

/** Engine to host. */
export type FromEngine =
  | { kind: 'opened' }
  | { kind: 'ready'; apiUrl: string | null; uiUrl: string | null }
  | { kind: 'failed'; error: ErrorBody }
  | { kind: 'response'; id: number; response: ApiResponse }
  | { kind: 'token'; id: number; token: string }
  | { kind: 'event'; event: EngineEvent }
  /** A task waits for this worker's thread; or nothing has come for it in a while. */
  | { kind: 'worker-wanted' | 'worker-rests'; name: string }
  | { kind: 'stopped' }

/** Worker or content thread to host. */
export type FromThread =
  | { kind: 'ready'; url: string | null }
  | { kind: 'failed'; error: ErrorBody }
  | { kind: 'stopped' }
/** Host to worker or content thread. */
export type ToThread = { kind: 'connect'; port: MessagePort } | { kind: 'stop' }

/** Engine to worker, over their own port. */
export type ToWorker =
  | { kind: 'run' | 'cancel' | 'pause' | 'resume'; taskId: string }
  /** Settings that count from now on. */
  | { kind: 'settings'; settings: Partial<Settings> }

/** Worker or content thread to engine, over their own port. */
export type ToEnginePort =
  | { kind: 'idle' }
  | { kind: 'wake' }
  | { kind: 'event'; event: EngineEventDraft }
  | { kind: 'traffic'; traffic: Traffic }
  | FromContent

/** Content thread to engine, beside the above. */
export type FromContent =
  | { kind: 'alive' }
  | { kind: 'served'; counts: ContentCounts }
  | { kind: 'sharing'; id: number | null; state: SharingBody; error?: ErrorBody }

/** Engine to content thread, over their own port. */
export interface ToContent {
  kind: 'share'
  id: number
  wish: SharingWish | null
}

/** A question for the thread that reads, and its answer. */
export interface ToReader {
  id: number
  sql: string
  values: ReadValue[]
}
export type FromReader = { id: number; rows: unknown[] } | { id: number; error: ErrorBody }
