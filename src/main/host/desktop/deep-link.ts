import { APP_SCHEME, appUrl } from './origin.ts'

const LINK_LIMIT = 2048
const VALUE_LIMIT = 200

/** Views a link may show, and what it may say of each. None of them starts anything by being looked at: pages that probe, read or fill in a form are not here. */
const VIEWS: readonly [path: RegExp, parameters: readonly string[]][] = [
  [/^\/$/, ['q', 'sort', 'health']],
  [/^\/(storage|trust|settings)$/, []],
  [/^\/activity$/, ['task', 'state', 'mirror']],
  [/^\/search$/, ['q']],
  [/^\/mirrors\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[a-z]{1,20}$/, []],
]

/** The address within the interface that a link from outside means, built anew from checked parts; null for anything else. */
export function viewOf(link: string): string | null {
  const url = link.length <= LINK_LIMIT ? appUrl(link) : null
  if (!url) return null
  const path = url.pathname === '' ? '/' : url.pathname
  const view = VIEWS.find(([pattern]) => pattern.test(path))
  if (!view) return null
  const kept = new URLSearchParams()
  for (const name of view[1]) {
    const value = url.searchParams.get(name)
    if (value !== null && value !== '' && value.length <= VALUE_LIMIT) kept.set(name, value)
  }
  return kept.size === 0 ? path : `${path}?${kept.toString()}`
}

/** The view asked for on a command line, or null. Of a later start's command line nothing else is ever looked at. */
export function viewIn(argv: readonly string[]): string | null {
  const link = argv.findLast((argument) => argument.startsWith(`${APP_SCHEME}:`))
  return link === undefined ? null : viewOf(link)
}
