/** Addresses that a content redirect guard lets pass for a while. */
import { createHmac } from 'node:crypto'
import { sameSecret } from '../access/secret.ts'

const tokenOf = (secret: string, path: string, expires: number): string =>
  createHmac('sha256', secret).update(`${expires}\n${path}`).digest('hex')

/**
 * The query that lets a path pass until then.
 * @param path as clients spell it, from the root of the content server
 * @param expires seconds since the epoch
 */
export function signPath(secret: string, path: string, expires: number): string {
  return `expires=${expires}&validate_token=${tokenOf(secret, path, expires)}`
}

/** Whether the query was made by `signPath` for this path, and its time has not run out. */
export function isSignedPath(secret: string, path: string, query: URLSearchParams, now: number = Date.now()): boolean {
  const expires = Number(query.get('expires') ?? 'none')
  if (!Number.isSafeInteger(expires) || expires * 1000 < now) return false
  return sameSecret(query.get('validate_token') ?? '', tokenOf(secret, path, expires))
}
