import { StillwaterError } from '#shared/error'
import type { RepositoryInstance } from '../db/masters.ts'
import type { PluginRegistry } from '../plugin/registry.ts'

/** Refuses changes by hand of what is kept exactly as upstream has it. @throws StillwaterError `repository.exact` (409) */
export function assertChangeable(registry: PluginRegistry, repository: RepositoryInstance): void {
  if (registry.repositories.get(repository.pulp_type)?.isExact?.(repository))
    throw new StillwaterError('repository.exact', { name: repository.name }, { status: 409 })
}
