import * as z from 'zod'
import type { Engine } from '../engine.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { moveSecrets, unreadable, unreadableSecrets } from './remote-secrets.ts'
import { isSealed } from './secret-box.ts'

export interface RotationResult {
  /** Secrets encrypted anew. */
  secrets: number
}

/**
 * Replaces the key of the remotes' secrets: a new key is kept beside the old one, everything is encrypted anew in one transaction, the old
 * key is dropped. Cut off at any point, the next start goes on with it. It never waits, so in the engine's own thread no update of a
 * remote comes between its steps. Source: Pulp's rotate-db-key.
 */
export const rotateSecrets = defineTask<Record<string, never>, RotationResult>({
  id: 'core.rotate_secrets',
  version: 1,
  short: true,
  input: z.strictObject({}),
  async run(context) {
    assertAllReadable(context)
    context.secrets.addKey()
    return { secrets: finishRotation(context) }
  },
})

/** @throws StillwaterError `secret.unreadable`: what no key opens would be lost for good with the old key */
function assertAllReadable(engine: Engine): void {
  const names = unreadableSecrets(engine)
  if (names.length > 0) throw unreadable(names)
}

/** Encrypts everything under the newest key, then drops the others. */
function finishRotation({ catalogue, secrets }: Engine): number {
  const moved = moveSecrets(catalogue, (name, text) => {
    const plain = isSealed(text) ? secrets.open(name, text) : text
    return plain === null ? text : secrets.seal(name, plain)
  })
  secrets.dropOldKeys()
  return moved
}

/**
 * At start, by the owner of the data folder: encrypts what an older program left in clear text, ends a rotation that was cut off, and says
 * in the log which remotes cannot be used for want of their key. Never throws for a key: everything else works without.
 */
export function bringSecretsUpToDate(engine: Engine): void {
  const { catalogue, secrets, log } = engine
  try {
    const sealed = moveSecrets(catalogue, (name, text) => (isSealed(text) ? text : secrets.seal(name, text)))
    if (sealed > 0) {
      wipeFreedSpace(engine)
      log.info({ secrets: sealed }, 'secrets are encrypted now')
    }
    const names = unreadableSecrets(engine)
    if (names.length > 0) log.error({ err: unreadable(names) }, 'secrets cannot be read')
    else if (secrets.hasOldKeys) finishRotation(engine)
  } catch (error) {
    log.error({ err: error }, 'secrets of remotes could not be brought up to date')
  }
}

/** SQLite leaves overwritten text in free space and in the write-ahead log; both are written anew without it. */
function wipeFreedSpace({ catalogue, log }: Engine): void {
  try {
    catalogue.sqlite.exec('VACUUM')
    catalogue.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    log.warn({ err: error }, 'the free space of the catalogue may still hold secrets in clear text; VACUUM it')
  }
}
