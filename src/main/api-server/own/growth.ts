/** How large the versions of a mirror are, one after the other. */
import * as z from 'zod'
import { GrowthPoint } from '#shared/api/growth'
import { OWN_API_ROOT } from '#shared/wire'
import type { Catalogue } from '#engine/db/catalogue'
import { uuidToBlob } from '#engine/db/column'
import { listVersions } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { requireMirror } from './mirror-create.ts'

const SHOWN = 100
/** Units, now and before, whose files are summed at once: some milliseconds. */
const MEASURED = 20_000

interface Change {
  number: number
  bytes: number
}

const CHANGES = (
  column: 'version_added' | 'version_removed',
): string => `SELECT m.${column} AS number, SUM(a.size) AS bytes
  FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
  JOIN core_artifact a ON a.pulp_id = ca.artifact_id WHERE m.repository_id = ? AND m.${column} IS NOT NULL GROUP BY m.${column}`

/** Bytes that came and went with each version; null when there is too much to sum. */
function changesOf(catalogue: Catalogue, repositoryId: string): Change[] | null {
  const id = uuidToBlob(repositoryId)
  const sql = 'SELECT COUNT(*) AS n FROM (SELECT 1 FROM core_repositorycontent WHERE repository_id = ? LIMIT ?)'
  const { n } = catalogue.prepare(sql).get(id, MEASURED + 1) as { n: number }
  if (n > MEASURED) return null
  const came = catalogue.prepare(CHANGES('version_added')).all(id) as Change[]
  const went = catalogue.prepare(CHANGES('version_removed')).all(id) as Change[]
  return [...came, ...went.map(({ number, bytes }) => ({ number, bytes: -bytes }))]
}

/** The newest versions of a mirror, the oldest of them first. */
function growth({ engine }: ApiContext, repositoryId: string): GrowthPoint[] {
  const { catalogue } = engine
  const changes = changesOf(catalogue, repositoryId)
  return listVersions(catalogue, repositoryId)
    .filter(({ number }) => number > 0)
    .toSorted((a, b) => a.number - b.number)
    .slice(-SHOWN)
    .map(({ number, created, summary }) => ({
      number,
      pulp_created: isoTime(created),
      units: Object.values(summary.present).reduce((sum, count) => sum + count, 0),
      bytes: changes && changes.filter((change) => change.number <= number).reduce((sum, { bytes }) => sum + bytes, 0),
    }))
}

/** `.../mirrors/<id>/growth/`. */
export function growthOperation(context: ApiContext): Operation {
  return {
    id: 'mirrors_growth_list',
    method: 'GET',
    path: `${OWN_API_ROOT}mirrors/:id/growth/`,
    tag: 'Mirrors',
    summary: 'Show how large the versions of a mirror are, the oldest first',
    answers: { 200: { description: 'The versions.', schema: z.array(GrowthPoint) } },
    run: (call) => ok(growth(context, requireMirror(context, call.params.id ?? '').pulp_id)),
  }
}
