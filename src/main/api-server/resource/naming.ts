/** Names that Pulp's OpenAPI document gives to operations, parameters and schemas; clients such as pulp-cli know them. */
import type { AnyModel } from '#engine/db/model'
import { KIND_PATHS } from '#engine/db/model'

const snake = (name: string): string =>
  name
    .split(/(?=[A-Z])/)
    .map((part) => part.toLowerCase())
    .join('_')

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ')

export interface ResourceNames {
  /** Beginning of operation ids, such as `repositories_file_file`. */
  id: string
  /** Parameter that stands for an object's href, such as `file_file_repository_href`; the core's own have no prefix. */
  parameter: string
  /** Such as `Repositories: File`. */
  tag: string
  /** Schema of what is written, such as `file.FileRepository`. */
  schema: string
  /** Path of the list, ending with a slash. */
  list: string
  /** Path of one object with its parameter. */
  item: string
}

export function namesOf(model: AnyModel): ResourceNames {
  const kind = KIND_PATHS[model.kind]
  return {
    id: `${kind}_${model.plugin}_${model.endpoint.replaceAll('-', '_')}`,
    parameter: `${model.plugin === 'core' ? '' : `${model.plugin}_`}${snake(model.name)}_href`,
    tag: `${title(kind)}: ${title(model.endpoint)}`,
    schema: `${model.plugin}.${model.name}`,
    list: model.collectionHref,
    item: `${model.collectionHref}:pulp_id/`,
  }
}
