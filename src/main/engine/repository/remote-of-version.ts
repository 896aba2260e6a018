import { Remote, type RemoteInstance, Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { VersionRef } from './version.ts'

/** The remote that the repository of a version has now, as its plugin's type `R`; null when it has none. */
export function remoteOfVersion<R = RemoteInstance>(
  { catalogue }: Pick<Engine, 'catalogue'>,
  version: VersionRef,
): R | null {
  const { remote_id: id } = Repository.get(catalogue, version.repositoryId)
  return id === null ? null : (Remote.get(catalogue, id).cast() as unknown as R)
}
