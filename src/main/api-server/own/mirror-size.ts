import type { Catalogue } from '#engine/db/catalogue'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { Reader } from '#engine/db/reader'
import type { VersionRef } from '#engine/repository/version'
import { smallVersionSize, type VersionSize, versionSize } from '#engine/repository/version-size'

interface Measured {
  versionId: string
  /** Of the catalogue when it was measured; null for what an earlier start measured. */
  dataVersion: number | null
  at: number
  /** Milliseconds that measuring took. */
  took: number
  size: VersionSize
}

export type ShownSize = VersionSize & { measured: boolean }

/** Units that are measured at once, in some milliseconds. */
const SMALL = 2000
/** Milliseconds for which a size is shown although files may have arrived since. */
const KEEP = 5000
/** It is shown for at least so many times as long as measuring it took: whoever looks at a list all the time must not keep a thread busy. */
const REST = 50

const countOf = ({ summary }: VersionRef): number =>
  Object.values(summary.present).reduce((sum, count) => sum + count, 0)

/**
 * Sizes of mirrors. Measuring walks every unit of a version, which takes seconds for a million, so it is done aside: an answer has what was
 * measured last, and `changed` is called with the repository's id when there is something newer. Results are kept, in the catalogue too: for
 * good when every file is here, since versions never change; else for a time that grows with what measuring cost, and for as long as nobody
 * else wrote.
 */
export class MirrorSizes {
  private readonly known = new Map<string, Measured>()
  private readonly running = new Set<string>()
  private readonly catalogue: Catalogue
  private readonly reader: Reader
  private readonly changed: (repositoryId: string) => void

  constructor(catalogue: Catalogue, reader: Reader, changed: (repositoryId: string) => void) {
    this.catalogue = catalogue
    this.reader = reader
    this.changed = changed
  }

  /** `measured` is false while nothing is known of the repository yet. */
  of(version: VersionRef): ShownSize {
    if (version.number === 0) return { stored: 0, onDemand: 0, measured: true }
    const known = this.known.get(version.repositoryId) ?? this.kept(version.repositoryId)
    if (known && this.isCurrent(known, version)) return { ...known.size, measured: true }
    if (countOf(version) <= SMALL) return { ...this.measureHere(version), measured: true }
    this.measure(version)
    return known ? { ...known.size, measured: true } : { stored: 0, onDemand: null, measured: false }
  }

  private measureHere(version: VersionRef): VersionSize {
    const dataVersion = this.catalogue.dataVersion()
    const since = performance.now()
    const size = smallVersionSize(this.catalogue, version)
    const took = performance.now() - since
    this.known.set(version.repositoryId, { versionId: version.id, dataVersion, at: Date.now(), took, size })
    return size
  }

  private isCurrent(known: Measured, version: VersionRef): boolean {
    if (known.versionId !== version.id) return false
    if (known.size.onDemand === 0 || known.dataVersion === this.catalogue.dataVersion()) return true
    return Date.now() - known.at < Math.max(KEEP, known.took * REST)
  }

  private measure(version: VersionRef): void {
    const { repositoryId } = version
    if (this.running.has(repositoryId)) return
    this.running.add(repositoryId)
    const dataVersion = this.catalogue.dataVersion()
    const since = performance.now()
    void versionSize(this.reader, version)
      .then((size) => {
        const took = performance.now() - since
        this.keep(repositoryId, { versionId: version.id, dataVersion, at: Date.now(), took, size })
      })
      // The repository is gone, say, or the program ends: the next list asks again.
      .catch(() => undefined)
      .finally(() => this.running.delete(repositoryId))
  }

  private keep(repositoryId: string, measured: Measured): void {
    const before = this.known.get(repositoryId)
    this.known.set(repositoryId, measured)
    const { versionId, at, took, size } = measured
    this.catalogue
      .prepare(
        `INSERT OR REPLACE INTO core_mirrorsize (repository_id, version_id, stored, on_demand, measured_at, took)
         SELECT pulp_id, ?, ?, ?, ?, ? FROM core_repository WHERE pulp_id = ?`,
      )
      .run(uuidToBlob(versionId), size.stored, size.onDemand, at, Math.round(took), uuidToBlob(repositoryId))
    if (before?.size.stored !== size.stored || before.size.onDemand !== size.onDemand) this.changed(repositoryId)
  }

  /** What an earlier start measured. */
  private kept(repositoryId: string): Measured | null {
    const row = this.catalogue
      .prepare('SELECT version_id, stored, on_demand, measured_at, took FROM core_mirrorsize WHERE repository_id = ?')
      .get(uuidToBlob(repositoryId)) as
      | { version_id: Buffer; stored: number; on_demand: number | null; measured_at: number; took: number }
      | undefined
    if (!row) return null
    const size = { stored: row.stored, onDemand: row.on_demand }
    const { measured_at: at, took } = row
    const measured = { versionId: blobToUuid(row.version_id), dataVersion: null, at, took, size }
    this.known.set(repositoryId, measured)
    return measured
  }
}
