/** One downloader for each remote that is asked, for as long as the remote stays as it is. */
import type { Engine } from '#engine/engine'
import { Remote, type RemoteInstance } from '#engine/db/masters'
import type { Downloader } from '#engine/download/downloader'
import { DownloaderPool } from '#engine/download/downloader-pool'

interface Entry {
  readonly stamp: number
  readonly pool: DownloaderPool
  users: number
  /** The remote was changed since; close when the last user has left. */
  retired: boolean
}

export class Upstreams {
  readonly #engine: Engine
  readonly #tempDir: string
  readonly #entries = new Map<string, Entry>()

  constructor(engine: Engine, tempDir: string) {
    this.#engine = engine
    this.#tempDir = tempDir
  }

  /** Lends the remote's downloader to `use`. */
  async use<T>(remoteId: string, use: (downloader: Downloader) => Promise<T>): Promise<T> {
    const remote = Remote.get(this.#engine.catalogue, remoteId)
    const entry = this.#entryFor(remote)
    entry.users += 1
    try {
      return await use(entry.pool.get(remote))
    } finally {
      entry.users -= 1
      if (entry.retired && entry.users === 0) void entry.pool.close()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ pool }) => pool.close()))
  }

  #entryFor(remote: RemoteInstance): Entry {
    const known = this.#entries.get(remote.pulp_id)
    if (known?.stamp === remote.pulp_last_updated) return known
    if (known) {
      known.retired = true
      if (known.users === 0) void known.pool.close()
    }
    const pool = new DownloaderPool(this.#engine, this.#tempDir)
    const fresh = { stamp: remote.pulp_last_updated, pool, users: 0, retired: false }
    this.#entries.set(remote.pulp_id, fresh)
    return fresh
  }
}
