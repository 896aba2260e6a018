/** The manifest of a publication: what is served where, beyond what its version says. */
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { PublicationInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { ManifestRow } from './manifest-row.ts'
import { type ManifestLine, saveWritten, writeObject } from './object.ts'
import { plainObject } from './plain.ts'
import { FORMAT } from './version-manifest.ts'

/** Parts of a publication: index files of its own, and units' files at the paths where they are served. */
export type PublishedLine = { path: string } & (
  | { metadata: string; sha256: string; size: number }
  | { unit: string; file: string }
)

const PUBLISHED = `SELECT pa.relative_path AS path, ca.content_id AS unit, ca.relative_path AS file, pm.pulp_id AS metadata, a.sha256, a.size
  FROM core_publishedartifact pa CROSS JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id
  LEFT JOIN core_publishedmetadata pm ON pm.pulp_id = ca.content_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE pa.publication_id = ? AND pa.relative_path > ? ORDER BY pa.relative_path LIMIT 1000`

interface RawPublished {
  path: string
  unit: Buffer
  file: string
  metadata: Buffer | null
  sha256: Buffer | null
  size: number | null
}

function lineOf({ path, unit, file, metadata, sha256, size }: RawPublished): PublishedLine {
  return metadata && sha256
    ? { path, metadata: blobToUuid(metadata), sha256: sha256.toString('hex'), size: size ?? 0 }
    : { path, unit: blobToUuid(unit), file }
}

function* publishedLines(
  { catalogue }: Pick<Engine, 'catalogue'>,
  header: ManifestLine,
  id: string,
): Generator<ManifestLine> {
  yield header
  let after = ''
  for (;;) {
    const rows = catalogue.prepare(PUBLISHED).all(uuidToBlob(id), after) as RawPublished[]
    const last = rows.at(-1)
    if (!last) return
    for (const row of rows) yield lineOf(row)
    after = last.path
  }
}

type Context = Pick<Engine, 'catalogue' | 'folder'> & { tempDir: string }

/** Writes the manifest of a publication that is about to be completed; its row is the caller's to write, with the publication's. */
export async function writePublicationManifest(
  context: Context,
  publication: PublicationInstance,
): Promise<ManifestRow> {
  const header = { format: FORMAT, kind: 'publication', base: null, publication: plainObject(publication) }
  const file = await writeObject(context.tempDir, publishedLines(context, header, publication.pulp_id))
  return { ...(await saveWritten(context.folder, file)), base: null, depth: 0, changes: 0 }
}
