import * as z from 'zod'
import type { RepositoryDeclaration } from '#engine/plugin/declaration'
import { repositorySize } from '#engine/repository/repository-size'
import type { ApiContext } from '../context.ts'
import { ok, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import { namesOf } from './naming.ts'

const SizeSchema = z.object({
  /** Bytes of the files that are here, of all versions, each counted once. */
  disk_size: z.number().int(),
  /** Bytes of the files that are not here yet, as far as upstreams tell. */
  on_demand_size: z.number().int(),
  /** Files that are not here and whose size nobody tells. */
  on_demand_unknown: z.number().int(),
})

/** `…_size`: asked for by itself, since measuring walks every unit of the repository. */
export function sizeOperation(context: ApiContext, { model }: RepositoryDeclaration): Operation {
  const names = namesOf(model)
  return {
    id: `${names.id}_size`,
    method: 'GET',
    path: `${names.item}size/`,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
    summary: 'Measure a repository',
    answers: { 200: { description: 'Its size.', name: 'RepositorySizeResponse', schema: SizeSchema } },
    async run(call) {
      const { pulp_id } = requireObject(context, model, call)
      const { disk, onDemand, unknown } = await repositorySize(context.reader, pulp_id)
      return ok({ disk_size: disk, on_demand_size: onDemand, on_demand_unknown: unknown })
    },
  }
}
