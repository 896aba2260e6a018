import { DIGEST_NAMES, type DigestName } from '#shared/digest'
import { blobToUuid } from '#engine/db/column'
import type { BaseRow, Instance } from '#engine/db/model'
import type { ApiContext } from '../context.ts'
import { objectBody } from './body.ts'
import { artifactHref } from './reference.ts'

/** A file of a unit. */
export interface FileRow extends Record<DigestName, Buffer | null> {
  content_id: Buffer
  relative_path: string
  artifact_id: Buffer | null
  size: number | null
  /** Whether it is not here, and there is somewhere to have it from. */
  is_remote: 0 | 1
}

const DIGESTS = DIGEST_NAMES.map((name) => `COALESCE(a.${name}, ra.${name}) AS ${name}`).join(', ')

/** Files of the units; of those that are not here yet, what one upstream says of them. */
const FILES = `SELECT ca.content_id, ca.relative_path, ca.artifact_id, COALESCE(a.size, ra.size) AS size,
  ra.pulp_id IS NOT NULL AS is_remote, ${DIGESTS}
  FROM core_contentartifact ca LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  LEFT JOIN core_remoteartifact ra ON a.pulp_id IS NULL AND ra.pulp_id = (
    SELECT MIN(pulp_id) FROM core_remoteartifact WHERE content_artifact_id = ca.pulp_id)
  WHERE ca.content_id IN (SELECT unhex(value, '-') FROM json_each(?)) ORDER BY ca.relative_path`

/** Files of the units, by the id of the unit. */
export function filesOfUnits(context: ApiContext, ids: readonly string[]): Map<string, FileRow[]> {
  const rows = context.engine.catalogue.prepare(FILES).all(JSON.stringify(ids)) as FileRow[]
  return Map.groupBy(rows, (row) => blobToUuid(row.content_id))
}

/** Units as the API shows them, with one query for the files of all of them unless these have been read. */
export function contentBodies(
  context: ApiContext,
  units: readonly Instance<BaseRow>[],
  files = filesOfUnits(
    context,
    units.map((unit) => unit.pulp_id),
  ),
): Record<string, unknown>[] {
  return units.map((unit) => ({
    ...fileFields(files.get(unit.pulp_id) ?? []),
    ...objectBody(context, unit.model, unit),
  }))
}

const hrefOf = (row: FileRow): string | null => row.artifact_id && artifactHref(blobToUuid(row.artifact_id))

/** A unit of one file shows it as `artifact`, with its digests; a unit of several as `artifacts` by path. */
function fileFields(files: readonly FileRow[]): Record<string, unknown> {
  const [file] = files
  if (!file || files.length > 1) {
    return { artifacts: Object.fromEntries(files.map((row) => [row.relative_path, hrefOf(row)])) }
  }
  const digests = DIGEST_NAMES.map((name) => [name, file[name]?.toString('hex') ?? null])
  return {
    artifact: hrefOf(file),
    relative_path: file.relative_path,
    size: file.size,
    ...Object.fromEntries(digests),
  }
}
