import { uuidv7 } from '#shared/id'
import { digestBlobs } from '../../artifact/artifact.ts'
import { uuidToBlob } from '../../db/column.ts'
import type { Engine } from '../../engine.ts'
import type { ManifestLine } from '../object.ts'
import { valuesOf } from '../plain.ts'
import type { FileLine, SourceLine, UnitLine } from '../unit-line.ts'
import type { FileFinder } from './file-finder.ts'

/** Makes units again from their lines. One that is there already, from another version, is left as it is. */
export class UnitMaker {
  made = 0
  private readonly engine: Engine
  private readonly files: FileFinder

  constructor(engine: Engine, files: FileFinder) {
    this.engine = engine
    this.files = files
  }

  /** The units of some lines, in one transaction. */
  async make(lines: readonly ManifestLine[]): Promise<void> {
    const units = lines.flatMap((line) => (line['unit'] ? [line as unknown as UnitLine] : []))
    const files = units.flatMap((unit) => unit.files)
    await this.files.record(
      files.flatMap(({ sha256 }) => sha256 ?? []),
      true,
    )
    // What was only known when the version was made may have been fetched since.
    const known = files.flatMap(({ sha256, sources = [] }) =>
      sha256 ? [] : sources.flatMap((one) => one.digests.sha256 ?? []),
    )
    await this.files.record(known, false)
    this.engine.catalogue.transaction(() => {
      for (const unit of units) this.makeOne(unit)
    })
  }

  private makeOne({ unit, files }: UnitLine): void {
    const { catalogue, registry } = this.engine
    const id = uuidToBlob(String(unit['pulp_id']))
    if (!catalogue.prepare('SELECT 1 FROM core_content WHERE pulp_id = ?').get(id)) {
      registry.model('content', String(unit['pulp_type'])).insertMany(catalogue, [valuesOf(unit)])
      this.made += 1
    }
    for (const file of files) this.makeFile(id, file)
  }

  /** Another version may have known the unit without its file, or from another remote. */
  private makeFile(contentId: Buffer, { path, sha256, sources = [] }: FileLine): void {
    const { catalogue } = this.engine
    const artifact = this.files.idOf(sha256 ?? sources.find((one) => one.digests.sha256)?.digests.sha256)
    const { id } = catalogue
      .prepare(
        `INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, ?, ?)
         ON CONFLICT (content_id, relative_path) DO UPDATE SET artifact_id = COALESCE(artifact_id, excluded.artifact_id) RETURNING pulp_id AS id`,
      )
      .get(uuidToBlob(uuidv7()), contentId, artifact, path) as { id: Buffer }
    for (const source of sources) this.makeSource(id, source)
  }

  private makeSource(fileId: Buffer, { remote, url, size, digests }: SourceLine): void {
    const { catalogue } = this.engine
    catalogue
      .prepare(
        `INSERT OR IGNORE INTO core_remoteartifact (pulp_id, content_artifact_id, remote_id, url, size, sha256, sha512, sha384, sha224, sha1, md5)
         SELECT ?, ?, pulp_id, ?, ?, ?, ?, ?, ?, ?, ? FROM core_remote WHERE pulp_id = ?`,
      )
      .run(uuidToBlob(uuidv7()), fileId, url, size, ...digestBlobs(digests), uuidToBlob(remote))
  }
}
