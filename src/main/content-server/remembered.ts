import type { Catalogue } from '#engine/db/catalogue'
import { uuidToBlob } from '#engine/db/column'
import { BoundedMap } from './bounded-map.ts'
import type { Resolution } from './resolve.ts'
import type { Sites } from './sites.ts'
import type { ColdFile, StoredFile } from './stored-file.ts'

const MOST = 65_536
/** Paths at which there is nothing have a place of their own: there is no end of them, and they are to drive out no file. */
const MOST_MISSES = 4096
const LONGEST_MISS = 512

interface Entry {
  readonly resolution: Resolution
  readonly layout: number
  /** The last turn of the catalogue in which it was found to hold. */
  turn: number
}

/**
 * What was found at paths, for as long as it holds: until its site shows something else. What a publication or a version has at a path never
 * changes, nor does that it has nothing there; only whether we have the file does.
 */
export class Remembered {
  readonly #entries = new BoundedMap<Entry>(MOST)
  readonly #misses = new BoundedMap<Entry>(MOST_MISSES)
  readonly #sites: Sites
  readonly #catalogue: Catalogue

  constructor(sites: Sites, catalogue: Catalogue) {
    this.#sites = sites
    this.#catalogue = catalogue
  }

  get(key: string): Resolution | null {
    const entry = this.#entries.get(key) ?? this.#misses.get(key)
    if (!entry || isOver(entry.resolution)) return null
    const { turn } = this.#sites
    if (entry.turn !== turn) {
      if (!this.#stillHolds(entry)) {
        this.#entries.delete(key)
        this.#misses.delete(key)
        return null
      }
      entry.turn = turn
    }
    return entry.resolution
  }

  set(key: string, resolution: Resolution): void {
    const { turn, layout } = this.#sites
    const entry = { resolution, layout, turn }
    if (resolution.kind !== 'refused') this.#entries.set(key, entry)
    else if (key.length <= LONGEST_MISS) this.#misses.set(key, entry)
  }

  clear(): void {
    this.#entries.clear()
    this.#misses.clear()
  }

  #stillHolds({ resolution, layout }: Entry): boolean {
    const { site } = resolution
    // A new distribution may cover the path by now. Sites of checkpoints are never found here again.
    if (layout !== this.#sites.layout || !site) return false
    if (this.#sites.at(site.distribution.base_path) !== site) return false
    // A publication that was replaced meanwhile, and whose files are still there, makes another site of it, too.
    if (resolution.kind === 'handler' || resolution.kind === 'refused') return true
    return resolution.kind === 'file' && resolution.until === undefined && this.#isStillStored(resolution.file)
  }

  #isStillStored(file: StoredFile | ColdFile): boolean {
    if (file.kind === 'cold' || !file.settled) return false
    const sql = `SELECT 1 FROM core_contentartifact ca CROSS JOIN core_artifact a ON a.pulp_id = ca.artifact_id
      WHERE ca.pulp_id = ? AND a.sha256 = ?`
    const bind = [uuidToBlob(file.contentArtifactId), Buffer.from(file.sha256, 'hex')]
    return this.#catalogue.prepare(sql).get(...bind) !== undefined
  }
}

function isOver(resolution: Resolution): boolean {
  return resolution.kind === 'file' && resolution.until !== undefined && resolution.until <= Date.now()
}
