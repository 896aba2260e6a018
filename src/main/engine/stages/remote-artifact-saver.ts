import { uuidv7 } from '#shared/id'
import { assertUsableDigests } from '../artifact/hash.ts'
import { digestBlobs } from '../artifact/artifact.ts'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import type { DeclarativeArtifact } from './declarative.ts'
import { Stage } from './stage.ts'

/** Keeps where each file can be fetched from, one row per remote: for on-demand serving, for repair, for reclaiming space. */
export class RemoteArtifactSaver extends Stage {
  private readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }

  async run(): Promise<void> {
    for await (const batch of this.batches()) {
      const fromRemote = batch.flatMap((item) => item.dArtifacts).filter((one) => one.remote && one.urls.length > 0)
      if (fromRemote.length > 0) this.engine.catalogue.step(() => fromRemote.forEach((one) => this.save(one)))
      await this.putAll(batch)
    }
  }

  private save(one: DeclarativeArtifact): void {
    if (!one.contentArtifactId || !one.remote) throw new TypeError('a saved unit has its paths')
    // Known by nothing that may be relied on, it could never be served.
    assertUsableDigests(one.artifact.digests, this.engine.settings.ALLOWED_CONTENT_CHECKSUMS, one.relativePath)
    this.engine.catalogue
      .prepare(
        `INSERT INTO core_remoteartifact (pulp_id, content_artifact_id, remote_id, url, size, sha256, sha512, sha384, sha224, sha1, md5)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (content_artifact_id, remote_id) DO UPDATE SET url = excluded.url, size = excluded.size, failed_at = NULL
         WHERE url IS NOT excluded.url OR size IS NOT excluded.size`,
      )
      .run(
        uuidToBlob(uuidv7()),
        uuidToBlob(one.contentArtifactId),
        uuidToBlob(one.remote.pulp_id),
        one.urls[0],
        one.artifact.size,
        ...digestBlobs(one.artifact.digests),
      )
  }
}
