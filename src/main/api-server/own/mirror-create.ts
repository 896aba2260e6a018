import { StillwaterError, ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { Distribution, Remote, type RemoteInstance, Repository, type RepositoryInstance } from '#engine/db/masters'
import type { AnyModel } from '#engine/db/model'
import { overlappingBasePath } from '#engine/repository/base-path'
import { createRepository } from '#engine/repository/create-repository'
import type { ApiContext } from '../context.ts'
import { emitCreated } from '../resource/crud.ts'
import { changesNothing } from '../resource/values.ts'
import { distributionsOf } from './mirror-body.ts'
import { type PlannedMirror, slugOf } from './mirror-plan.ts'

type Values = Record<string, unknown>

/**
 * The repository of the planned mirror: made with its remote and distribution, or found when the very same mirror is there, or found and
 * brought up to date when the plan is a later state of it.
 * @throws ValidationError on `name` when the name means something else already
 */
export function createMirror(context: ApiContext, planned: PlannedMirror): RepositoryInstance {
  const { name } = planned.plan
  const existing = Repository.find(context.engine.catalogue, { name })
  if (existing) {
    if (isSame(context, planned, existing) || update(context, planned, existing))
      return existing.cast() as RepositoryInstance
    const reason = planned.update ? 'error.mirror.name_of_another' : 'error.mirror.name_taken'
    throw new ValidationError({ name: [formatMessage(reason, { name })] })
  }
  return make(context, planned)
}

const remoteModelOf = ({ plugin, plan }: PlannedMirror): AnyModel => plan.remoteModel ?? plugin.mirror.remote

function valuesOf({ plugin, plan, quarantine }: PlannedMirror): {
  repository: Values
  remote: Values
  distribution: Values
} {
  const publishes = 'autopublish' in plugin.mirror.repository.columns
  return {
    repository: { quarantine, ...(publishes ? { autopublish: true } : {}), ...plan.repository },
    remote: plan.remote,
    distribution: plan.distribution,
  }
}

/** Whether the mirror is what the plan would make. */
function isSame(context: ApiContext, planned: PlannedMirror, repository: RepositoryInstance): boolean {
  if (repository.pulp_type !== planned.plugin.mirror.repository.type || repository.remote_id === null) return false
  const values = valuesOf(planned)
  const remote = Remote.get(context.engine.catalogue, repository.remote_id)
  const distribution = distributionsOf(context, repository.pulp_id)[0]
  return (
    remote.pulp_type === remoteModelOf(planned).type &&
    distribution !== undefined &&
    changesNothing(context.engine.secrets, repository.cast(), values.repository) &&
    changesNothing(context.engine.secrets, remote.cast(), values.remote) &&
    changesNothing(context.engine.secrets, distribution.cast(), values.distribution)
  )
}

/** Replaces the definition of a mirror when that is asked for, or the plan is a later state of the same thing. Answers whether it did. */
function update(context: ApiContext, planned: PlannedMirror, repository: RepositoryInstance): boolean {
  const { plugin, plan, quarantine } = planned
  if (repository.pulp_type !== plugin.mirror.repository.type || repository.remote_id === null) return false
  const remote = Remote.get(context.engine.catalogue, repository.remote_id).cast() as RemoteInstance
  if (remote.pulp_type !== remoteModelOf(planned).type || !(planned.update || plan.supersedes?.(remote))) return false
  const own = repository.cast()
  const kept = { ...(quarantine === undefined ? {} : { quarantine }), ...plan.repository }
  context.engine.catalogue.transaction(() => {
    remote.save(plan.remote)
    if (Object.keys(kept).length > 0) own.save(kept)
  })
  for (const { href, prn, pulp_type } of [remote, own])
    context.engine.emit({ type: 'resource', action: 'updated', href, prn, pulp_type })
  return true
}

function make(context: ApiContext, planned: PlannedMirror): RepositoryInstance {
  const { plugin, plan } = planned
  const { catalogue } = context.engine
  const values = valuesOf(planned)
  const slug = slugOf(plan.name)
  const made = catalogue.transaction(() => {
    assertFree(context, plan.name, slug)
    const remote = remoteModelOf(planned).create(catalogue, { ...values.remote, name: plan.name })
    const repository = createRepository(catalogue, plugin.mirror.repository, {
      ...values.repository,
      // Unless the request says: on for mirrors of many units.
      quarantine: planned.quarantine ?? null,
      name: plan.name,
      remote_id: remote.pulp_id,
    })
    const distribution = plugin.mirror.distribution.create(catalogue, {
      ...values.distribution,
      name: slug,
      base_path: slug,
      repository_id: repository.pulp_id,
      remote_id: plan.pullThrough ? remote.pulp_id : null,
    })
    return { remote, repository, distribution }
  })
  for (const object of [made.remote, made.repository, made.distribution]) emitCreated(context, object)
  return made.repository
}

/** @throws ValidationError on `name` when a remote or a distribution stands in the way */
function assertFree(context: ApiContext, name: string, slug: string): void {
  const { catalogue } = context.engine
  const used = (kind: string, value: string): ValidationError =>
    new ValidationError({ name: [formatMessage('error.mirror.name_used', { name: value, kind })] })
  if (Remote.find(catalogue, { name })) throw used('remote', name)
  if (Distribution.find(catalogue, { name: slug })) throw used('distribution', slug)
  const other = overlappingBasePath(catalogue, slug)
  if (other === null) return
  throw new ValidationError({ name: [formatMessage('error.distribution.base_path_overlap', { path: slug, other })] })
}

/** The mirror that the path names. @throws StillwaterError `api.not_found` (404) */
export function requireMirror(context: ApiContext, id: string): RepositoryInstance {
  const types = context.engine.registry.plugins.map((plugin) => plugin.mirror.repository.type)
  const found = /^[0-9a-f-]{36}$/.test(id) ? Repository.find(context.engine.catalogue, { pulp_id: id }) : null
  if (!found || found.user_hidden || !types.includes(found.pulp_type)) {
    throw new StillwaterError('api.not_found', { path: `mirrors/${id}/` }, { status: 404 })
  }
  return found.cast() as RepositoryInstance
}
