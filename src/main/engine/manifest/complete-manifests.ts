import * as z from 'zod'
import { blobToUuid } from '../db/column.ts'
import { Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { followSpan, keptSet } from '../repository/integrity-root.ts'
import { SetHash } from '../repository/set-hash.ts'
import { listVersions } from '../repository/version.ts'
import { dispatch } from '../tasking/dispatch.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { insertManifest, insertVersionSeal, manifestOfVersion, type ManifestRow } from './manifest-row.ts'
import { factsOf } from './record.ts'
import { writeVersionManifest } from './version-manifest.ts'

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0)

async function completeRepository(context: TaskContext, repositoryId: string): Promise<number> {
  const { catalogue, signal } = context
  const repository = Repository.get(catalogue, repositoryId)
  const set = new SetHash()
  let before = -1
  let previous: ManifestRow | null = null
  let written = 0
  for (const version of listVersions(catalogue, repositoryId).toReversed()) {
    const span = { repositoryId, before, number: version.number }
    before = version.number
    await followSpan(context, set, span, signal)
    if (keptSet(catalogue, version.id)) {
      previous = manifestOfVersion(catalogue, version.id)
      continue
    }
    const { summary } = version
    const plan = { repository, version: factsOf(context, version), span, previous }
    const changes = sum(summary.added) + sum(summary.removed)
    const manifest: ManifestRow = await writeVersionManifest(context, {
      ...plan,
      present: sum(summary.present),
      changes,
    })
    catalogue.transaction(() => {
      insertManifest(catalogue, manifest)
      insertVersionSeal(catalogue, version.id, set.state, manifest.sha256)
    })
    previous = manifest
    written += 1
  }
  return written
}

/** Writes the manifests of versions that an older program completed. Holds their repository meanwhile. */
export const completeManifests = defineTask<{ repository: string }, { written: number }>({
  id: 'core.complete_manifests',
  version: 1,
  input: z.object({ repository: z.string() }),
  async run(context, input) {
    if (!Repository.find(context.catalogue, { pulp_id: input.repository })) return { written: 0 }
    return { written: await completeRepository(context, input.repository) }
  },
})

/** Queues a task for each repository with a version that has no manifest; called once at the start of a host. */
export function dispatchMissingManifests(engine: Engine): void {
  const sql = `SELECT DISTINCT v.repository_id AS id FROM core_repositoryversion v WHERE v.complete = 1
    AND NOT EXISTS (SELECT 1 FROM core_versionseal s WHERE s.version_id = v.pulp_id)`
  for (const { id } of engine.catalogue.prepare(sql).all() as { id: Buffer }[]) {
    const repository = Repository.get(engine.catalogue, blobToUuid(id))
    if (!engine.registry.findModel('repository', repository.pulp_type)) continue
    dispatch(engine, completeManifests, { repository: repository.pulp_id }, { exclusive: [repository.cast()] })
  }
}
