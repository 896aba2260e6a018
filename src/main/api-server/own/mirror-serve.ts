/** Serves a mirror that has no address: what was made by hand, or lost its distribution. */
import { Distribution, type RepositoryInstance } from '#engine/db/masters'
import { overlappingBasePath } from '#engine/repository/base-path'
import { findPublication } from '#engine/repository/served'
import { latestVersion } from '#engine/repository/version'
import { type ApiContext, dispatchTask } from '../context.ts'
import { type Answer, created, ok, type Operation } from '../operation.ts'
import { emitCreated } from '../resource/crud.ts'
import { distributionsOf, type MirrorReader } from './mirror-body.ts'
import { requireMirror } from './mirror-create.ts'
import { slugOf } from './mirror-plan.ts'
import { MirrorSchema } from './schema.ts'

/** Whether clients would get something: some version has a publication. */
function isPublished(context: ApiContext, repositoryId: string): boolean {
  return distributionsOf(context, repositoryId).some((one) => findPublication(context.engine.catalogue, one) !== null)
}

/** A path that nobody has, made of the mirror's name; the distribution is called the same. */
function freePath({ engine: { catalogue } }: ApiContext, name: string): string {
  const slug = slugOf(name)
  for (let count = 1; ; count += 1) {
    const path = count === 1 ? slug : `${slug}-${count}`
    if (!Distribution.find(catalogue, { name: path }) && overlappingBasePath(catalogue, path) === null) return path
  }
}

function serve(context: ApiContext, reader: MirrorReader, repository: RepositoryInstance): Answer {
  const { catalogue, registry } = context.engine
  if (distributionsOf(context, repository.pulp_id).length > 0) return ok(reader.body(repository))
  const plugin = registry.plugins.find(({ mirror }) => mirror.repository.type === repository.pulp_type)
  if (!plugin) throw new TypeError(`no plugin mirrors ${repository.pulp_type}`)
  const path = freePath(context, repository.name)
  const publishes = 'autopublish' in plugin.mirror.repository.columns
  const distribution = catalogue.transaction(() => {
    const values: Record<string, unknown> = { autopublish: true }
    if (publishes) repository.cast().save(values)
    const address = { name: path, base_path: path, repository_id: repository.pulp_id }
    return plugin.mirror.distribution.create(catalogue, address)
  })
  emitCreated(context, distribution)
  const { href, prn, pulp_type, pulp_id } = repository
  if (publishes) context.engine.emit({ type: 'resource', action: 'updated', href, prn, pulp_type })
  const version = latestVersion(catalogue, pulp_id)
  const [publication] = plugin.publications
  // Without a publication clients would get nothing until the next version.
  if (publishes && publication && version.number > 0 && !isPublished(context, pulp_id))
    dispatchTask(context.engine, publication.publish, { repository_version: version.id }, { shared: [prn] })
  return created(reader.body(requireMirror(context, pulp_id)))
}

/** @returns `POST mirrors/<id>/serve/` */
export function serveOperation(context: ApiContext, reader: MirrorReader, item: string, tag: string): Operation {
  const one = { name: 'Mirror', schema: MirrorSchema }
  return {
    id: 'mirrors_serve',
    method: 'POST',
    path: `${item}serve/`,
    tag,
    summary: 'Serve a mirror that has no address, and publish it if it was not',
    answers: {
      200: { ...one, description: 'The mirror, which was served already.' },
      201: { ...one, description: 'The mirror.' },
    },
    run: (call) => serve(context, reader, requireMirror(context, call.params.id ?? '')),
  }
}
