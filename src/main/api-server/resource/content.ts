import type { ContentDeclaration } from '#engine/plugin/declaration'
import type { ApiContext } from '../context.ts'
import { modelList } from '../list/model-list.ts'
import type { Operation } from '../operation.ts'
import { contentBodies } from './content-body.ts'
import { readOperations, type Resource } from './crud.ts'
import { digestFilters } from './digest-filter.ts'
import { labelOperations } from './label.ts'
import { membershipFilters, quickByVersion } from './membership.ts'
import { uploadOperation } from './upload.ts'

/** Operations on one type of content. */
export function contentOperations(context: ApiContext, declaration: ContentDeclaration): Operation[] {
  const { model } = declaration
  const list = modelList(context, model, {
    extraFilters: [...membershipFilters(context), ...digestFilters(model)],
    render: (units) => contentBodies(context, units),
  })
  const source = quickByVersion(context, model, list)
  const resource: Resource = { model, source, body: (unit) => contentBodies(context, [unit])[0] }
  return [
    ...readOperations(context, resource),
    ...uploadOperation(context, declaration),
    ...labelOperations(context, model),
  ]
}
