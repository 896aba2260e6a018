/** What can be asked of a downloader, and what it answers. */
import type { Readable } from 'node:stream'
import type { DigestName, Digests } from '#shared/digest'
import type { PartialStore } from '../artifact/partial-store.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { Brakes } from './brakes.ts'
import type { Network } from './network-boundary.ts'
import type { MinimumRate } from './speed-guard.ts'
import type { TrafficMeter } from './traffic-meter.ts'

/** Pulp's Remote fields that concern the transport; null or absent means the default. Timeouts in seconds. */
export interface RemoteSettings {
  /** Credentials, custom headers and the client certificate go to the origin of this address and nowhere else. */
  url?: string | null
  /**
   * Other addresses of the same upstream: what lies below `url`, or beside it when it is a file, lies in the same place there. They get
   * neither credentials nor custom headers nor the client certificate.
   */
  mirrors?: readonly string[] | null
  /** PEM. */
  ca_cert?: string | null
  client_cert?: string | null
  client_key?: string | null
  /** Default true. */
  tls_validation?: boolean | null
  username?: string | null
  password?: string | null
  proxy_url?: string | null
  proxy_username?: string | null
  proxy_password?: string | null
  /** Requests under way at once; default 10. */
  download_concurrency?: number | null
  /** Attempts after the first; default 3. */
  max_retries?: number | null
  /** For one attempt as a whole; default none. */
  total_timeout?: number | null
  /** For making a connection; default 30. */
  connect_timeout?: number | null
  /** The same; wins over connect_timeout. */
  sock_connect_timeout?: number | null
  /** Between two reads; default 60. */
  sock_read_timeout?: number | null
  /** Sent with every request to the remote's origin. A User-Agent is appended to ours. */
  headers?: readonly Readonly<Record<string, string>>[] | null
  /** Requests per second; default no limit. */
  rate_limit?: number | null
}

/** The part of a pino logger that is used. */
export interface DownloadLog {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface DownloaderOptions {
  /** Existing folder for temporary files, on the file system of the store. */
  tempDir: string
  /** ALLOWED_CONTENT_CHECKSUMS. */
  allowed: readonly DigestName[]
  userAgent: string
  log?: DownloadLog
  meter?: TrafficMeter
  /** Folders below which file:// addresses may be read (ALLOWED_IMPORT_PATHS); default none. */
  allowedImportPaths?: readonly string[]
  /** Where beginnings of large files are kept when a download is cut off; default nowhere. */
  partials?: PartialStore
  /** Default: 1 KiB/s over 30 s. */
  minimumRate?: MinimumRate
  /** Pauses and the budget of the host; default none. */
  brakes?: Brakes
  /** Default: the system's. */
  network?: Network
  /** First pause between attempts in milliseconds, doubled each time up to 30 s; default 500. */
  retryDelay?: number
}

export interface BaseRequest {
  url: string
  /** Other addresses of the very same bytes, to be tried when the first does not give them. */
  otherUrls?: readonly string[]
  /** Sent to the origin of `url`; dropped when a redirect leaves it. */
  headers?: Readonly<Record<string, string>>
  expected?: Digests
  /** Bytes. */
  expectedSize?: number
  /** Bytes; the cap when no size is expected. Default 50 GiB for files and streams, 64 MiB for what is kept in memory. */
  maxSize?: number
  /** What to call it in messages; default the last segment of the path. */
  name?: string
  signal?: AbortSignal
}

export interface DownloadRequest extends BaseRequest {
  /** Bytes of the file received so far; falls back when an upstream makes us start over. */
  onProgress?(bytes: number): void
}

export interface FetchRequest extends BaseRequest {
  /** Sent as the body of a POST. It has to be one that may be sent twice: it is tried again like everything else. */
  post?: Uint8Array
  /** Answers `notModified` when the upstream's copy is still the one these name. */
  ifNoneMatch?: string | null
  ifModifiedSince?: string | null
}

/** Facts of a response; the names of headers are lower case and only harmless ones are passed on. */
export interface ResponseFacts {
  /** Final address after redirects. */
  url: string
  etag: string | null
  lastModified: string | null
  headers: Readonly<Record<string, string>>
}

export interface DownloadResult extends ResponseFacts {
  file: TemporaryFile
}

export interface FetchResult<Body> extends ResponseFacts {
  /** The upstream answered 304; `body` is empty then (for JSON: null). */
  notModified: boolean
  body: Body
}

export interface StreamResult extends ResponseFacts {
  /** 200, or 206 when a Range header was given and honoured. */
  status: number
  /** Bytes to come, when the upstream says. */
  size: number | null
  /** Errors with a StillwaterError. Destroying it ends the transfer; until it ends it holds one of the remote's slots. */
  body: Readable
}
