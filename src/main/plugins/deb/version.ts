/** Versions of Debian packages and their order. Source: Debian Policy, 5.6.12; dpkg, lib/dpkg/version.c. */

/** `[epoch:]upstream[-revision]`; an epoch that is not there is 0. */
export interface DebVersion {
  epoch: number
  upstream: string
  revision: string
}

const MAX_EPOCH = 2_147_483_647

/** The parts of a version; null for what dpkg refuses. */
export function parseVersion(text: string): DebVersion | null {
  const trimmed = text.trim()
  const colon = trimmed.indexOf(':')
  const epochText = colon === -1 ? '0' : trimmed.slice(0, colon)
  const rest = trimmed.slice(colon + 1)
  const hyphen = rest.lastIndexOf('-')
  const upstream = hyphen === -1 ? rest : rest.slice(0, hyphen)
  const revision = hyphen === -1 ? '' : rest.slice(hyphen + 1)
  const epoch = /^\d+$/.test(epochText) ? Number(epochText) : -1
  if (epoch < 0 || epoch > MAX_EPOCH || (hyphen !== -1 && revision === '')) return null
  if (!/^\d[A-Za-z0-9.+~:-]*$/.test(upstream) || !/^[A-Za-z0-9.+~]*$/.test(revision)) return null
  return { epoch, upstream, revision }
}

/** Negative when `a` is older than `b`, positive when it is newer, 0 when neither. What is no version sorts as a bare upstream part. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0
  const one = parseVersion(a) ?? { epoch: 0, upstream: a, revision: '' }
  const other = parseVersion(b) ?? { epoch: 0, upstream: b, revision: '' }
  if (one.epoch !== other.epoch) return one.epoch < other.epoch ? -1 : 1
  return comparePart(one.upstream, other.upstream) || comparePart(one.revision, other.revision)
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

/** `~` sorts before the end, letters before everything else. Past the end the code is NaN. */
function orderOf(code: number): number {
  if (Number.isNaN(code) || isDigit(code)) return 0
  if (isLetter(code)) return code
  return code === 126 ? -1 : code + 256
}

/** Alternately a run of what is no digit, by the order above, and a run of digits, as a number of any length. */
function comparePart(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a.charCodeAt(i))) || (j < b.length && !isDigit(b.charCodeAt(j)))) {
      const difference = orderOf(a.charCodeAt(i)) - orderOf(b.charCodeAt(j))
      if (difference !== 0) return Math.sign(difference)
      i += 1
      j += 1
    }
    while (a[i] === '0') i += 1
    while (b[j] === '0') j += 1
    let first = 0
    while (isDigit(a.charCodeAt(i)) && isDigit(b.charCodeAt(j))) {
      first ||= a.charCodeAt(i) - b.charCodeAt(j)
      i += 1
      j += 1
    }
    if (isDigit(a.charCodeAt(i))) return 1
    if (isDigit(b.charCodeAt(j))) return -1
    if (first !== 0) return Math.sign(first)
  }
  return 0
}
