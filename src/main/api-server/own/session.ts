import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { ADMIN, GUEST, guestsMayLook, isAdmin } from '../guard/authenticate.ts'
import { endedSessionCookie, readCookie, sessionCookie, sessionCookieName } from '../guard/cookie.ts'
import type { Throttle } from '#engine/access/throttle'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'

const PATH = `${OWN_API_ROOT}session/`
const TAG = 'Session'

const signInSchema = z.union([
  z.strictObject({ username: z.string(), password: z.string() }),
  z.strictObject({ token: z.string() }),
  z.strictObject({ guest: z.literal(true) }),
])
const SessionSchema = z.object({
  username: z.string(),
  /** Whether whoever it is may change anything. */
  may_change: z.boolean(),
})
const bodyOf = (username: string): z.infer<typeof SessionSchema> => ({ username, may_change: username === ADMIN })
const ONE = { description: 'Who is signed in.', name: 'Session', schema: SessionSchema }

/** @throws StillwaterError `api.unauthenticated` (401), `api.too_many_attempts` (429) */
async function signIn(context: ApiContext, throttle: Throttle, call: Call): Promise<Answer> {
  const given = parseBody<z.infer<typeof signInSchema>>(signInSchema, call.body)
  if ('guest' in given) return lookAround(context, call)
  const right =
    'token' in given
      ? context.sessions.spendToken(given.token)
      : await throttle.attempt(call.address, () => isAdmin(context, given.username, given.password))
  if (!right) throw new StillwaterError('api.unauthenticated', {}, { status: 401 })
  // In process everybody is admin already and there is no browser to keep a cookie.
  if (call.inProcess) return ok(bodyOf(ADMIN))
  const cookie = sessionCookie(call.port, context.sessions.open())
  return { status: 200, body: bodyOf(ADMIN), headers: { 'set-cookie': cookie } }
}

/** @throws StillwaterError `api.no_guests` (403) */
function lookAround(context: ApiContext, call: Call): Answer {
  if (!guestsMayLook(context)) throw new StillwaterError('api.no_guests', {}, { status: 403 })
  const cookie = sessionCookie(call.port, context.sessions.open(GUEST))
  return { status: 200, body: bodyOf(GUEST), headers: { 'set-cookie': cookie } }
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
      summary: 'Sign in by password or by one-time token, or as a guest',
      open: true,
      body: { name: 'SignIn', schema: signInSchema },
      bodyLimit: 4096,
      answers: { 200: ONE, 401: { description: 'Not right.' }, 403: { description: 'Guests may not look.' } },
      run: (call) => signIn(context, throttle, call),
    },
    {
      id: 'session_read',
      method: 'GET',
      path: PATH,
      tag: TAG,
      summary: 'Show who is signed in',
      answers: { 200: ONE, 401: { description: 'Nobody.' } },
      run: (call) => ok(bodyOf(call.user ?? '')),
    },
    {
      id: 'session_ways',
      method: 'GET',
      path: `${PATH}ways/`,
      tag: TAG,
      summary: 'Show how one may sign in',
      open: true,
      answers: {
        200: { description: 'The ways.', name: 'SignInWays', schema: z.object({ guest: z.boolean() }) },
      },
      run: () => ok({ guest: guestsMayLook(context) }),
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
