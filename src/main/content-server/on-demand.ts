/** Files that are known but not here: fetched when the first client asks, once for all who wait. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Catalogue } from '#engine/db/catalogue'
import { markFailed as markAlternateFailed } from '#engine/alternate-source/alternate-files'
import { uuidToBlob } from '#engine/db/column'
import type { Engine } from '#engine/engine'
import { BoundedMap } from './bounded-map.ts'
import { Flight, type FlightPlan } from './flight.ts'
import { findStored, linkArtifact } from './link-artifact.ts'
import { SingleFlight } from './single-flight.ts'
import { type FailureKind, type Source, sourcesOf } from './source.ts'
import type { StatsCounter } from './stats.ts'
import type { ColdFile } from './stored-file.ts'
import { Upstreams } from './upstreams.ts'

/** What upstreams say of a file, as far as they do. */
export interface KnownFacts {
  /** Bytes. */
  readonly size: number | null
  readonly sha256: string | null
}

const REMEMBERED_FAILURES = 4096

/** What is to be fetched, from where, and what becomes of it. */
export type Errand = Pick<FlightPlan, 'name' | 'sources' | 'find' | 'link' | 'stored' | 'accepts'> & {
  readonly skipped?: readonly FailureKind[]
}

export class OnDemand {
  readonly #engine: Engine
  readonly #stats: StatsCounter
  readonly #tempDir: string
  readonly #upstreams: Upstreams
  readonly #flights = new SingleFlight<Flight>()
  /** Why sources failed; the catalogue says only when. */
  readonly #failures = new BoundedMap<FailureKind>(REMEMBERED_FAILURES)

  private constructor(engine: Engine, stats: StatsCounter, tempDir: string) {
    this.#engine = engine
    this.#stats = stats
    this.#tempDir = tempDir
    this.#upstreams = new Upstreams(engine, tempDir)
  }

  static async create(engine: Engine, stats: StatsCounter): Promise<OnDemand> {
    const tempDir = join(engine.folder.tmp, `content-${randomUUID()}`)
    await mkdir(tempDir, { recursive: true, mode: 0o700 })
    return new OnDemand(engine, stats, tempDir)
  }

  get upstreams(): Upstreams {
    return this.#upstreams
  }

  /** Size and digest that the first usable source names; null when there is no source at all. */
  facts(contentArtifactId: string): KnownFacts | null {
    const [first] = sourcesOf(this.#engine, contentArtifactId)
    if (!first) return null
    const { settings } = this.#engine
    const sha256 = settings.ALLOWED_CONTENT_CHECKSUMS.includes('sha256') ? (first.digests.sha256 ?? null) : null
    return { size: first.size, sha256 }
  }

  /** Takes a seat in the flight that fetches the file; leave it afterwards with `leave`. */
  board(file: ColdFile): Flight {
    return this.boardFor(file.contentArtifactId, () => this.#errandFor(file))
  }

  /** The same for whatever is called `key`. */
  boardFor(key: string, errand: () => Errand): Flight {
    const flight = this.#flights.join(key, () => this.#start(errand()))
    flight.board()
    return flight
  }

  leave(key: string, flight: Flight): void {
    if (flight.leave()) this.#flights.forget(key, flight)
  }

  /** Ends everything under way. */
  async close(): Promise<void> {
    const flights = this.#flights.all
    for (const flight of flights) flight.cancel()
    await Promise.allSettled(flights.map(({ ended }) => ended))
    await this.#upstreams.close()
    await rm(this.#tempDir, { recursive: true, force: true })
  }

  #errandFor({ contentArtifactId, path }: ColdFile): Errand {
    const { catalogue, settings } = this.#engine
    const cooldown = settings.REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN * 1000
    const resting = (source: Source): boolean => source.failedAt !== null && Date.now() - source.failedAt < cooldown
    const all = sourcesOf(this.#engine, contentArtifactId)
    const sources = all.filter((source) => !resting(source))
    const keeps = sources.some(({ policy }) => policy !== 'streamed')
    return {
      name: path,
      sources,
      skipped: all.filter(resting).map(({ id }) => this.#failures.get(id) ?? 'bad'),
      // One transaction, so that no clean-up takes between finding and linking what nothing else uses.
      find: () =>
        catalogue.transaction(() => {
          const found = findStored(this.#engine, sources)
          if (found && keeps) linkArtifact(this.#engine, contentArtifactId, found)
          return found
        }),
      link: (artifact) => linkArtifact(this.#engine, contentArtifactId, artifact),
    }
  }

  #start(errand: Errand): Flight {
    const { catalogue, log } = this.#engine
    const { upstream } = this.#stats
    return new Flight(this.#engine, {
      skipped: [],
      ...errand,
      tempDir: this.#tempDir,
      upstreams: this.#upstreams,
      onFetch: () => (upstream.fetches += 1),
      onFailure: (source, kind, error) => {
        upstream.failures += 1
        log.warn({ err: error, url: source.url, path: errand.name, kind }, 'a file could not be fetched on demand')
        this.#failures.set(source.id, kind)
        if (kind !== 'local') markAlternateFailed(catalogue, source.digests, source.url)
        if (kind === 'bad' || kind === 'gone') markFailed(catalogue, source)
      },
    })
  }
}

function markFailed(catalogue: Catalogue, source: Source): void {
  if (source.id === '') return
  catalogue
    .prepare('UPDATE core_remoteartifact SET failed_at = ? WHERE pulp_id = ?')
    .run(Date.now(), uuidToBlob(source.id))
}
