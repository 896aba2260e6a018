import { StillwaterError } from '#shared/error'
import { Remote, type RepositoryInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { RepositoryDeclaration, SyncInput } from '../plugin/declaration.ts'
import { dispatch } from '../tasking/dispatch.ts'

export interface SyncOptions {
  /** Id; default the repository's own. */
  remote?: string
  mirror?: boolean
  optimize?: boolean
  [option: string]: unknown
}

/** Queues the sync of a repository, which it holds exclusively. Answers the task's id. @throws StillwaterError `repository.no_remote` */
export function dispatchSync(
  engine: Engine,
  declaration: RepositoryDeclaration,
  repository: RepositoryInstance,
  options: SyncOptions = {},
): string {
  const { remote: given, mirror, optimize, ...rest } = options
  const remoteId = given ?? repository.remote_id
  if (!remoteId) throw new StillwaterError('repository.no_remote', { name: repository.name }, { status: 400 })
  const remote = Remote.get(engine.catalogue, remoteId)
  const named = { prn: engine.registry.model('remote', remote.pulp_type).prnOf(remoteId) }
  const input: SyncInput = {
    ...rest,
    repository: repository.pulp_id,
    remote: remoteId,
    mirror: mirror ?? declaration.mirrorByDefault,
    optimize: optimize ?? true,
  }
  return dispatch(engine, declaration.sync, input, { exclusive: [repository], shared: [named] })
}
