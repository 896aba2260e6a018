/** Reading what an alternate content source has. Source: Pulp's acs/…/refresh/. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import { AlternateContentSource, Remote, type RemoteInstance, type RepositoryInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { AlternateContentSourceDeclaration, RepositoryDeclaration } from '../plugin/declaration.ts'
import { createRepository } from '../repository/create-repository.ts'
import { dispatch } from '../tasking/dispatch.ts'
import { closeTaskGroup, createTaskGroup } from '../tasking/task-group.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { indexPath } from './alternate-files.ts'
import { addressOf, type AlternatePath, pathsOf, setPaths } from './alternate-paths.ts'

/**
 * Queues a task for each path, in one group. Answers the group's id.
 * @throws StillwaterError `acs.no_remote`, `acs.remote_policy`
 */
export function dispatchRefresh(engine: Engine, sourceId: string): string {
  const source = AlternateContentSource.get(engine.catalogue, sourceId)
  const remote = remoteOf(engine, source)
  const { repository: model } = declarationOf(engine, source.pulp_type)
  return engine.catalogue.transaction(() => {
    const group = createTaskGroup(engine, `Refreshing alternate content source ${source.name}`)
    for (const path of pathsOf(engine.catalogue, sourceId)) {
      const repository = hiddenRepository(engine, path, () =>
        createRepository(engine.catalogue, model, {
          name: `${source.name} ${path.path} ${uuidv7()}`.slice(0, 255),
          user_hidden: true,
          retain_repo_versions: 1,
        }),
      )
      const named = { prn: engine.registry.model('remote', remote.pulp_type).prnOf(remote.pulp_id) }
      const exclusive = [{ prn: model.prnOf(repository) }]
      dispatch(engine, refreshPath, { source: sourceId, path: path.id }, { exclusive, shared: [named], group })
    }
    closeTaskGroup(engine, group)
    return group
  })
}

function hiddenRepository(
  { catalogue }: Engine,
  { id, repositoryId }: AlternatePath,
  create: () => RepositoryInstance,
): string {
  if (repositoryId) return repositoryId
  const { pulp_id } = create()
  catalogue
    .prepare('UPDATE core_alternatecontentsourcepath SET repository_id = ? WHERE pulp_id = ?')
    .run(uuidToBlob(pulp_id), uuidToBlob(id))
  return pulp_id
}

function declarationOf(engine: Engine, pulpType: string): AlternateContentSourceDeclaration {
  const declaration = engine.registry.alternateContentSources.get(pulpType)
  if (!declaration) throw new StillwaterError('catalogue.unknown_type', { pulp_type: pulpType })
  return declaration
}

/** Only what is not fetched at once may be an alternate: a refresh is to read the index alone. */
function remoteOf({ catalogue }: Engine, source: { name: string; remote_id: string | null }): RemoteInstance {
  const { name } = source
  if (!source.remote_id) throw new StillwaterError('acs.no_remote', { name }, { status: 400 })
  const remote = Remote.get(catalogue, source.remote_id)
  if (remote.policy !== 'on_demand') throw new StillwaterError('acs.remote_policy', { name }, { status: 400 })
  return remote
}

/** Reads one path into its hidden repository by the plugin's own sync, then indexes the digests of what it found. */
export const refreshPath = defineTask<{ source: string; path: string }, { files: number } | null>({
  id: 'core.refresh_alternate_content_source',
  version: 1,
  input: z.object({ source: z.string(), path: z.string() }),
  async run(context, input) {
    const { catalogue } = context
    const source = AlternateContentSource.get(catalogue, input.source)
    const path = pathsOf(catalogue, input.source).find(({ id }) => id === input.path)
    // Taken away while the task waited.
    if (!path?.repositoryId) return null
    const remote = remoteOf(context, source)
    const url = addressOf(remote.url, path.path)
    await syncOf(context, source.pulp_type).run(context, {
      repository: path.repositoryId,
      remote: remote.pulp_id,
      mirror: true,
      optimize: true,
      url,
    })
    const files = indexPath(catalogue, path.id, path.repositoryId, remote.pulp_id)
    source.save({ last_refreshed: Date.now() })
    const { href, prn, pulp_type } = source.cast()
    context.emit({ type: 'resource', action: 'updated', href, prn, pulp_type })
    return { files }
  },
})

function syncOf(context: TaskContext, pulpType: string): RepositoryDeclaration['sync'] {
  const { type } = declarationOf(context, pulpType).repository
  const declaration = context.registry.repositories.get(type)
  if (!declaration) throw new StillwaterError('catalogue.unknown_type', { pulp_type: type })
  return declaration.sync
}

/** Writes fields of a source that the API has checked. */
export const updateAlternateSource = defineTask<
  { id: string; values: Record<string, unknown>; paths: string[] | null },
  void
>({
  id: 'core.update_alternate_content_source',
  version: 1,
  short: true,
  input: z.object({
    id: z.string(),
    values: z.record(z.string(), z.unknown()),
    paths: z.array(z.string()).nullable(),
  }),
  async run(context, { id, values, paths }) {
    const { catalogue } = context
    const { href, prn, pulp_type } = catalogue.transaction(() => {
      const source = AlternateContentSource.get(catalogue, id).cast()
      source.save(values)
      if (paths) setPaths(catalogue, id, paths)
      return source
    })
    context.emit({ type: 'resource', action: 'updated', href, prn, pulp_type })
  },
})
