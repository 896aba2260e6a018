import type { ApiContext } from '../context.ts'
import type { Operation } from '../operation.ts'
import { readCookie, sessionCookieName } from './cookie.ts'
import { sameSecret } from '#engine/access/secret'
import type { Throttle } from '#engine/access/throttle'

export const ADMIN = 'admin'
/** Whoever looks around without a password, where the setting GUESTS_MAY_LOOK allows that. */
export const GUEST = 'guest'

export interface Credentials {
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Who connects, for slowing down guesses. */
  address: string
  /** The port the client reached: each server on a machine has a cookie of its own. */
  port: number
}

/**
 * Who asks: admin by session cookie, owner token or password; a guest by session cookie or by that name; null for nobody.
 * @throws StillwaterError `api.too_many_attempts` (429)
 */
export async function authenticate(
  context: ApiContext,
  throttle: Throttle,
  request: Credentials,
): Promise<string | null> {
  const { authorization } = request.headers
  if (typeof authorization === 'string') return byHeader(context, throttle, authorization, request.address)
  const session = readCookie(request.headers.cookie, sessionCookieName(request.port))
  const user = session === null ? null : context.sessions.use(session)
  return user === GUEST && !guestsMayLook(context) ? null : user
}

async function byHeader(
  context: ApiContext,
  throttle: Throttle,
  header: string,
  address: string,
): Promise<string | null> {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header) ?? []
  // 256 random bits cannot be guessed, so a wrong token needs no slowing down.
  if (scheme.toLowerCase() === 'bearer') return sameSecret(value, context.ownerToken) ? ADMIN : null
  if (scheme.toLowerCase() !== 'basic') return null
  const [username, password] = basicCredentials(value)
  if (username === GUEST && password === '' && guestsMayLook(context)) return GUEST
  const right = await throttle.attempt(address, () => isAdmin(context, username, password))
  return right ? ADMIN : null
}

function basicCredentials(encoded: string): [string, string] {
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
}

/** Whether somebody without a password may look. */
export function guestsMayLook({ engine }: ApiContext): boolean {
  return engine.settings.GUESTS_MAY_LOOK
}

/** Whether a guest may have the answer: it changes nothing, and shows nothing secret. */
export function isForGuests({ method, guests }: Pick<Operation, 'method' | 'guests'>): boolean {
  return method === 'GET' && guests !== false
}

/** Whether name and password are those of the one user there is. */
export function isAdmin(context: ApiContext, username: string, password: string): boolean {
  const rightPassword = sameSecret(password, context.adminPassword)
  return sameSecret(username, ADMIN) && rightPassword
}

/** Whether an answer 401 may make a browser ask for a password: not when a page's script asked. */
export function mayPrompt(headers: Credentials['headers']): boolean {
  const mode = headers['sec-fetch-mode']
  if (mode !== undefined) return mode === 'navigate'
  // Browsers leave Sec-Fetch-* out on plain HTTP to other machines.
  const isBrowser = String(headers['user-agent'] ?? '').startsWith('Mozilla/')
  return !isBrowser || String(headers.accept ?? '').includes('text/html')
}
