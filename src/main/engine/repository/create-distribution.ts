import * as z from 'zod'
import { defineTask } from '../tasking/task-definition.ts'
import { assertFreeBasePath } from './base-path.ts'

/** Makes a distribution whose values the API has checked; the base path is checked again under the lock. */
export const createDistribution = defineTask({
  id: 'core.create_distribution',
  version: 1,
  short: true,
  input: z.object({
    pulp_type: z.string(),
    /** Columns in their code form. */
    values: z.looseObject({ name: z.string(), base_path: z.string() }),
  }),
  async run(context, { pulp_type, values }) {
    const { catalogue, registry } = context
    const distribution = catalogue.transaction(() => {
      assertFreeBasePath(catalogue, values.base_path)
      const made = registry.model('distribution', pulp_type).create(catalogue, { ...values })
      context.created(made)
      return made
    })
    const { href, prn } = distribution
    context.emit({ type: 'resource', action: 'created', href, prn, pulp_type })
  },
})
