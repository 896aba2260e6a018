import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../db/column.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { signingKey } from './on-demand.ts'

/**
 * Replaces an own signing key by a new one. The old one stays, under another name, for those who want to look it up, and signs nothing more.
 * Whoever asks names the fingerprint of the key that is to go: clients that trust it will refuse what is published from then on.
 */
export const rotateSigningKey = defineTask<{ name: string; fingerprint: string }, { fingerprint: string }>({
  id: 'core.rotate_signing_key',
  version: 1,
  input: z.object({ name: z.string(), fingerprint: z.string() }),
  async run(context, { name, fingerprint }) {
    const { catalogue } = context
    const retired = `${name} ${new Date().toISOString()}`
    const id = catalogue
      .prepare('SELECT pulp_id FROM core_signingkey WHERE name = ? AND fingerprint = ?')
      .pluck()
      .get(name, fingerprint) as Buffer | undefined
    if (!id) throw new StillwaterError('trust.no_such_key', { name, fingerprint }, { status: 409 })
    const rename = catalogue.prepare('UPDATE core_signingkey SET name = ?, pulp_id = ? WHERE pulp_id = ?')
    rename.run(retired, uuidToBlob(uuidv7()), id)
    const key = await signingKey(context, name)
    // The service stays what repositories name; its key is another one.
    catalogue.prepare('UPDATE core_signingkey SET pulp_id = ? WHERE name = ?').run(id, name)
    return { fingerprint: key.fingerprint }
  },
})
