import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { protectedVersions } from './protected-versions.ts'
import { squashVersion } from './squash.ts'
import { countVersions, getVersion, hasVersion, versionHref, type VersionRef } from './version.ts'

/**
 * Refuses to let go the only version of a repository, one that is being served, and one that a user keeps.
 * @throws StillwaterError `version.only_one`, `version.protected` (400, as Pulp), `version.pinned` (409)
 */
export function assertDeletable(engine: Pick<Engine, 'catalogue' | 'registry'>, version: VersionRef): void {
  const { catalogue } = engine
  const names = (): { number: number; name: string } => ({
    number: version.number,
    name: Repository.get(catalogue, version.repositoryId).name,
  })
  if (countVersions(catalogue, version.repositoryId) <= 1) {
    throw new StillwaterError('version.only_one', names(), { status: 400 })
  }
  // Asked anew: the version may have been read before it was pinned.
  if (getVersion(catalogue, version.id).pinned) throw new StillwaterError('version.pinned', names(), { status: 409 })
  const distribution = protectedVersions(engine, version.repositoryId).get(version.number)
  if (distribution !== undefined) {
    throw new StillwaterError('version.protected', { ...names(), distribution }, { status: 400 })
  }
}

/**
 * Deletes a version with its publications; all others keep exactly their content. The caller's task holds the repository exclusively.
 * @throws StillwaterError `version.only_one`, `version.protected`
 */
export function deleteVersion(engine: Engine, version: VersionRef): void {
  const { catalogue } = engine
  const href = versionHref(catalogue, version)
  const pulpType = catalogue.transaction(() => {
    // Distributions are moved without the repository's lock, so this is asked where nobody can write.
    assertDeletable(engine, version)
    squashVersion(catalogue, version)
    return Repository.get(catalogue, version.repositoryId).pulp_type
  })
  engine.emit({ type: 'resource', action: 'deleted', href, prn: version.prn, pulp_type: pulpType })
}

/** Deletes one version; one that is gone already is fine. */
export const deleteRepositoryVersion = defineTask({
  id: 'core.delete_version',
  version: 1,
  input: z.object({
    /** Id of the version. */
    version: z.string(),
  }),
  async run(context, input) {
    if (!hasVersion(context.catalogue, input.version)) return
    deleteVersion(context, getVersion(context.catalogue, input.version))
  },
})
