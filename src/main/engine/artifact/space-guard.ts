import { statfs } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import type { Engine } from '../engine.ts'
import { toReadError } from './storage-error.ts'

const MEGABYTE = 1_000_000
/** Milliseconds for which a measurement of the disk is relied on; what we write ourselves meanwhile is counted. */
const FRESH = 1000
/** The same for the size of the store, which is a walk over all its rows. */
const STORE_FRESH = 10_000

/** Bytes that an ordinary user may still write on the file system of a folder. */
async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch (error) {
    throw toReadError(error, path)
  }
}

/** Bytes of all stored files. */
export function storedBytes({ catalogue }: Pick<Engine, 'catalogue'>): number {
  return (catalogue.prepare('SELECT COALESCE(SUM(size), 0) AS bytes FROM core_artifact').get() as { bytes: number })
    .bytes
}

/**
 * Keeps MIN_FREE_SPACE_MB of the data folder's disk free and the store within STORAGE_BUDGET_MB: work that would need more ends before
 * the disk is full.
 */
export class SpaceGuard {
  private readonly path: string
  /** Bytes. */
  private readonly reserve: number
  /** Bytes; 0 for none. */
  private readonly budget: number
  private readonly measure: (path: string) => Promise<number>
  private readonly stored: () => number
  private free = 0
  private measuredAt = -Infinity
  private used = 0
  private summedAt = -Infinity
  /** Bytes that are on their way. */
  private promised = 0

  constructor(
    engine: Pick<Engine, 'folder' | 'settings' | 'catalogue'>,
    measure: (path: string) => Promise<number> = freeBytes,
    stored: () => number = () => storedBytes(engine),
  ) {
    this.path = engine.folder.root
    this.reserve = engine.settings.MIN_FREE_SPACE_MB * MEGABYTE
    this.budget = engine.settings.STORAGE_BUDGET_MB * MEGABYTE
    this.measure = measure
    this.stored = stored
  }

  /**
   * Sets room for a file aside; give it back with `release`.
   * @throws StillwaterError `storage.low_space` (507), `storage.over_budget` (507), `storage.read_failed`
   */
  async acquire(bytes = 0): Promise<void> {
    if (this.reserve > 0) await this.assertFree(bytes)
    if (this.budget > 0) this.assertWithinBudget(bytes)
    this.promised += bytes
  }

  /** The file is written, or will not be. */
  release(bytes: number): void {
    this.promised -= bytes
    this.free -= bytes
    this.used += bytes
  }

  private async assertFree(bytes: number): Promise<void> {
    if (performance.now() - this.measuredAt > FRESH) {
      this.free = await this.measure(this.path)
      this.measuredAt = performance.now()
    }
    if (this.free - this.promised - bytes >= this.reserve) return
    const params = {
      path: this.path,
      free: whole(this.free),
      needed: Math.ceil((this.promised + bytes) / MEGABYTE),
      reserve: whole(this.reserve),
    }
    throw new StillwaterError('storage.low_space', params, { status: 507 })
  }

  private assertWithinBudget(bytes: number): void {
    if (performance.now() - this.summedAt > STORE_FRESH) {
      this.used = this.stored()
      this.summedAt = performance.now()
    }
    // A store that is full to the byte lets nothing begin.
    if (this.used + this.promised + Math.max(bytes, 1) <= this.budget) return
    const params = {
      used: whole(this.used),
      needed: Math.ceil((this.promised + bytes) / MEGABYTE),
      budget: whole(this.budget),
    }
    throw new StillwaterError('storage.over_budget', params, { status: 507 })
  }
}

const whole = (bytes: number): number => Math.floor(bytes / MEGABYTE)
