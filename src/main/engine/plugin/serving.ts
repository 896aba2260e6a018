/** What a plugin answers to clients by itself: requests below its distributions and its own roots, and fetching while they wait. */
import type { Logger } from 'pino'
import type { Catalogue } from '../db/catalogue.ts'
import type { DistributionInstance, RemoteInstance } from '../db/masters.ts'
import type { AnyModel } from '../db/model.ts'
import type { VersionRef } from '../repository/version.ts'
import type { Settings } from '../settings/load.ts'
import type { Digests } from '#shared/digest'
import type { DeclarativeContent, Unit } from '../stages/declarative.ts'

/** A request below a distribution's base path. */
export interface ContentRequest {
  method: 'GET' | 'HEAD'
  /** Decoded once, relative to the distribution, without a leading slash; a trailing slash is kept. */
  path: string
  /** Raw path as the client spelled it, relative to the distribution. */
  rawPath: string
  /** What follows the question mark, as the client spelled it; empty when there is nothing. */
  query: string
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
  /** Absolute URL of the distribution as this client sees it, ending with a slash. */
  baseUrl: string
  distribution: DistributionInstance
  version: VersionRef | null
}

export interface ServingContext {
  readonly catalogue: Catalogue
  readonly settings: Settings
  readonly log: Logger
}

/** What a plugin's handler answers: a made body, or a path of the version to serve as it is. Null leaves the path to the core. */
export type ContentAnswer =
  | {
      kind: 'body'
      status?: number
      contentType: string
      body: Buffer | string
      etag?: string
      headers?: Readonly<Record<string, string>>
    }
  | { kind: 'artifact'; relativePath: string; contentType?: string }

/** A request below a root of a plugin's own. */
export interface RootRequest {
  method: 'GET' | 'HEAD'
  /** Decoded once, relative to the root, without a leading slash. */
  path: string
  /** What follows the question mark, as the client spelled it; empty when there is nothing. */
  query: string
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
}

/** A made body, or a path of a distribution, which answers as if it had been asked itself: guards, handler and all. */
export type RootAnswer =
  | Extract<ContentAnswer, { kind: 'body' }>
  | { kind: 'distribution'; basePath: string; path: string }

/** A path outside the content prefix that clients of the plugin insist on, such as `/v2/`. Null answers 404. */
export interface ContentRootDeclaration {
  /** Starts and ends with a slash. */
  path: string
  route(request: RootRequest, context: ServingContext): RootAnswer | null
}

/** The upstream of a distribution that fetches what it does not have. */
export interface Upstream {
  readonly remote: RemoteInstance
  /** A JSON document, remembered for a minute; null when upstream has none. @throws StillwaterError `download.*` */
  fetchJson(url: string, accept: string): Promise<unknown>
}

/**
 * A file of which nobody says beforehand what it is: it is passed on while it comes, and kept as the unit that it turns out to be. Where its
 * length is not told either, it is passed on only.
 */
export interface PulledFile {
  kind: 'file'
  /** The remote's, or below it. */
  url: string
  /** Where it is published. */
  relativePath: string
  toUnit(digests: Digests): Unit
  /** Whether upstream may change it: it is asked for again after a minute, and what is here answers while upstream cannot. */
  mutable: boolean
  /** Whether it is added to the repository, if there is one and it has nothing at this path. */
  joins: boolean
}

/** A made body; a unit with one file, which is fetched, served, and added to the repository; or a file that no document tells of. */
export type PullAnswer =
  | Extract<ContentAnswer, { kind: 'body' }>
  | { kind: 'unit'; unit: DeclarativeContent }
  | PulledFile

/** Fetching what a repository does not have while a client waits. Only where the user gave the distribution a remote. */
export interface PullThroughDeclaration {
  remoteTypes: readonly AnyModel[]
  /** Whether what was fetched is found again without a repository that keeps it. */
  withoutRepository?: boolean
  /** Whether upstream is asked for a path: before anybody (documents that list what there is), when it is not here, or never. */
  when(path: string): 'first' | 'missing' | null
  /** Null when upstream has nothing; then, and when it throws, what is here counts. */
  answer(request: ContentRequest, upstream: Upstream, context: ServingContext): Promise<PullAnswer | null>
}
