import { randomSecret, secretKey } from '#engine/access/secret'

const DAY = 86_400_000
/** Milliseconds a session lives after its last use. */
const SESSION_LIFE = 7 * DAY
const TOKEN_LIFE = DAY
const MOST = 1000

/** Signed-in browsers and one-time tokens. In memory only: a restart signs everybody out. */
export class SessionStore {
  private readonly sessions = new Map<string, number>()
  private readonly tokens = new Map<string, number>()
  private readonly now: () => number

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  /** Opens a session and answers the secret for its cookie. */
  open(): string {
    return this.add(this.sessions, SESSION_LIFE)
  }

  /** Whether the cookie is good; using it keeps it so. */
  use(secret: string): boolean {
    const key = secretKey(secret)
    if ((this.sessions.get(key) ?? 0) <= this.now()) {
      this.sessions.delete(key)
      return false
    }
    this.sessions.set(key, this.now() + SESSION_LIFE)
    return true
  }

  close(secret: string): void {
    this.sessions.delete(secretKey(secret))
  }

  /** A token that signs in once. */
  issueToken(): string {
    return this.add(this.tokens, TOKEN_LIFE)
  }

  /** Whether the token was good; it is not any more. */
  spendToken(token: string): boolean {
    const key = secretKey(token)
    const expires = this.tokens.get(key) ?? 0
    this.tokens.delete(key)
    return expires > this.now()
  }

  private add(map: Map<string, number>, life: number): string {
    const oldest = map.keys().next()
    if (map.size >= MOST && !oldest.done) map.delete(oldest.value)
    const secret = randomSecret()
    map.set(secretKey(secret), this.now() + life)
    return secret
  }
}
