/** Sharing with other machines: the content at an address of the network, beside the one of this machine. */

/** What a user asks for. */
export interface SharingWish {
  /** An address of this machine; `0.0.0.0` or `::` for all it has now. */
  host: string
  /** Default: the port of this machine's own address. */
  port?: number | undefined
  /** Over TLS, with a certificate that is made for it. */
  tls?: boolean | undefined
}

export interface SharingBody {
  shared: boolean
  /** As it was asked for; null when it is not shared. */
  host: string | null
  port: number | null
  tls: boolean
  /** Where others reach it. */
  urls: string[]
  /** SHA-256 of the certificate, to be compared by people; null without TLS. */
  fingerprint: string | null
  /** The certificate itself in PEM form, for clients to trust; null without TLS. */
  certificate: string | null
  /** Why it cannot be reached although it should, or null. */
  problem: string | null
}

/** What is said while nothing is shared. */
export const NOT_SHARED: SharingBody = {
  shared: false,
  host: null,
  port: null,
  tls: false,
  urls: [],
  fingerprint: null,
  certificate: null,
  problem: null,
}

/** Requests and body bytes that the content server answered with, since the start. */
export interface ServedBody {
  requests: number
  bytes: number
}

/** The same by distribution and of the way to upstreams. */
export interface ContentCounts {
  total: ServedBody
  /** By base path. */
  distributions: Record<string, ServedBody>
  /** Files fetched because a client asked for them, and how often that failed. */
  upstream: { fetches: number; failures: number }
}

export interface ContentTrafficBody {
  total: ServedBody
  distributions: {
    base_path: string
    distribution: string | null
    /** Of the repository it serves. */
    repository: string | null
    requests: number
    bytes: number
  }[]
  /** Files fetched because a client asked for them, and how often that failed. */
  upstream: { fetches: number; failures: number }
}
