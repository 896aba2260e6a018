/** The secrets of redirect guards, moved with those of remotes from one key to the next. */
import type { Catalogue } from '../db/catalogue.ts'
import { SHARED_SECRET } from './pass.ts'

/** Writes every guard's secret as `move` answers it. Answers how many changed. */
export function moveSharedSecrets(catalogue: Catalogue, move: (field: string, text: string) => string): number {
  const rows = catalogue.prepare('SELECT pulp_id, shared_secret FROM core_contentredirectcontentguard').all() as {
    pulp_id: Buffer
    shared_secret: string
  }[]
  const update = catalogue.prepare('UPDATE core_contentredirectcontentguard SET shared_secret = ? WHERE pulp_id = ?')
  const moved = rows.filter(({ pulp_id, shared_secret }) => {
    const kept = move(SHARED_SECRET, shared_secret)
    if (kept === shared_secret) return false
    update.run(kept, pulp_id)
    return true
  })
  return moved.length
}
