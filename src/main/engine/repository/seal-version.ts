/** What is fixed for good when a version is completed: its integrity root, and its manifest in the store. */
import type { ContentCounts, ContentSummary } from '../db/table/content.ts'
import { uuidToBlob } from '../db/column.ts'
import { insertManifest, insertVersionSeal, manifestOfVersion, type ManifestRow } from '../manifest/manifest-row.ts'
import { upstreamMetadata } from '../manifest/record.ts'
import { writeVersionManifest } from '../manifest/version-manifest.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { followSpan, INTEGRITY_SCHEME, keptSet } from './integrity-root.ts'
import { SetHash } from './set-hash.ts'
import { latestVersion } from './version.ts'
import type { VersionBuilder } from './version-builder.ts'

export interface VersionSeal {
  set: SetHash
  manifest: ManifestRow
}

const total = (counts: ContentCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

/**
 * Reads what a version changes, and nothing else, unless it is the first after an older program's. The caller's task holds the repository
 * exclusively and has settled the content. The manifest is on disk for good when the promise resolves.
 */
export async function sealVersion(
  context: TaskContext,
  builder: VersionBuilder,
  summary: ContentSummary,
): Promise<VersionSeal> {
  const { catalogue, signal } = context
  const repositoryId = builder.repository.pulp_id
  const latest = latestVersion(catalogue, repositoryId)
  const span = { repositoryId, before: latest.number, number: builder.number }
  const kept = keptSet(catalogue, latest.id)
  const set = kept ?? new SetHash()
  await followSpan(context, set, kept ? span : { ...span, before: -1 }, signal)
  const row = catalogue
    .prepare('SELECT pulp_created AS created FROM core_repositoryversion WHERE pulp_id = ?')
    .get(uuidToBlob(builder.id)) as { created: number }
  const manifest = await writeVersionManifest(context, {
    repository: builder.repository,
    version: {
      id: builder.id,
      number: builder.number,
      created: row.created,
      baseVersionId: builder.baseId,
      info: builder.info,
      summary,
      integrityRoot: set.root.toString('hex'),
      integrityScheme: INTEGRITY_SCHEME.summed,
      ...upstreamMetadata(catalogue, builder.id),
    },
    span,
    present: total(summary.present),
    changes: total(summary.added) + total(summary.removed),
    previous: manifestOfVersion(catalogue, latest.id),
  })
  return { set, manifest }
}

/** Writes the seal with the row that it belongs to; inside the transaction that completes the version. */
export function keepSeal({ catalogue, id }: VersionBuilder, { set, manifest }: VersionSeal): void {
  insertManifest(catalogue, manifest)
  insertVersionSeal(catalogue, id, set.state, manifest.sha256)
}
