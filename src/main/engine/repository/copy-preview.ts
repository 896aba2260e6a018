/** What a copy would do to a destination, for a look before it is done. */
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import type { CopyPreview } from '../plugin/copy.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import { unitsInPlaceOf } from './repo-key.ts'
import { IN_VERSION, type VersionRef } from './version.ts'

/** Units that are named on each side; all count. */
const MAX_NAMED = 10_000

const BYTES = `SELECT COALESCE(SUM(COALESCE((SELECT size FROM core_artifact WHERE pulp_id = ca.artifact_id),
    (SELECT MAX(size) FROM core_remoteartifact WHERE content_artifact_id = ca.pulp_id), 0)), 0) AS bytes
  FROM core_contentartifact ca WHERE ca.content_id = ?`

const NAME = `SELECT MIN(relative_path) AS name FROM core_contentartifact WHERE content_id = ?`

interface Copied {
  repository: RepositoryInstance
  /** The version of the repository that it starts from. */
  base: VersionRef
  /** What the destination would be given, what it has already included. */
  ids: Iterable<string>
  /** What else would leave. */
  leaving?: Iterable<string>
  /** What people call a unit; null for one that is not named. By the path of its file unless given. */
  nameOf?(id: string): string | null
}

export function previewCopy(
  { catalogue, registry }: { catalogue: Catalogue; registry: PluginRegistry },
  { repository, base, ids, leaving = [], nameOf }: Copied,
): CopyPreview {
  const member = catalogue.prepare(
    `SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ? AND m.repository_id = ? AND ${IN_VERSION}`,
  )
  const version = [uuidToBlob(base.repositoryId), base.number, base.number]
  const type = catalogue.prepare('SELECT pulp_type FROM core_content WHERE pulp_id = ?')
  const bytes = catalogue.prepare(BYTES)
  const path = catalogue.prepare(NAME)
  const pathOf = (id: string): string | null => (path.get(uuidToBlob(id)) as { name: string | null }).name
  const named = (all: Iterable<string>): string[] =>
    [...all]
      .map(nameOf ?? pathOf)
      .filter((name) => name !== null)
      .toSorted()
      .slice(0, MAX_NAMED)
  const preview: CopyPreview = { destination: repository.prn, units: {}, bytes: 0, packages: [], leaving: [] }
  const coming = [...ids].filter((id) => member.get(uuidToBlob(id), ...version) === undefined)
  const gone = new Set(leaving)
  for (const id of coming) {
    const { pulp_type: name } = type.get(uuidToBlob(id)) as { pulp_type: string }
    preview.units[name] = (preview.units[name] ?? 0) + 1
    preview.bytes += (bytes.get(uuidToBlob(id)) as { bytes: number }).bytes
    for (const other of unitsInPlaceOf(catalogue, registry.model('content', name), id, base)) gone.add(other)
  }
  preview.packages = named(coming)
  preview.leaving = named(gone)
  return preview
}
