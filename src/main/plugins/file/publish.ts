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
  digest: Buffer
  size: number
}

const PAGE = 1000

const SIZE = `COALESCE(a.size, (SELECT MAX(ra.size) FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id)) AS size`
const FILE = `CROSS JOIN core_contentartifact ca ON ca.content_id = f.pulp_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id`

/** Along the index of paths, a page at a time: for versions of a good part of all files there are. */
const WALK = `SELECT f.relative_path, f.digest, ${SIZE} FROM file_filecontent f
  CROSS JOIN core_repositorycontent m ON m.content_id = f.pulp_id AND m.repository_id = @repository ${FILE}
  WHERE (f.relative_path, f.digest) > (@path, @digest) AND ${IN_VERSION.replaceAll('?', '@number')} ORDER BY f.relative_path, f.digest LIMIT ${PAGE}`

/** From the members, sorted: for a small part of a large catalogue. */
const SORT = `SELECT f.relative_path, f.digest, ${SIZE} FROM core_repositorycontent m CROSS JOIN file_filecontent f ON f.pulp_id = m.content_id ${FILE}
  WHERE m.repository_id = @repository AND ${IN_VERSION.replaceAll('?', '@number')} ORDER BY f.relative_path, f.digest`

function* rowsOf({ catalogue }: TaskContext, { repositoryId, number, summary }: VersionRef): Generator<Row> {
  const bind = { repository: uuidToBlob(repositoryId), number }
  const { total } = catalogue.prepare('SELECT COUNT(*) AS total FROM file_filecontent').get() as { total: number }
  if ((summary.present['file.file'] ?? 0) * 4 < total) return yield* catalogue.prepare(SORT).all(bind) as Row[]
  let last: Pick<Row, 'relative_path' | 'digest'> | undefined = { relative_path: '', digest: Buffer.alloc(0) }
  while (last) {
    const page = catalogue.prepare(WALK).all({ ...bind, path: last.relative_path, digest: last.digest }) as Row[]
    yield* page
    last = page.length === PAGE ? page.at(-1) : undefined
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
