/**
 * Upstream's own index files, kept byte for byte with the version that holds exactly what they list: what a bit-exact publication serves.
 * A version made from it by other means has none.
 */
import { saveArtifacts } from '../artifact/artifact.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'

/** An index file as upstream has it. */
export interface MetadataFile {
  /** Where it is published, relative to the repository. */
  relativePath: string
  file: TemporaryFile
}

/** An index file that is kept. */
export interface KeptMetadata {
  relativePath: string
  artifactId: string
  sha256: string
  /** Bytes. */
  size: number
}

/**
 * Stores index files and keeps them with a version, complete or being made, instead of those it had.
 * @throws StillwaterError `storage.full` and other storage errors
 */
export async function keepVersionMetadata(
  engine: Engine,
  versionId: string,
  files: readonly MetadataFile[],
): Promise<void> {
  await saveArtifacts(
    engine,
    files.map(({ file }) => file),
    (artifacts) => {
      const kept = files.map(({ relativePath }, at) => ({ relativePath, artifactId: artifacts[at]?.id ?? '' }))
      linkVersionMetadata(engine.catalogue, versionId, kept)
    },
  )
}

/** Keeps stored index files with a version instead of those it had. */
export function linkVersionMetadata(
  catalogue: Catalogue,
  versionId: string,
  files: readonly Pick<KeptMetadata, 'relativePath' | 'artifactId'>[],
): void {
  catalogue.transaction(() => {
    const version = uuidToBlob(versionId)
    catalogue.prepare('DELETE FROM core_versionmetadata WHERE repository_version_id = ?').run(version)
    const insert = catalogue.prepare(
      'INSERT INTO core_versionmetadata (repository_version_id, relative_path, artifact_id) VALUES (?, ?, ?)',
    )
    for (const { relativePath, artifactId } of files) insert.run(version, relativePath, uuidToBlob(artifactId))
  })
}

/** The index files kept with a version, by path; none when it was not synced as a whole from one upstream. */
export function metadataOfVersion(catalogue: Catalogue, versionId: string): KeptMetadata[] {
  const sql = `SELECT m.relative_path AS relativePath, a.pulp_id AS id, lower(hex(a.sha256)) AS sha256, a.size AS size
    FROM core_versionmetadata m JOIN core_artifact a ON a.pulp_id = m.artifact_id
    WHERE m.repository_version_id = ? ORDER BY m.relative_path`
  const rows = catalogue.prepare(sql).all(uuidToBlob(versionId)) as (Omit<KeptMetadata, 'artifactId'> & {
    id: Buffer
  })[]
  return rows.map(({ id, ...rest }) => ({ ...rest, artifactId: blobToUuid(id) }))
}
