/** The secrets of remotes: opened for a downloader, moved from one key to the next. */
import { StillwaterError } from '#shared/error'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { Remote, type RemoteInstance } from '../db/masters.ts'
import { REMOTE_SECRETS } from '../db/table/master.ts'
import type { Engine } from '../engine.ts'
import { moveSharedSecrets } from '../guard/shared-secret.ts'
import { HEADERS, isHeaders, mapHeaders } from './header-values.ts'
import { moveQueued, textOf } from './queued-secrets.ts'
import { isSealed, type SecretBox } from './secret-box.ts'
import { moveSigningKeys, signingKeyNames, unreadableSigningKeys } from './signing-key-secrets.ts'

type Keeper = Pick<Engine, 'catalogue' | 'secrets'>

/** What to do with one secret; answers the text to keep. */
export type Move = (field: string, text: string) => string

/**
 * The remote with its secrets in clear text, for a downloader and nobody else.
 * @throws StillwaterError `secret.unreadable` naming every remote that cannot be used
 */
export function openRemote(engine: Keeper, remote: RemoteInstance): RemoteInstance {
  const opened = tryOpen(engine.secrets, remote)
  if (opened) return opened
  // The row may have been read before a rotation that has ended since.
  const fresh = Remote.find(engine.catalogue, { pulp_id: remote.pulp_id })
  const again = fresh && tryOpen(engine.secrets, fresh)
  if (again) return { ...remote, ...again }
  throw unreadable(unreadableSecrets(engine))
}

function tryOpen(box: SecretBox, remote: RemoteInstance): RemoteInstance | null {
  const plain: Partial<RemoteInstance> = {}
  for (const name of REMOTE_SECRETS) {
    const text = remote[name]
    if (text === null || text === undefined || !isSealed(text)) continue
    const opened = box.open(name, text)
    if (opened === null) return null
    plain[name] = opened
  }
  const headers = openHeaders(box, remote.headers)
  return headers === undefined ? null : { ...remote, ...plain, headers }
}

/** Undefined when one of them cannot be opened. */
function openHeaders(box: SecretBox, headers: unknown): Record<string, string>[] | null | undefined {
  if (!isHeaders(headers)) return null
  const opened = mapHeaders(headers, (value) => {
    const text = String(value)
    return isSealed(text) ? box.open(HEADERS, text) : text
  })
  const readable = opened.every((map) => Object.values(map).every((value) => value !== null))
  return readable ? (opened as Record<string, string>[]) : undefined
}

/** Whose secrets a copy of the catalogue holds, by name: they are of use only with the key that they are encrypted under. */
export function secretsIn(catalogue: Catalogue): { remotes: string[]; signing_keys: string[] } {
  return { remotes: remotesWithSecrets(catalogue).map(({ name }) => name), signing_keys: signingKeyNames(catalogue) }
}

/** Names of the remotes, in alphabetical order, whose secrets no key here opens. */
export function unreadableRemotes({ catalogue, secrets }: Keeper): string[] {
  return remotesWithSecrets(catalogue)
    .filter((remote) => tryOpen(secrets, remote) === null)
    .map(({ name }) => name)
}

/** Names of the remotes, in alphabetical order, and of the signing keys with a secret that no key here opens. */
export function unreadableSecrets(keeper: Keeper): string[] {
  return [...unreadableRemotes(keeper), ...unreadableSigningKeys(keeper.catalogue, keeper.secrets)]
}

export function unreadable(remotes: readonly string[]): StillwaterError {
  return new StillwaterError('secret.unreadable', { remotes: remotes.join(', '), count: remotes.length })
}

function remotesWithSecrets(catalogue: Catalogue): RemoteInstance[] {
  return Remote.list(catalogue, { order: [{ field: 'name', descending: false }] }).filter(
    (remote) => REMOTE_SECRETS.some((name) => remote[name]) || (remote.headers?.length ?? 0) > 0,
  )
}

/** Writes every secret of remotes, of signing keys, of guards, and of updates that wait in the queue, as `move` answers it. Answers how many changed. */
export function moveSecrets(catalogue: Catalogue, move: Move): number {
  return catalogue.transaction(() => {
    let moved = 0
    for (const remote of remotesWithSecrets(catalogue)) {
      for (const name of REMOTE_SECRETS) {
        const text = remote[name]
        const kept = text ? move(name, text) : text
        if (!kept || kept === text) continue
        // The time of the last change stays: for everybody else nothing has changed.
        const sql = `UPDATE core_remote SET ${name} = ? WHERE pulp_id = ?`
        catalogue.prepare(sql).run(kept, uuidToBlob(remote.pulp_id))
        moved += 1
      }
      moved += moveHeaders(catalogue, remote, move)
    }
    return moved + moveSigningKeys(catalogue, move) + moveSharedSecrets(catalogue, move) + moveQueued(catalogue, move)
  })
}

function moveHeaders(catalogue: Catalogue, remote: RemoteInstance, move: Move): number {
  if (!isHeaders(remote.headers)) return 0
  let moved = 0
  const kept = mapHeaders(remote.headers, (value) => {
    const text = String(value)
    const changed = text === '' ? text : move(HEADERS, text)
    if (changed !== text) moved += 1
    return changed
  })
  const sql = 'UPDATE core_remote SET headers = ? WHERE pulp_id = ?'
  if (moved > 0) catalogue.prepare(sql).run(JSON.stringify(kept), uuidToBlob(remote.pulp_id))
  return moved
}

/** Whether the headers that are kept are those given, of which some may be the kept ones still sealed. */
export function holdsHeaders(box: SecretBox, kept: unknown, given: unknown): boolean {
  if (!isHeaders(given)) return (kept ?? null) === (given ?? null)
  const plain = mapHeaders(given, (value) => {
    const text = textOf(value) ?? ''
    return isSealed(text) ? box.open(HEADERS, text) : text
  })
  return JSON.stringify(openHeaders(box, kept)) === JSON.stringify(plain)
}

/** Whether the secret that is kept is the one given. */
export function holdsSecret(box: SecretBox, name: string, kept: unknown, given: string): boolean {
  if (typeof kept !== 'string') return false
  const plain = isSealed(kept) ? box.open(name, kept) : kept
  return plain !== null && plain === given
}
