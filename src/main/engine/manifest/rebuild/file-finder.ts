import type { DigestName, Digests } from '#shared/digest'
import { digestBlobs, findArtifact } from '../../artifact/artifact.ts'
import { hashFile } from '../../artifact/verify-file.ts'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../../db/column.ts'
import type { Engine } from '../../engine.ts'

export interface FileCounts {
  files: number
  bytes: number
  /** Digests of files that should be there and are not, or not as they were. */
  missing: string[]
}

/** Files of the store, each read once: what it is decides, not what it is called. */
export class FileFinder {
  readonly counts: FileCounts = { files: 0, bytes: 0, missing: [] }
  private readonly engine: Engine
  private readonly names: readonly DigestName[]
  private readonly absent = new Set<string>()

  constructor(engine: Engine) {
    this.engine = engine
    this.names = [...new Set<DigestName>(['sha256', ...engine.settings.ALLOWED_CONTENT_CHECKSUMS])]
  }

  /** Records those of the files that are in the store whole. `wanted` ones are counted as missing when they are not. */
  async record(digests: Iterable<string>, wanted: boolean): Promise<void> {
    const { catalogue, storage } = this.engine
    for (const sha256 of new Set(digests)) {
      if (this.absent.has(sha256) || findArtifact(catalogue, { sha256 })) continue
      const read = (await storage.exists(sha256)) ? await hashFile(storage.path(sha256) ?? '', this.names) : null
      if (read?.digests.sha256 === sha256) this.insert(read.size, read.digests)
      else if (wanted) {
        this.absent.add(sha256)
        this.counts.missing.push(sha256)
      }
    }
  }

  /** Id of the recorded file, as bytes, or null. */
  idOf(sha256: string | undefined): Buffer | null {
    const found = sha256 === undefined ? null : findArtifact(this.engine.catalogue, { sha256 })
    return found && uuidToBlob(found.id)
  }

  private insert(size: number, digests: Digests): void {
    const now = Date.now()
    this.engine.catalogue
      .prepare(
        `INSERT INTO core_artifact (pulp_id, pulp_created, size, sha256, sha512, sha384, sha224, sha1, md5, timestamp_of_interest)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(uuidToBlob(uuidv7()), now, size, ...digestBlobs(digests), now)
    this.counts.files += 1
    this.counts.bytes += size
  }
}
