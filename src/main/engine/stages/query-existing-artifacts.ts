import { assertUsableDigests } from '../artifact/hash.ts'
import { findArtifact } from '../artifact/artifact.ts'
import { touch } from '../db/touch.ts'
import type { Engine } from '../engine.ts'
import type { DeclarativeArtifact } from './declarative.ts'
import { Stage } from './stage.ts'

/** Finds files that are stored already by any of their digests, so that they are not fetched again. */
export class QueryExistingArtifacts extends Stage {
  private readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }

  async run(): Promise<void> {
    for await (const batch of this.batches()) {
      const found = batch.flatMap((item) => item.dArtifacts.filter((one) => this.lookUp(one)))
      const ids = found.map((one) => one.artifact.id as string)
      const gone = touch(this.engine.catalogue, 'core_artifact', ids)
      // Cleaned up since it was found: as if it had never been here.
      for (const one of found) if (one.artifact.id && gone.has(one.artifact.id)) one.artifact.id = null
      await this.putAll(batch)
    }
  }

  /** @throws StillwaterError `checksum.only_forbidden` when the file would have to be fetched on forbidden digests alone */
  private lookUp(one: DeclarativeArtifact): boolean {
    if (one.artifact.id || one.file) return false
    const allowed = this.engine.settings.ALLOWED_CONTENT_CHECKSUMS
    if (!one.deferredDownload) assertUsableDigests(one.artifact.digests, allowed, one.relativePath)
    // Rows of a time when more was allowed may still have digests that nobody may rely on now.
    const trusted = Object.entries(one.artifact.digests).filter(([name]) => (allowed as string[]).includes(name))
    const known = findArtifact(this.engine.catalogue, Object.fromEntries(trusted))
    if (!known) return false
    one.artifact.id = known.id
    one.artifact.size = known.size
    return true
  }
}
