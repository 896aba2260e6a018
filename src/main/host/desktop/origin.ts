import { URL } from 'node:url'

/** Where the interface lives: `stillwater://app/`, a scheme of our own so that no page from a disk or a network is ever its equal. */
export const APP_SCHEME = 'stillwater'
export const APP_HOST = 'app'
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`

/** The address without anything that is not the app's origin, or null. `URL.origin` is `null` for own schemes, hence the parts. */
export function appUrl(url: string): URL | null {
  const parsed = URL.parse(url)
  if (!parsed || parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== APP_HOST) return null
  return parsed.username === '' && parsed.password === '' ? parsed : null
}

/** Whether the address belongs to the interface. */
export function isAppUrl(url: string): boolean {
  return appUrl(url) !== null
}
