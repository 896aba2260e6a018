/** What a path below a registry asks for. Source: npm's registry API document; spellings as sent by npm, pnpm and yarn. */

export type Route =
  | { kind: 'root' }
  | { kind: 'ping' }
  | { kind: 'search' }
  | { kind: 'packument'; name: string }
  | { kind: 'version'; name: string; wanted: string }
  | { kind: 'tags'; name: string }
  /** A file, which is found by its path. */
  | { kind: 'file' }
  /** Part of the protocol that a mirror does not answer, such as audits. */
  | { kind: 'other' }

/** Reads a path, decoded once, without a leading slash. The slash in a scoped name may have been escaped or not. */
export function routeOf(path: string): Route {
  const clean = path.replace(/\/+$/, '')
  if (clean === '') return { kind: 'root' }
  if (clean.startsWith('-/')) return protocolRoute(clean.slice(2))
  if (clean.includes('/-/')) return { kind: 'file' }
  const parts = clean.split('/')
  const length = clean.startsWith('@') ? 2 : 1
  const name = parts.slice(0, length).join('/')
  if (parts.length < length) return { kind: 'other' }
  if (parts.length === length) return { kind: 'packument', name }
  return parts.length === length + 1 ? { kind: 'version', name, wanted: parts[length] ?? '' } : { kind: 'other' }
}

function protocolRoute(path: string): Route {
  if (path === 'ping') return { kind: 'ping' }
  if (path === 'v1/search') return { kind: 'search' }
  const tags = /^package\/(.+)\/dist-tags$/.exec(path)
  return tags ? { kind: 'tags', name: tags[1] ?? '' } : { kind: 'other' }
}
