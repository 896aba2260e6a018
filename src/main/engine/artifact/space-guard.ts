import { statfs } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import type { Engine } from '../engine.ts'
import { toReadError } from './storage-error.ts'

const MEGABYTE = 1_000_000
/** Milliseconds for which a measurement is relied on; what we write ourselves meanwhile is counted. */
const FRESH = 1000

/** Bytes that an ordinary user may still write on the file system of a folder. */
async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch (error) {
    throw toReadError(error, path)
  }
}

/** Keeps MIN_FREE_SPACE_MB of the data folder's disk free: work that would need more ends before the disk is full. */
export class SpaceGuard {
  private readonly path: string
  /** Bytes. */
  private readonly reserve: number
  private readonly measure: (path: string) => Promise<number>
  private free = 0
  private measuredAt = -Infinity
  /** Bytes that are on their way. */
  private promised = 0

  constructor(
    { folder, settings }: Pick<Engine, 'folder' | 'settings'>,
    measure: (path: string) => Promise<number> = freeBytes,
  ) {
    this.path = folder.root
    this.reserve = settings.MIN_FREE_SPACE_MB * MEGABYTE
    this.measure = measure
  }

  /** Sets room for a file aside; give it back with `release`. @throws StillwaterError `storage.low_space` (507), `storage.read_failed` */
  async acquire(bytes = 0): Promise<void> {
    if (this.reserve === 0) return
    if (performance.now() - this.measuredAt > FRESH) {
      this.free = await this.measure(this.path)
      this.measuredAt = performance.now()
    }
    if (this.free - this.promised - bytes < this.reserve) throw this.tooLittle(bytes)
    this.promised += bytes
  }

  /** The file is written, or will not be. */
  release(bytes: number): void {
    if (this.reserve === 0) return
    this.promised -= bytes
    this.free -= bytes
  }

  private tooLittle(bytes: number): StillwaterError {
    const inMegabytes = (value: number): number => Math.floor(value / MEGABYTE)
    const params = {
      path: this.path,
      free: inMegabytes(this.free),
      needed: Math.ceil((this.promised + bytes) / MEGABYTE),
      reserve: inMegabytes(this.reserve),
    }
    return new StillwaterError('storage.low_space', params, { status: 507 })
  }
}
