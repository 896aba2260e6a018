import type { Catalogue } from '#engine/db/catalogue'
import { versionSize, type VersionRef } from '#engine/repository/version'

interface Measured {
  versionId: string
  dataVersion: number
  at: number
  /** Milliseconds that measuring took. */
  took: number
  size: { stored: number; onDemand: number | null }
}

/** Milliseconds for which a size is shown although files may have arrived since. */
const KEEP = 5000
/** It is shown for at least so many times as long as measuring it took: whoever looks at a list all the time must not keep the thread busy. */
const REST = 50

/**
 * Sizes of mirrors. Measuring walks every unit of a version, so results are kept: for good when every file is here, since versions never
 * change; else for a time that grows with what measuring cost, and for as long as nobody else wrote.
 */
export class MirrorSizes {
  private readonly known = new Map<string, Measured>()
  private readonly catalogue: Catalogue

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue
  }

  of(version: VersionRef): { stored: number; onDemand: number | null } {
    const dataVersion = this.catalogue.dataVersion()
    const known = this.known.get(version.repositoryId)
    if (known?.versionId === version.id && this.isCurrent(known, dataVersion)) return known.size
    const since = performance.now()
    const size = versionSize(this.catalogue, version)
    const took = performance.now() - since
    this.known.set(version.repositoryId, { versionId: version.id, dataVersion, at: Date.now(), took, size })
    return size
  }

  private isCurrent(known: Measured, dataVersion: number): boolean {
    if (known.size.onDemand === 0 || known.dataVersion === dataVersion) return true
    return Date.now() - known.at < Math.max(KEEP, known.took * REST)
  }
}
