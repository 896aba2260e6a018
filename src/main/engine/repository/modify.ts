import * as z from 'zod'
import { Repository } from '../db/masters.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { newVersion } from './new-version.ts'
import { getVersion } from './version.ts'

/** Adds and removes units by hand; removal is applied before addition (Pulp: repositories modify). */
export const modifyRepository = defineTask({
  id: 'core.modify_repository',
  version: 1,
  input: z.object({
    repository: z.string(),
    /** Ids of units. */
    add: z.array(z.string()),
    /** Ids of units, or `*` for all. */
    remove: z.union([z.array(z.string()), z.literal('*')]),
    /** Id of the version to start from. */
    baseVersion: z.string().nullable(),
    /** False refuses units whose repo key another one has; true unless said otherwise. */
    overwrite: z.boolean().optional(),
  }),
  async run(context, input) {
    const repository = Repository.get(context.catalogue, input.repository)
    const baseVersion = input.baseVersion === null ? undefined : getVersion(context.catalogue, input.baseVersion)
    const options = { ...(baseVersion ? { baseVersion } : {}), overwrite: input.overwrite ?? true }
    await newVersion(context, repository, options, async (version) => {
      if (input.remove === '*') version.removeAll()
      else version.remove(input.remove)
      version.add(input.add)
    })
  },
})
