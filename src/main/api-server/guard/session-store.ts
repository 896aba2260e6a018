import { randomSecret, secretKey } from '#engine/access/secret'

const DAY = 86_400_000
/** Milliseconds a session lives after its last use. */
const SESSION_LIFE = 7 * DAY
const TOKEN_LIFE = DAY
const MOST = 1000

/** Who may be signed in: the one who may do everything, or somebody who may look. */
export type User = 'admin' | 'guest'

interface Session {
  user: User
  /** Milliseconds since the epoch. */
  expires: number
}

/** Signed-in browsers and one-time tokens. In memory only: a restart signs everybody out. */
export class SessionStore {
  private readonly sessions = new Map<string, Session>()
  private readonly tokens = new Map<string, Session>()
  private readonly now: () => number

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  /** Opens a session and answers the secret for its cookie. */
  open(user: User = 'admin'): string {
    return this.add(this.sessions, SESSION_LIFE, user)
  }

  /** Whose cookie it is, null when it is no good; using it keeps it so. */
  use(secret: string): User | null {
    const key = secretKey(secret)
    const session = this.sessions.get(key)
    if (!session || session.expires <= this.now()) {
      this.sessions.delete(key)
      return null
    }
    session.expires = this.now() + SESSION_LIFE
    return session.user
  }

  close(secret: string): void {
    this.sessions.delete(secretKey(secret))
  }

  /** A token that signs in once. */
  issueToken(): string {
    return this.add(this.tokens, TOKEN_LIFE, 'admin')
  }

  /** Whether the token was good; it is not any more. */
  spendToken(token: string): boolean {
    const key = secretKey(token)
    const expires = this.tokens.get(key)?.expires ?? 0
    this.tokens.delete(key)
    return expires > this.now()
  }

  private add(map: Map<string, Session>, life: number, user: User): string {
    const oldest = map.keys().next()
    if (map.size >= MOST && !oldest.done) map.delete(oldest.value)
    const secret = randomSecret()
    map.set(secretKey(secret), { user, expires: this.now() + life })
    return secret
  }
}
