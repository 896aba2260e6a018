/** Cookies know no ports: the name keeps two servers on one machine apart. */
export function sessionCookieName(port: number): string {
  return `stillwater-session-${port}`
}

/** The cookie's value, or null. */
export function readCookie(header: string | string[] | undefined, name: string): string | null {
  for (const pair of String(header ?? '').split(';')) {
    const [key = '', ...rest] = pair.split('=')
    if (key.trim() === name) return rest.join('=').trim()
  }
  return null
}

/** The header that keeps a session in the browser, out of reach of scripts and of other sites. */
export function sessionCookie(port: number, secret: string): string {
  return `${sessionCookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict`
}

export function endedSessionCookie(port: number): string {
  return `${sessionCookieName(port)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`
}
