import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { ADMIN, isAdmin } from '../guard/authenticate.ts'
import { endedSessionCookie, readCookie, sessionCookie, sessionCookieName } from '../guard/cookie.ts'
import type { Throttle } from '#engine/access/throttle'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'

const PATH = `${OWN_API_ROOT}session/`
const TAG = 'Session'

const signInSchema = z.union([
  z.strictObject({ username: z.string(), password: z.string() }),
  z.strictObject({ token: z.string() }),
])
const SessionSchema = z.object({ username: z.string() })
const ONE = { description: 'Who is signed in.', name: 'Session', schema: SessionSchema }

/** @throws StillwaterError `api.unauthenticated` (401), `api.too_many_attempts` (429) */
async function signIn(context: ApiContext, throttle: Throttle, call: Call): Promise<Answer> {
  const given = parseBody<z.infer<typeof signInSchema>>(signInSchema, call.body)
  const right =
    'token' in given
      ? context.sessions.spendToken(given.token)
      : await throttle.attempt(call.address, () => isAdmin(context, given.username, given.password))
  if (!right) throw new StillwaterError('api.unauthenticated', {}, { status: 401 })
  // In process everybody is admin already and there is no browser to keep a cookie.
  if (call.inProcess) return ok({ username: ADMIN })
  const cookie = sessionCookie(call.port, context.sessions.open())
  return { status: 200, body: { username: ADMIN }, headers: { 'set-cookie': cookie } }
}

function signOut(context: ApiContext, call: Call): Answer {
  const secret = readCookie(call.headers.cookie, sessionCookieName(call.port))
  if (secret !== null) context.sessions.close(secret)
  return { status: 204, headers: { 'set-cookie': endedSessionCookie(call.port) } }
}

/** Sign-in of browsers. */
export function sessionOperations(context: ApiContext, throttle: Throttle): Operation[] {
  return [
    {
      id: 'session_create',
      method: 'POST',
      path: PATH,
      tag: TAG,
      summary: 'Sign in by password or by one-time token',
      open: true,
      body: { name: 'SignIn', schema: signInSchema },
      bodyLimit: 4096,
      answers: { 200: ONE, 401: { description: 'Not right.' } },
      run: (call) => signIn(context, throttle, call),
    },
    {
      id: 'session_read',
      method: 'GET',
      path: PATH,
      tag: TAG,
      summary: 'Show who is signed in',
      answers: { 200: ONE, 401: { description: 'Nobody.' } },
      run: (call) => ok({ username: call.user ?? '' }),
    },
    {
      id: 'session_delete',
      method: 'DELETE',
      path: PATH,
      tag: TAG,
      summary: 'Sign out',
      open: true,
      answers: { 204: { description: 'Signed out.' } },
      run: (call) => signOut(context, call),
    },
  ]
}
