/** The secret halves of our own signing keys, as the secret box keeps them. */
import type { Catalogue } from '../db/catalogue.ts'
import type { Move } from './remote-secrets.ts'
import type { SecretBox } from './secret-box.ts'

/** Under what the secret box keeps them. */
export const SECRET_KEY_FIELD = 'signing_key'

interface Row {
  pulp_id: Buffer
  name: string
  secret_key: string
}

const rowsOf = (catalogue: Catalogue): Row[] =>
  catalogue.prepare('SELECT pulp_id, name, secret_key FROM core_signingkey ORDER BY name').all() as Row[]

/** Names of all of them. */
export const signingKeyNames = (catalogue: Catalogue): string[] => rowsOf(catalogue).map(({ name }) => name)

/** Names of the keys that cannot be used for want of the key they are encrypted under. */
export function unreadableSigningKeys(catalogue: Catalogue, box: SecretBox): string[] {
  return rowsOf(catalogue)
    .filter(({ secret_key }) => box.open(SECRET_KEY_FIELD, secret_key) === null)
    .map(({ name }) => name)
}

/** Writes every one as `move` answers it, inside a transaction. Answers how many changed. */
export function moveSigningKeys(catalogue: Catalogue, move: Move): number {
  const update = catalogue.prepare('UPDATE core_signingkey SET secret_key = ? WHERE pulp_id = ?')
  return rowsOf(catalogue).reduce((moved, { pulp_id, secret_key }) => {
    const kept = move(SECRET_KEY_FIELD, secret_key)
    return kept === secret_key ? moved : moved + update.run(kept, pulp_id).changes
  }, 0)
}
