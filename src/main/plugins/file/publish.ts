import * as z from 'zod'
import {
  createPublication,
  defineTask,
  getVersion,
  IN_VERSION,
  TemporaryFile,
  type TaskContext,
  uuidToBlob,
  type VersionRef,
} from '#plugin-api'
import { formatManifestLine } from './manifest.ts'
import { FilePublication } from './models.ts'

interface Row {
  place: number
  relative_path: string
  digest: Buffer
  size: number
}

const PAGE = 1000

/** In the order of the members, in which all that is known of them lies too; SQLite sorts them on disk. Along the paths each unit would be looked for by itself. */
const SORT = `INSERT INTO temp.file_published (relative_path, digest, size)
  SELECT f.relative_path, f.digest,
    COALESCE(a.size, (SELECT MAX(ra.size) FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id))
  FROM core_repositorycontent m CROSS JOIN file_filecontent f ON f.pulp_id = m.content_id
  CROSS JOIN core_contentartifact ca ON ca.content_id = f.pulp_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  WHERE m.repository_id = ? AND ${IN_VERSION} ORDER BY f.relative_path, f.digest`

function* rowsOf({ catalogue }: TaskContext, { repositoryId, number }: VersionRef): Generator<Row> {
  const { sqlite } = catalogue
  sqlite.exec(`CREATE TEMP TABLE IF NOT EXISTS file_published (place INTEGER PRIMARY KEY, relative_path TEXT, digest BLOB, size INTEGER);
    DELETE FROM temp.file_published`)
  try {
    catalogue.prepare(SORT).run(uuidToBlob(repositoryId), number, number)
    const page = catalogue.prepare(`SELECT * FROM temp.file_published WHERE place > ? ORDER BY place LIMIT ${PAGE}`)
    let rows = page.all(0) as Row[]
    while (rows.length > 0) {
      yield* rows
      rows = page.all(rows.at(-1)?.place) as Row[]
    }
  } finally {
    sqlite.exec('DELETE FROM temp.file_published')
  }
}

/**
 * Lines of the version's manifest, by path; files that are not here yet are listed with what upstream says of them. A manifest does not
 * list itself, nor a file whose path it takes.
 */
function* manifestLines(
  context: TaskContext,
  version: VersionRef,
  manifest: string,
): Generator<Uint8Array, void, undefined> {
  for (const { relative_path: relativePath, digest, size } of rowsOf(context, version)) {
    if (relativePath === manifest) continue
    yield Buffer.from(formatManifestLine({ relativePath, sha256: digest.toString('hex'), size }))
  }
}

async function* asStream(lines: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* lines
}

export interface PublishOptions {
  /** Name of the manifest made for it; null for none. */
  manifest: string | null
  /** Whether upstream's own manifest and signature are published instead, byte for byte. */
  verbatim: boolean
  /** Whether it stays reachable under the time it was made. */
  checkpoint?: boolean
}

/**
 * Publishes every file of a version at its path, and a manifest of them. Source: pulp_file, publish.
 * @throws StillwaterError `version.no_upstream_metadata` when it is to be upstream's and there is none
 */
export async function publishVersion(
  context: TaskContext,
  version: VersionRef,
  { manifest, verbatim, checkpoint = false }: PublishOptions,
): Promise<void> {
  const progress = context.progress({
    message: 'Publishing',
    code: 'publish.publishing_content',
    total: version.summary.present['file.file'] ?? 0,
  })
  // Files are served from the version itself: a publication costs what it adds, however many there are.
  const values = { manifest, verbatim, checkpoint, pass_through: true }
  await createPublication(context, FilePublication, version, values, async (publication) => {
    if (verbatim) return publication.addUpstreamMetadata()
    if (manifest === null) return
    const allowed = context.settings.ALLOWED_CONTENT_CHECKSUMS
    const file = await TemporaryFile.initAndValidate(asStream(manifestLines(context, version, manifest)), {
      dir: context.tempDir,
      allowed,
      name: manifest,
    })
    await publication.addMetadata(manifest, file)
  })
  progress.done = progress.total ?? 0
  progress.finish()
}

export const publishFile = defineTask<{ repository_version: string } & Record<string, unknown>, void>({
  id: 'file.publish',
  version: 1,
  input: z.object({
    repository_version: z.string(),
    manifest: z.string().nullable().default('PULP_MANIFEST'),
    verbatim: z.boolean().default(false),
    checkpoint: z.boolean().default(false),
  }),
  async run(context, input) {
    const { verbatim, checkpoint } = input
    const manifest = input.manifest as string | null
    const options = { manifest, verbatim: verbatim === true, checkpoint: checkpoint === true }
    await publishVersion(context, getVersion(context.catalogue, input.repository_version), options)
  },
})
