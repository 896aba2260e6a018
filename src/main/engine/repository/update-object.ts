import * as z from 'zod'
import { Distribution, Remote, Repository } from '../db/masters.ts'
import { forgetValues } from '../secret/queued-secrets.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { assertFreeBasePath } from './base-path.ts'
import { applyRetention } from './retention.ts'

const MASTERS = { repository: Repository, remote: Remote, distribution: Distribution } as const

/** Writes columns that the API has checked, once nobody else uses the object. */
export const updateObject = defineTask({
  id: 'core.update_object',
  version: 1,
  short: true,
  input: z.object({
    kind: z.enum(Object.keys(MASTERS) as [keyof typeof MASTERS]),
    id: z.string(),
    /** Columns in their code form. */
    values: z.record(z.string(), z.unknown()),
  }),
  async run(context, { kind, id, values }) {
    const { catalogue } = context
    try {
      const { href, prn, pulp_type } = catalogue.transaction(() => {
        if (typeof values.base_path === 'string') assertFreeBasePath(catalogue, values.base_path, id)
        const object = MASTERS[kind].get(catalogue, id).cast()
        object.save(values)
        return object
      })
      context.emit({ type: 'resource', action: 'updated', href, prn, pulp_type })
      const retains = 'retain_repo_versions' in values || 'retain_checkpoints' in values
      if (kind === 'repository' && retains) applyRetention(context, id)
    } finally {
      forgetValues(catalogue, context.task.id)
    }
  },
})
