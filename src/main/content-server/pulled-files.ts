/** Files of an upstream that no document tells of: found by their address when they are here, else passed on while they come, and kept. */
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { RemoteInstance } from '#engine/db/masters'
import type { Artifact } from '#engine/artifact/artifact'
import type { Engine } from '#engine/engine'
import type { PulledFile } from '#engine/plugin/declaration'
import { DeclarativeArtifact, DeclarativeContent } from '#engine/stages/declarative'
import { saveRemoteUnit } from '#engine/stages/save-remote-unit'
import { BoundedMap } from './bounded-map.ts'
import { contentTypeOf } from './content-type.ts'
import type { Exchange } from './exchange.ts'
import { entryById } from './lookup.ts'
import type { Errand, OnDemand } from './on-demand.ts'
import { refuse, sendFlight, type SendStored } from './send-cold.ts'
import type { Site } from './site.ts'
import { UnavailableError } from './source.ts'
import { fileAt } from './stored-file.ts'

/** A unit and its one file. */
export interface Saved {
  contentId: string
  contentArtifactId: string
}

/** A request for such a file. */
export interface Wanted {
  readonly exchange: Exchange
  readonly site: Site
  readonly remote: RemoteInstance
  readonly pulled: PulledFile
  readonly sendStored: SendStored
}

const REMEMBERED = 4096
/** Milliseconds for which a file that may change is not asked for again, nor one that upstream does not have. */
const FRESH = 60_000
/** Milliseconds for which an upstream that could not be asked is not asked for the file again; clients are told to wait as long. */
const PAUSE = 10_000

/** The newest that a remote gave at an address, and that is here: sources are looked for from the path, which is indexed. */
const STORED = `SELECT ca.pulp_id AS file, ca.content_id AS content FROM core_contentartifact ca
  CROSS JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id AND ra.remote_id = @remote
  CROSS JOIN core_content c ON c.pulp_id = ca.content_id
  WHERE ca.relative_path = @path AND ra.url = @url AND ca.artifact_id IS NOT NULL
  ORDER BY ca.pulp_id IS @last DESC, c.timestamp_of_interest DESC, ra.pulp_id DESC LIMIT 1`

/** Whether the newest version of a repository has anything at a path. */
const TAKEN = `SELECT 1 FROM core_contentartifact ca
  CROSS JOIN core_repositorycontent m ON m.content_id = ca.content_id AND m.repository_id = ?
  WHERE ca.relative_path = ? AND m.version_removed IS NULL`

export class PulledFiles {
  readonly #engine: Engine
  readonly #onDemand: OnDemand
  readonly #keep: (site: Site, saved: Saved) => void
  /** What came last, and until when (milliseconds) it counts if it may change. */
  readonly #last = new BoundedMap<{ contentArtifactId: string; until: number }>(REMEMBERED)
  readonly #failures = new BoundedMap<{ error: UnavailableError; until: number }>(REMEMBERED)

  /** `keep` adds a unit to the repository of a site. */
  constructor(engine: Engine, onDemand: OnDemand, keep: (site: Site, saved: Saved) => void) {
    this.#engine = engine
    this.#onDemand = onDemand
    this.#keep = keep
  }

  async send(wanted: Wanted): Promise<void> {
    const { exchange, pulled } = wanted
    const key = keyOf(wanted)
    const last = this.#last.get(key)
    const here = this.#find(wanted, last?.contentArtifactId)
    const counts = !pulled.mutable || (last !== undefined && last.until > Date.now())
    if (here && (counts || exchange.onlyIfCached)) return await this.#sendHere(wanted, here)
    if (exchange.onlyIfCached) return exchange.notStored()
    const error = this.#knownFailure(key) ?? (await this.#fetch(wanted, key))
    if (error === null) return
    if (here && error.status !== 404) return await this.#sendHere(wanted, here)
    refuse(exchange, error)
  }

  #find({ remote, pulled: { relativePath: path, url } }: Wanted, last: string | undefined): Saved | null {
    const bind = { remote: uuidToBlob(remote.pulp_id), path, url, last: last === undefined ? null : uuidToBlob(last) }
    const row = this.#engine.catalogue.prepare(STORED).get(bind) as { file: Buffer; content: Buffer } | undefined
    return row ? { contentArtifactId: blobToUuid(row.file), contentId: blobToUuid(row.content) } : null
  }

  async #sendHere({ site, pulled, sendStored }: Wanted, here: Saved): Promise<void> {
    const { catalogue } = this.#engine
    const file = fileAt(catalogue, site, pulled.relativePath, entryById(catalogue, here.contentArtifactId))
    if (file.kind !== 'stored') throw new TypeError('it was found as stored')
    this.#join(site, pulled, here)
    // When it was fetched says nothing of when it changed.
    await sendStored(pulled.mutable ? { ...file, mutable: true, lastModified: null } : file)
  }

  #join(site: Site, { joins, relativePath }: PulledFile, saved: Saved): void {
    const { repository_id: repository } = site.distribution
    if (!joins || repository === null) return
    const taken = this.#engine.catalogue.prepare(TAKEN).get(uuidToBlob(repository), relativePath)
    if (taken === undefined) this.#keep(site, saved)
  }

  /** Answers why it could not be had, or null when the request is answered. */
  async #fetch(wanted: Wanted, key: string): Promise<UnavailableError | null> {
    const { exchange, site, pulled, sendStored } = wanted
    const { relativePath: path, mutable } = pulled
    const contentType = site.declaration.contentType?.(path) ?? contentTypeOf(path)
    const flight = this.#onDemand.boardFor(key, () => this.#errandFor(wanted, key))
    try {
      await sendFlight(
        exchange,
        { kind: 'cold', contentArtifactId: '', path, contentType, mutable },
        flight,
        sendStored,
      )
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
      this.#failures.set(key, { error, until: Date.now() + (error.status === 404 ? FRESH : PAUSE) })
      if (!exchange.response.headersSent) return error
      exchange.abort()
    } finally {
      this.#onDemand.leave(key, flight)
    }
    return null
  }

  #errandFor(wanted: Wanted, key: string): Errand {
    const { remote, pulled } = wanted
    const { url, relativePath: name } = pulled
    const source = { id: '', remoteId: remote.pulp_id, url, size: null, digests: {}, failedAt: null }
    return {
      name,
      sources: [{ ...source, policy: remote.policy }],
      find: () => null,
      link: () => undefined,
      stored: (artifact) => this.#save(wanted, artifact, key),
      // A path that leads to a folder is none of a file, whatever page the folder has.
      accepts: (found) => !new URL(found).pathname.endsWith('/'),
    }
  }

  async #save({ site, remote, pulled }: Wanted, { id, size, digests }: Artifact, key: string): Promise<void> {
    const { url, relativePath } = pulled
    const artifact = new DeclarativeArtifact({ artifact: { id, size, digests }, url, relativePath, remote })
    const unit = new DeclarativeContent({ content: pulled.toUnit(digests), dArtifacts: [artifact] })
    const saved = await saveRemoteUnit(this.#engine, unit)
    this.#last.set(key, { contentArtifactId: saved.contentArtifactId, until: Date.now() + FRESH })
    this.#join(site, pulled, saved)
  }

  #knownFailure(key: string): UnavailableError | null {
    const known = this.#failures.get(key)
    return known && known.until > Date.now() ? known.error : null
  }
}

/** A remote that was changed is asked anew. */
function keyOf({ remote, pulled }: Wanted): string {
  return `${remote.pulp_id} ${remote.pulp_last_updated} ${pulled.url}`
}
