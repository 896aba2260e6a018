import * as z from 'zod'
import {
  AlternateContentSource,
  ContentGuard,
  Distribution,
  Exporter,
  Importer,
  Publication,
  Remote,
  Repository,
} from '../db/masters.ts'
import type { MasterKind } from '../db/model.ts'
import { defineTask } from '../tasking/task-definition.ts'

const MASTERS = {
  repository: Repository,
  remote: Remote,
  publication: Publication,
  distribution: Distribution,
  contentguard: ContentGuard,
  alternatecontentsource: AlternateContentSource,
  exporter: Exporter,
  importer: Importer,
} as const satisfies Partial<Record<MasterKind, unknown>>

/** Deletes objects of any kind, all or none, in the order given. What is gone already is skipped. */
export const deleteObjects = defineTask({
  id: 'core.delete_objects',
  version: 1,
  short: true,
  input: z.object({
    objects: z.array(z.object({ kind: z.enum(Object.keys(MASTERS) as [keyof typeof MASTERS]), id: z.string() })),
  }),
  async run(context, input) {
    const gone = context.catalogue.transaction(() =>
      input.objects.flatMap(({ kind, id }) => {
        const master = MASTERS[kind].find(context.catalogue, { pulp_id: id })
        if (!master) return []
        const { href, prn, pulp_type } = master.cast()
        master.delete()
        return [{ href, prn, pulp_type }]
      }),
    )
    for (const one of gone) context.emit({ type: 'resource', action: 'deleted', ...one })
  },
})
