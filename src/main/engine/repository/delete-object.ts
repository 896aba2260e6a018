import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
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
import type { TaskContext } from '../tasking/task-context.ts'
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

/** Rows taken away in one transaction: other writers wait for it. */
const AT_ONCE = 2000

const ADDRESSES = `SELECT pulp_id FROM core_remoteartifact WHERE remote_id = ? LIMIT ${AT_ONCE}`

/** Whether a remote has more addresses of files than are taken away at once. */
export function hasManyAddresses(catalogue: Catalogue, remoteId: string): boolean {
  return catalogue.prepare(ADDRESSES).all(uuidToBlob(remoteId)).length === AT_ONCE
}

/**
 * Takes the addresses of a remote's files away, a part at a time: there may be millions, and nothing else can be written meanwhile. The
 * transaction that takes the remote itself makes them durable.
 */
export async function removeAddresses({ catalogue, signal }: TaskContext, remoteId: string): Promise<void> {
  const remove = catalogue.prepare(`DELETE FROM core_remoteartifact WHERE pulp_id IN (${ADDRESSES})`)
  while (catalogue.step(() => remove.run(uuidToBlob(remoteId)).changes) === AT_ONCE) {
    await turn()
    signal.throwIfAborted()
  }
}

/** Deletes objects of any kind, all or none, in the order given. What is gone already is skipped. */
export const deleteObjects = defineTask({
  id: 'core.delete_objects',
  version: 1,
  short: true,
  input: z.object({
    objects: z.array(z.object({ kind: z.enum(Object.keys(MASTERS) as [keyof typeof MASTERS]), id: z.string() })),
  }),
  async run(context, input) {
    for (const { kind, id } of input.objects)
      if (kind === 'remote' && hasManyAddresses(context.catalogue, id)) await removeAddresses(context, id)
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
