/** Read-only lists of a whole kind, whatever the plugin: the common fields only. */
import * as z from 'zod'
import {
  AlternateContentSource,
  Content,
  ContentGuard,
  Distribution,
  Exporter,
  Importer,
  Publication,
  Remote,
  Repository,
} from '#engine/db/masters'
import type { FilterTerm } from '#engine/db/filter'
import { type AnyModel, type BaseRow, type Instance, KIND_PATHS } from '#engine/db/model'
import type { ApiContext } from '../context.ts'
import { listAnswer, listParameters } from '../list/list.ts'
import { modelList, type ModelListOptions } from '../list/model-list.ts'
import type { Operation } from '../operation.ts'
import { objectBody } from './body.ts'
import { contentBodies } from './content-body.ts'
import { kindFields } from './kind-fields.ts'
import { membershipFilters } from './membership.ts'
import { COMPLETE, publicationFilters } from './publication.ts'
import { objectSchema } from './schema.ts'
import { distributionContentFilters, repositoryContentFilters } from './with-content.ts'

const MASTERS: readonly AnyModel[] = [
  Repository,
  Remote,
  Content,
  Publication,
  Distribution,
  ContentGuard,
  AlternateContentSource,
  Exporter,
  Importer,
] as unknown as readonly AnyModel[]

/** Conditions and filters that a kind has beyond its columns. */
function extrasOf(context: ApiContext, model: AnyModel): Omit<ModelListOptions, 'render'> {
  if (model.kind === 'publication') return { always: COMPLETE, extraFilters: publicationFilters(context) }
  if (model.kind === 'content') {
    // Index files of publications are kept as content, but are none of a user's.
    const always: FilterTerm[] = [{ field: 'pulp_type', lookup: 'ne', value: 'core.publishedmetadata' }]
    return { always, extraFilters: membershipFilters(context) }
  }
  if (model.kind === 'distribution') return { extraFilters: distributionContentFilters(context) }
  const shown: FilterTerm[] = [{ field: 'user_hidden', lookup: 'exact', value: false }]
  if (model.kind === 'repository') return { always: shown, extraFilters: repositoryContentFilters(context) }
  return model.kind === 'remote' ? { always: shown } : {}
}

/** Rows of a master with the href and the PRN of the objects they are a part of. */
function bodiesOf(context: ApiContext, model: AnyModel, objects: readonly Instance<BaseRow>[]): unknown[] {
  const bodies =
    model.kind === 'content' ? contentBodies(context, objects) : objects.map((one) => objectBody(context, model, one))
  return bodies.map((body, index) => {
    const one = objects[index] as Instance<BaseRow>
    const { pulp_id, pulp_type } = one
    const detail = context.engine.registry.findModel(model.kind, pulp_type)
    const href = detail?.hrefOf(pulp_id) ?? null
    const more = href === null ? {} : kindFields(context, model.kind, one, href)
    return { ...body, pulp_href: href, prn: detail?.prnOf(pulp_id) ?? null, pulp_type, ...more }
  })
}

/** The list of each kind, such as `repositories_list`. */
export function genericListOperations(context: ApiContext): Operation[] {
  return MASTERS.map((model) => {
    const kind = KIND_PATHS[model.kind]
    const source = modelList(context, model, {
      ...extrasOf(context, model),
      render: (objects) => bodiesOf(context, model, objects),
    })
    return {
      id: `${kind}_list`,
      method: 'GET',
      path: model.collectionHref,
      tag: kind.charAt(0).toUpperCase() + kind.slice(1),
      summary: 'List objects of any type',
      query: listParameters(source),
      answers: {
        200: {
          description: 'A page.',
          name: `${model.name}Response`,
          schema: objectSchema(model).extend({ pulp_type: z.string() }),
          paged: true,
        },
      },
      run: (call) => listAnswer(call, source),
    } satisfies Operation
  })
}
