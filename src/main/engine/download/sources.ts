/** Which addresses a thing can be had from: the one that was asked for, others that were named with it, and the remote's mirrors. */
import { displayUrl, parseAddress, parseOrNull } from './address.ts'
import type { DownloadError } from './download-error.ts'
import type { RemoteSettings } from './types.ts'

/** Milliseconds for which an address that does not work is asked last. */
const REST = 60_000
/** Failures of the host, and not of one file on it. */
const OF_THE_HOST = new Set([
  'download.unreachable',
  'download.timeout',
  'download.too_slow',
  'download.certificate',
  'download.proxy_refused',
])

export interface Source {
  readonly url: URL
  /** The mirror as people know it: its folder or its origin. */
  readonly mirror: string
}

/** What a mirror has served. */
export interface Served {
  readonly mirror: string
  readonly files: number
}

export class Sources {
  readonly #base: URL | null
  readonly #mirrors: readonly URL[]
  readonly #resting = new Map<string, number>()
  readonly #served = new Map<string, number>()
  #choice = false

  /** @throws what parseAddress throws for a mirror */
  constructor(remote: Pick<RemoteSettings, 'url' | 'mirrors'>) {
    this.#base = parseOrNull(remote.url ?? '')
    this.#mirrors = (remote.mirrors ?? []).map(parseAddress)
  }

  /** Where to try, in this order: what was asked for first, except that hosts that failed a moment ago come last. */
  of(url: URL, others: readonly URL[]): readonly Source[] {
    const place = this.#base && placeOf(this.#base, url)
    const sources = [
      { url, mirror: place && this.#base ? folderOf(this.#base) : url.origin },
      ...others.map((other) => ({ url: other, mirror: other.origin })),
      ...(place ? this.#mirrors.map((mirror) => ({ url: addressAt(mirror, place), mirror: folderOf(mirror) })) : []),
    ]
    if (sources.length === 1) return sources
    this.#choice = true
    const now = Date.now()
    const rests = (source: Source): boolean => (this.#resting.get(source.url.origin) ?? 0) > now
    return [...sources.filter((one) => !rests(one)), ...sources.filter(rests)]
  }

  failed({ url }: Source, error: DownloadError): void {
    const { status } = error.params
    const ofHost = OF_THE_HOST.has(error.code) || (error.code === 'download.http_status' && Number(status) >= 500)
    if (ofHost) this.#resting.set(url.origin, Date.now() + REST)
  }

  succeeded({ mirror }: Source): void {
    this.#served.set(mirror, (this.#served.get(mirror) ?? 0) + 1)
  }

  /** Who served how much; empty when there never was a choice. */
  get served(): readonly Served[] {
    return this.#choice ? [...this.#served].map(([mirror, files]) => ({ mirror, files })) : []
  }
}

interface Place {
  from: 'itself' | 'inside' | 'beside'
  rest: string
}

/** Where an address lies relative to the remote's: it may be the address itself, below it as a folder, or beside it. */
function placeOf(base: URL, url: URL): Place | null {
  if (base.href === url.href) return { from: 'itself', rest: '' }
  const inside = asFolder(base)
  if (url.href.startsWith(inside)) return { from: 'inside', rest: url.href.slice(inside.length) }
  const beside = new URL('.', base).href
  return url.href.startsWith(beside) ? { from: 'beside', rest: url.href.slice(beside.length) } : null
}

function addressAt(mirror: URL, { from, rest }: Place): URL {
  if (from === 'itself') return mirror
  return new URL((from === 'inside' ? asFolder(mirror) : new URL('.', mirror).href) + rest)
}

function asFolder(url: URL): string {
  const { origin, pathname } = url
  return `${origin}${pathname.endsWith('/') ? pathname : `${pathname}/`}`
}

const folderOf = (url: URL): string => displayUrl(new URL('.', url))
