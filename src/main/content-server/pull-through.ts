/** What a repository does not have, fetched from the remote of the distribution while a client waits, and kept for when there is no network. */
import type { Engine } from '#engine/engine'
import { Remote, Repository, type RemoteInstance } from '#engine/db/masters'
import { uuidToBlob } from '#engine/db/column'
import type { ContentRequest, PullAnswer, PulledFile, Upstream } from '#engine/plugin/declaration'
import { modifyRepository } from '#engine/repository/modify'
import { saveRemoteUnit } from '#engine/stages/save-remote-unit'
import type { DeclarativeContent } from '#engine/stages/declarative'
import { dispatch } from '#engine/tasking/dispatch'
import { failureKindOf } from './source.ts'
import { BoundedMap } from './bounded-map.ts'
import type { Site } from './site.ts'
import type { Exchange } from './exchange.ts'
import type { OnDemand } from './on-demand.ts'
import { PulledFiles, type Saved } from './pulled-files.ts'
import type { SendStored } from './send-cold.ts'
import type { Upstreams } from './upstreams.ts'

interface Remembered {
  readonly value: Promise<unknown>
  /** Milliseconds until which it is not asked for again. */
  until: number
}

/** Documents, and addresses that gave nothing, that are remembered. */
const DOCUMENTS = 64
const MISSES = 4096
/** Milliseconds for which a document is fresh, and one that is not there or cannot be had is not asked for again. */
const FRESH = 60_000
/** Bytes of one document. */
const LARGEST = 200_000_000
/** Milliseconds in which what several requests brought is added to the repository at once. */
const GATHER = 1000
/** How often it is looked whether a file is stored by now. */
const LOOKS = 60

interface Gathered extends Saved {
  repository: string
  looks: number
}

export class PullThrough {
  readonly #engine: Engine
  readonly #upstreams: Upstreams
  readonly #documents = new BoundedMap<Remembered>(DOCUMENTS)
  readonly #misses = new BoundedMap<number>(MISSES)
  /** By ids of the repository and the unit. */
  readonly #gathered = new Map<string, Gathered>()
  readonly #files: PulledFiles
  #timer: NodeJS.Timeout | null = null

  constructor(engine: Engine, onDemand: OnDemand) {
    this.#engine = engine
    this.#upstreams = onDemand.upstreams
    this.#files = new PulledFiles(engine, onDemand, (site, saved) => this.keep(site, saved))
  }

  /** Whether upstream is asked for a path: before anybody, only when there is nothing here, or never. */
  when({ distribution, declaration }: Site, path: string): 'first' | 'missing' | null {
    // A checkpoint shows what was then.
    if (distribution.remote_id === null || distribution.checkpoint) return null
    return declaration.pullThrough?.when(path) ?? null
  }

  /** What upstream has at a path; null when it has nothing, or cannot be asked. `offline` asks nobody, and says what is known without that. */
  async answer(site: Site, request: ContentRequest, offline: boolean): Promise<PullAnswer | null> {
    const { distribution, declaration } = site
    const remote =
      distribution.remote_id === null ? null : Remote.find(this.#engine.catalogue, { pulp_id: distribution.remote_id })
    if (!remote || !declaration.pullThrough) return null
    const upstream: Upstream = {
      remote: remote.cast() as unknown as RemoteInstance,
      fetchJson: async (url, accept) => (offline ? null : await this.#document(remote, url, accept)),
    }
    try {
      return await declaration.pullThrough.answer(request, upstream, this.#engine)
    } catch (error) {
      this.#engine.log.warn({ err: error, path: request.path, remote: remote.name }, 'the upstream could not be asked')
      return null
    }
  }

  /** Answers with a file that no document tells of: what is here, or what upstream has. */
  async send(exchange: Exchange, site: Site, pulled: PulledFile, sendStored: SendStored): Promise<void> {
    const { remote_id: id } = site.distribution
    const remote = id === null ? null : Remote.find(this.#engine.catalogue, { pulp_id: id })
    if (remote) await this.#files.send({ exchange, site, remote, pulled, sendStored })
    else exchange.notFound()
  }

  /** Makes the unit known; answers its id and that of its one file. */
  async save(unit: DeclarativeContent): Promise<Saved> {
    return await saveRemoteUnit(this.#engine, unit)
  }

  /** Adds a unit to the repository that the distribution serves, soon after its file was stored; never, when it is not. */
  keep({ distribution }: Site, { contentId, contentArtifactId }: Saved): void {
    const { repository_id: repository } = distribution
    if (repository === null) return
    this.#gathered.set(`${repository} ${contentId}`, { repository, contentId, contentArtifactId, looks: 0 })
    this.#timer ??= setTimeout(() => this.flush(), GATHER)
  }

  /** Adds what was gathered and is stored; the file of an answer is stored a little after its last byte was sent. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const stored = new Map<string, string[]>()
    for (const [key, one] of this.#gathered) {
      one.looks += 1
      const isStored = this.#isStored(one)
      if (isStored) stored.set(one.repository, [...(stored.get(one.repository) ?? []), one.contentId])
      if (isStored || one.looks >= LOOKS) this.#gathered.delete(key)
    }
    for (const [id, add] of stored) {
      const repository = Repository.find(this.#engine.catalogue, { pulp_id: id })
      if (!repository) continue
      const input = { repository: id, add, remove: [], baseVersion: null }
      dispatch(this.#engine, modifyRepository, input, { exclusive: [repository.cast()] })
    }
    if (this.#gathered.size > 0) this.#timer = setTimeout(() => this.flush(), GATHER)
  }

  /** Adds what is stored, for the last time. */
  close(): void {
    for (const one of this.#gathered.values()) one.looks = LOOKS
    this.flush()
  }

  #isStored({ contentArtifactId }: Saved): boolean {
    const sql = 'SELECT 1 FROM core_contentartifact WHERE pulp_id = ? AND artifact_id IS NOT NULL'
    return this.#engine.catalogue.prepare(sql).get(uuidToBlob(contentArtifactId)) !== undefined
  }

  async #document(remote: RemoteInstance, url: string, accept: string): Promise<unknown> {
    const key = `${remote.pulp_id} ${remote.pulp_last_updated} ${url} ${accept}`
    if ((this.#misses.get(key) ?? 0) > Date.now()) return null
    const known = this.#documents.get(key)
    if (known && known.until > Date.now()) return await known.value
    const value = this.#fetch(remote, url, accept).catch((error: unknown) => {
      this.#misses.set(key, Date.now() + FRESH)
      this.#documents.delete(key)
      if (failureKindOf(error) === 'gone') return null
      throw error
    })
    this.#documents.set(key, { value, until: Date.now() + FRESH })
    return await value
  }

  async #fetch(remote: RemoteInstance, url: string, accept: string): Promise<unknown> {
    return await this.#upstreams.use(remote.pulp_id, async (downloader) => {
      const { body } = await downloader.fetchJson({ url, headers: { accept }, maxSize: LARGEST })
      return body
    })
  }
}
