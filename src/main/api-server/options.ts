import type { AboutBody, MirrorPreview } from '#shared/api/mirror'
import type { ContentCounts, SharingBody, SharingWish } from '#shared/api/sharing'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { NotificationBody } from '#shared/event'
import type { TrafficRule } from '#engine/download/traffic-policy'
import type { Traffic } from '#engine/download/traffic-meter'
import type { Reader } from '#engine/db/reader'
import type { Engine } from '#engine/engine'
import type { Machine } from '#engine/machine/machine'
import type { EventHub } from '#engine/event-hub'
import type { SettingsKeeper } from '#engine/settings/settings-keeper'
import type { Scheduler } from '#engine/tasking/scheduler'

/** What the API asks of the content server. */
export interface ContentSide {
  /** Milliseconds since the epoch when it last said that it is there; null when it is not. */
  readonly lastSeen: number | null
  readonly sharing: SharingBody | null
  readonly served: ContentCounts
  /** @throws StillwaterError what the listener says */
  share(wish: SharingWish | null): Promise<SharingBody>
}

export interface ApiServerOptions {
  engine: Engine
  scheduler: Scheduler
  events: EventHub
  adminPassword: string
  /** Accepted as a bearer token; the user's own command line reads it from the owner file. */
  ownerToken: string
  /** Where clients reach the content server, without a path. */
  contentUrl: () => string
  /** Where this machine reaches it, when that is somewhere else. */
  ownContentUrl?: () => string
  about: () => AboutBody
  /** Folder of the built interface; null serves none. */
  uiDir: string | null
  workers: () => readonly string[]
  /** The content server's side; hosts have one. */
  content?: ContentSide
  /** Worker threads there should be; as many as there are, unless it is said. */
  expectedWorkers?: () => number
  /** For reads that take long; in the calling thread unless it is said. */
  reader?: Reader
  /** What was fetched from upstreams since the start. */
  traffic?: () => Traffic
  /** Works out a heavy preview where nobody else waits for it; in this very thread unless it is said. */
  previewApart?: (request: unknown, signal: AbortSignal) => Promise<MirrorPreview>
  /** The computer whose package managers are looked at; this one unless it is said. */
  machine?: Machine
  /** Where the settings come from; those of the data folder's file unless said otherwise. */
  settings?: SettingsKeeper
  /** What holds traffic back just now besides the user. */
  trafficRule?: () => TrafficRule
  /** Notices since the start, the newest first. */
  notifications?: () => readonly NotificationBody[]
}

export interface ApiServer {
  /** A request of this very process: trusted as admin. Never rejects; problems are statuses. */
  request(request: ApiRequest): Promise<ApiResponse>
  /** Answers the URL, without a trailing slash. @throws StillwaterError `host.port_busy` */
  listen(address: { host: string; port: number }): Promise<string>
  /** Listens on a Unix socket or named pipe, for programs of this user that know the owner token. @throws StillwaterError `host.cannot_listen` */
  listenOn(socket: string): Promise<void>
  /** A token that signs in once, for the address of the interface. */
  signInToken(): string
  close(): Promise<void>
}
