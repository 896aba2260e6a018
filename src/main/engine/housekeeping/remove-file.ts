import type { Engine } from '../engine.ts'

/** Files taken away in one transaction: other writers wait for it. */
const AT_ONCE = 50

/**
 * Deletes files whose rows are gone. Each is deleted while the catalogue is locked for writing and names it nowhere, so nobody can record
 * it at the same moment; whoever is about to looks for it in a transaction of their own. Answers how many there were.
 */
export function removeUnnamed({ catalogue, storage }: Engine, digests: readonly string[]): number {
  const named = catalogue.prepare('SELECT 1 FROM core_artifact WHERE sha256 = ?')
  let removed = 0
  for (let start = 0; start < digests.length; start += AT_ONCE) {
    catalogue.transaction(() => {
      for (const sha256 of digests.slice(start, start + AT_ONCE))
        if (!named.get(Buffer.from(sha256, 'hex')) && storage.delete(sha256)) removed += 1
    })
  }
  return removed
}
