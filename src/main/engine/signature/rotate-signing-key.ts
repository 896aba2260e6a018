import * as z from 'zod'
import { StillwaterError } from '#shared/error'
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
    const sql = 'UPDATE core_signingkey SET name = ? WHERE name = ? AND fingerprint = ?'
    if (catalogue.prepare(sql).run(retired, name, fingerprint).changes === 0)
      throw new StillwaterError('trust.no_such_key', { name, fingerprint }, { status: 409 })
    return { fingerprint: (await signingKey(context, name)).fingerprint }
  },
})
