/** What a copy would do to a destination, for a look before it is done. */
import { blobToUuid, IN_VERSION, type TaskContext, uuidToBlob, type VersionRef } from '#plugin-api'

/** Packages that are named on each side; all count. */
const MAX_NAMED = 10_000

export interface CopyPreview {
  /** PRN of the repository. */
  destination: string
  /** Units that would come, by type. */
  units: Record<string, number>
  /** Bytes of their files, downloaded or not. */
  bytes: number
  /** Packages that would come: name, version and architecture; of source packages `source` in its place. */
  packages: string[]
  /** Packages that would leave, since other versions of them come. */
  leaving: string[]
}

const NAMES = ['deb_package', 'deb_installerpackage']
  .map((table) => `SELECT package || ' ' || version || ' ' || architecture AS name FROM ${table} WHERE pulp_id = @id`)
  .concat(`SELECT source || ' ' || version || ' source' AS name FROM deb_sourcepackage WHERE pulp_id = @id`)
  .join(' UNION ALL ')

const BYTES = `SELECT COALESCE(SUM(COALESCE((SELECT size FROM core_artifact WHERE pulp_id = ca.artifact_id),
    (SELECT MAX(size) FROM core_remoteartifact WHERE content_artifact_id = ca.pulp_id), 0)), 0) AS bytes
  FROM core_contentartifact ca WHERE ca.content_id = ?`

/** @param ids what the destination would be given, those that it has already included */
export function previewOf(
  { catalogue }: TaskContext,
  destination: string,
  base: VersionRef,
  ids: Iterable<string>,
  leaving: Iterable<string>,
): CopyPreview {
  const member = catalogue.prepare(
    `SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ? AND m.repository_id = ? AND ${IN_VERSION}`,
  )
  const version = [uuidToBlob(base.repositoryId), base.number, base.number]
  const type = catalogue.prepare('SELECT pulp_type FROM core_content WHERE pulp_id = ?')
  const bytes = catalogue.prepare(BYTES)
  const names = catalogue.prepare(NAMES)
  const named = (all: Iterable<string>): string[] =>
    [...all]
      .flatMap((id) => (names.all({ id: uuidToBlob(id) }) as { name: string }[]).map(({ name }) => name))
      .toSorted()
  const preview: CopyPreview = { destination, units: {}, bytes: 0, packages: [], leaving: [] }
  const coming = [...ids].filter((id) => member.get(uuidToBlob(id), ...version) === undefined)
  for (const id of coming) {
    const { pulp_type: name } = type.get(uuidToBlob(id)) as { pulp_type: string }
    preview.units[name] = (preview.units[name] ?? 0) + 1
    preview.bytes += (bytes.get(uuidToBlob(id)) as { bytes: number }).bytes
  }
  preview.packages = named(coming).slice(0, MAX_NAMED)
  preview.leaving = named(leaving).slice(0, MAX_NAMED)
  return preview
}

/** Packages of the version that have the name and architecture of a copied one, and are not copied. */
export function otherVersions({ catalogue }: TaskContext, base: VersionRef, ids: ReadonlySet<string>): string[] {
  const others = new Set<string>()
  for (const table of ['deb_package', 'deb_installerpackage']) {
    const find = catalogue.prepare(
      `SELECT q.pulp_id AS id FROM ${table} p JOIN ${table} q ON q.package = p.package AND q.architecture = p.architecture
       JOIN core_repositorycontent m ON m.content_id = q.pulp_id AND m.repository_id = ? AND ${IN_VERSION} WHERE p.pulp_id = ?`,
    )
    for (const id of ids) {
      const rows = find.all(uuidToBlob(base.repositoryId), base.number, base.number, uuidToBlob(id)) as { id: Buffer }[]
      for (const row of rows) others.add(blobToUuid(row.id))
    }
  }
  return [...others].filter((id) => !ids.has(id))
}
