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
  relative_path: string
  sha256: string
  size: number
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
  const rows = context.catalogue.sqlite
    .prepare(
      `SELECT ca.relative_path, lower(hex(f.digest)) AS sha256,
         COALESCE(a.size, (SELECT MAX(ra.size) FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id)) AS size
       FROM core_repositorycontent m JOIN file_filecontent f ON f.pulp_id = m.content_id
       JOIN core_contentartifact ca ON ca.content_id = m.content_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
       WHERE m.repository_id = ? AND ${IN_VERSION} AND ca.relative_path <> ? ORDER BY ca.relative_path`,
    )
    .all(uuidToBlob(version.repositoryId), version.number, version.number, manifest) as Row[]
  for (const row of rows)
    yield Buffer.from(formatManifestLine({ relativePath: row.relative_path, sha256: row.sha256, size: row.size }))
}

async function* asStream(lines: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* lines
}

export interface PublishOptions {
  /** Name of the manifest made for it; null for none. */
  manifest: string | null
  /** Whether upstream's own manifest and signature are published instead, byte for byte. */
  verbatim: boolean
}

/**
 * Publishes every file of a version at its path, and a manifest of them. Source: pulp_file, publish.
 * @throws StillwaterError `version.no_upstream_metadata` when it is to be upstream's and there is none
 */
export async function publishVersion(
  context: TaskContext,
  version: VersionRef,
  { manifest, verbatim }: PublishOptions,
): Promise<void> {
  const progress = context.progress({
    message: 'Publishing',
    code: 'publish.publishing_content',
    total: version.summary.present['file.file'] ?? 0,
  })
  await createPublication(context, FilePublication, version, { manifest, verbatim }, async (publication) => {
    publication.addAllContent()
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
  }),
  async run(context, input) {
    const options = { manifest: input.manifest as string | null, verbatim: input.verbatim === true }
    await publishVersion(context, getVersion(context.catalogue, input.repository_version), options)
  },
})
