import type { Catalogue } from '../db/catalogue.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import type { AnyModel } from '../db/model.ts'
import { createVersionZero } from './new-version.ts'

/** Makes a repository with its empty version 0, together. */
export function createRepository(
  catalogue: Catalogue,
  model: AnyModel,
  values: Record<string, unknown>,
): RepositoryInstance {
  return catalogue.transaction(() => {
    const repository = model.create(catalogue, values) as RepositoryInstance
    createVersionZero(catalogue, repository)
    return repository
  })
}
