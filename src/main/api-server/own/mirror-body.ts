import type { MirrorBody } from '#shared/api/mirror'
import { isFinal, type TaskBody } from '#shared/api/task'
import type { Catalogue } from '#engine/db/catalogue'
import { uuidToBlob } from '#engine/db/column'
import {
  Distribution,
  type DistributionInstance,
  Remote,
  type RemoteInstance,
  Repository,
  type RepositoryInstance,
} from '#engine/db/masters'
import type { PluginDeclaration } from '#engine/plugin/declaration'
import { countVersions, latestVersion, type VersionRef } from '#engine/repository/version'
import { taskBody } from '#engine/tasking/task-body'
import { taskFromRaw } from '#engine/tasking/task-store'
import { type ApiContext, distributionUrl } from '../context.ts'
import { isoTime } from '../resource/body.ts'
import { MirrorSizes } from './mirror-size.ts'

/** Makes bodies of mirrors. Keeps what is dear to find out from one list to the next. */
export class MirrorReader {
  private readonly context: ApiContext
  private readonly sizes: MirrorSizes
  /** What the plugin says of a remote, by the remote and the time of its last change: a remote may hold a whole lockfile. */
  private readonly sources = new Map<string, { changed: number; text: string }>()

  constructor(context: ApiContext) {
    this.context = context
    const { catalogue } = context.engine
    this.sizes = new MirrorSizes(catalogue, context.reader, (id) => this.tell(id))
  }

  /** Says that a mirror looks different now. */
  private tell(repositoryId: string): void {
    const { catalogue } = this.context.engine
    const [repository] = Repository.list(catalogue, { ids: [repositoryId] })
    if (!repository) return
    const { href, prn, pulp_type } = repository.cast()
    this.context.engine.emit({ type: 'resource', action: 'updated', href, prn, pulp_type })
  }

  /** The plugin whose mirrors are of the type, or undefined. */
  pluginOf(pulpType: string): PluginDeclaration | undefined {
    return this.context.engine.registry.plugins.find((plugin) => plugin.mirror.repository.type === pulpType)
  }

  /** Bodies of many mirrors: remotes and distributions are read for all of them at once. */
  bodies(repositories: readonly RepositoryInstance[]): MirrorBody[] {
    const { catalogue } = this.context.engine
    const ids = repositories.map((repository) => repository.pulp_id)
    const remoteIds = repositories.flatMap((repository) => repository.remote_id ?? [])
    const remotes = new Map(Remote.list(catalogue, { ids: remoteIds }).map((remote) => [remote.pulp_id, remote]))
    const distributions = new Map(
      Distribution.list(catalogue, { where: { repository_id: ids } })
        .toReversed()
        .map((distribution) => [distribution.repository_id, distribution]),
    )
    return repositories.map((repository) => {
      const own = distributions.get(repository.pulp_id) ?? distributionsOf(this.context, repository.pulp_id)[0]
      return this.one(repository, remotes.get(repository.remote_id ?? '') ?? null, own ?? null)
    })
  }

  body(repository: RepositoryInstance): MirrorBody {
    return this.bodies([repository])[0] as MirrorBody
  }

  private one(
    repository: RepositoryInstance,
    remote: RemoteInstance | null,
    distribution: DistributionInstance | null,
  ): MirrorBody {
    const { registry, catalogue } = this.context.engine
    const version = latestVersion(catalogue, repository.pulp_id)
    const units = Object.values(version.summary.present).reduce((sum, count) => sum + count, 0)
    const size = this.sizes.of(version)
    const lastTask = this.lastTask(repository)
    const plugin = this.pluginOf(repository.pulp_type)
    const href = registry.model('repository', repository.pulp_type).hrefOf(repository.pulp_id)
    return {
      name: repository.name,
      pulp_type: repository.pulp_type,
      plugin: plugin?.name ?? '',
      repository: href,
      ...this.remoteFields(remote, plugin),
      ...this.distributionFields(distribution),
      latest_version: latestFields(href, version, units),
      versions_count: countVersions(catalogue, repository.pulp_id),
      size: { stored: size.stored, on_demand: size.onDemand, units, measured: size.measured },
      last_task: lastTask,
      health: healthOf(lastTask, units),
      quarantined: quarantined(catalogue, repository.pulp_id),
      held: heldAt(catalogue, distribution),
      pulp_created: isoTime(repository.pulp_created),
    }
  }

  private remoteFields(
    remote: RemoteInstance | null,
    plugin: PluginDeclaration | undefined,
  ): Pick<MirrorBody, 'remote' | 'source' | 'policy'> {
    if (!remote) return { remote: null, source: '', policy: null }
    const known = this.sources.get(remote.pulp_id)
    const text =
      known?.changed === remote.pulp_last_updated
        ? known.text
        : (plugin?.mirror.describeSource(remote.cast() as typeof remote) ?? remote.url)
    this.sources.set(remote.pulp_id, { changed: remote.pulp_last_updated, text })
    const href = this.context.engine.registry.model('remote', remote.pulp_type).hrefOf(remote.pulp_id)
    return { remote: href, source: text, policy: remote.policy }
  }

  private distributionFields(
    distribution: DistributionInstance | null,
  ): Pick<MirrorBody, 'distribution' | 'base_path' | 'base_url'> {
    if (!distribution) return { distribution: null, base_path: null, base_url: null }
    const model = this.context.engine.registry.model('distribution', distribution.pulp_type)
    return {
      distribution: model.hrefOf(distribution.pulp_id),
      base_path: distribution.base_path,
      base_url: distributionUrl(this.context, distribution.base_path),
    }
  }

  /** The newest task that works or worked on the repository. */
  private lastTask(repository: RepositoryInstance): TaskBody | null {
    const { catalogue, registry } = this.context.engine
    const prn = registry.model('repository', repository.pulp_type).prnOf(repository.pulp_id)
    const raw = catalogue
      .prepare(
        `SELECT t.* FROM core_taskreservation r JOIN core_task t ON t.pulp_id = r.task_id
         WHERE r.resource = ? AND t.name NOT IN ('core.update_object', 'core.trash', 'core.restore_trash')
           ORDER BY r.task_id DESC LIMIT 1`,
      )
      .get(prn)
    return raw ? taskBody(catalogue, taskFromRaw(raw)) : null
  }
}

/** Units that upstream lists and that could not be had. */
function quarantined(catalogue: Catalogue, repositoryId: string): number {
  const sql = 'SELECT COUNT(*) AS n FROM core_quarantinedunit WHERE repository_id = ?'
  return (catalogue.prepare(sql).get(uuidToBlob(repositoryId)) as { n: number }).n
}

/** The version that a distribution is held at; null where it follows its repository. */
function heldAt(catalogue: Catalogue, distribution: DistributionInstance | null): number | null {
  const { repository_version_id: version = null, publication_id: publication = null } = distribution ?? {}
  if (version === null && publication === null) return null
  const found = catalogue
    .prepare(
      `SELECT number FROM core_repositoryversion
       WHERE pulp_id = COALESCE(?, (SELECT repository_version_id FROM core_publication WHERE pulp_id = ?))`,
    )
    .get(version && uuidToBlob(version), publication && uuidToBlob(publication)) as { number: number } | undefined
  return found?.number ?? null
}

function latestFields(href: string, version: VersionRef, units: number): MirrorBody['latest_version'] {
  return {
    number: version.number,
    pulp_href: `${href}versions/${version.number}/`,
    pulp_created: isoTime(version.created),
    content_count: units,
  }
}

function healthOf(lastTask: TaskBody | null, units: number): MirrorBody['health'] {
  if (lastTask && !isFinal(lastTask.state)) return 'syncing'
  if (lastTask?.state === 'failed') return 'failed'
  return units === 0 ? 'empty' : 'ok'
}

/** Distributions that serve a repository, a version or a publication of it, that of the repository itself first. */
export function distributionsOf(context: ApiContext, repositoryId: string): DistributionInstance[] {
  const versions = 'SELECT pulp_id FROM core_repositoryversion WHERE repository_id = ?'
  const within = (field: string, sql: string): DistributionInstance[] =>
    Distribution.list(context.engine.catalogue, {
      filters: [{ field, lookup: 'within', value: { sql, values: [uuidToBlob(repositoryId)] } }],
    })
  return [
    ...Distribution.list(context.engine.catalogue, { where: { repository_id: repositoryId } }),
    ...within('repository_version_id', versions),
    ...within('publication_id', `SELECT pulp_id FROM core_publication WHERE repository_version_id IN (${versions})`),
  ]
}
