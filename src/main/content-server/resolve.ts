/** From a path to what answers it, as the catalogue stands at the moment of the request. */
import type { Engine } from '#engine/engine'
import type { ContentRootDeclaration } from '#engine/plugin/declaration'
import { checkpointAt, listCheckpoints } from '#engine/repository/checkpoint'
import { type DirectoryEntry, folderExists, listDistributions, listFolder } from './directory.ts'
import { Freshness } from './freshness.ts'
import { checkpointName, secondOf } from '#engine/repository/checkpoint-name'
import { findFile, findInVersion, findReplaced } from './lookup.ts'
import { ownText } from './own-text.ts'
import { encodePath, parsePath } from './path.ts'
import { Remembered } from './remembered.ts'
import { checkpointSite, type Site } from './site.ts'
import { Sites } from './sites.ts'
import { type ColdFile, fileAt, type StoredFile } from './stored-file.ts'

export type Resolution =
  /** `until`: milliseconds after which it is no longer there, for files of publications that were replaced. */
  | { kind: 'file'; file: StoredFile | ColdFile; site: Site; until?: number }
  /** Asks the plugin first. */
  | { kind: 'handler'; site: Site; path: string }
  | { kind: 'listing'; folder: string; entries: readonly DirectoryEntry[]; site: Site | null; hasParent: boolean }
  | { kind: 'redirect'; location: string; site: Site | null }
  /** Below a root of a plugin's, which says what answers it. */
  | { kind: 'root'; root: ContentRootDeclaration; path: string; site: null }
  | { kind: 'refused'; status: 400 | 404; site: Site | null }

const NOT_FOUND: Extract<Resolution, { kind: 'refused' }> = { kind: 'refused', status: 404, site: null }

export class Resolver {
  readonly #engine: Engine
  readonly #prefix: string
  readonly #freshness: Freshness
  readonly #sites: Sites
  readonly #remembered: Remembered

  constructor(engine: Engine) {
    this.#engine = engine
    this.#prefix = engine.settings.CONTENT_PATH_PREFIX
    this.#freshness = new Freshness(engine.catalogue)
    this.#sites = new Sites(engine)
    this.#remembered = new Remembered(this.#sites, engine.catalogue)
  }

  /** Whether the last answer of `resolve` was remembered. */
  wasKnown = false

  /** What answers a raw path, as the catalogue stands at this moment. It is remembered if `keeps` says so. */
  resolve(raw: string, keeps: (resolution: Resolution) => boolean = isWorthKeeping): Resolution {
    if (this.#freshness.changed()) this.#sites.doubt()
    const known = this.#remembered.get(raw)
    this.wasKnown = known !== null
    if (known) return known
    const own = ownText(raw)
    const parsed = parsePath(own)
    if ('refused' in parsed) return { kind: 'refused', status: parsed.refused, site: null }
    const resolution = this.#resolvePath(parsed.path)
    if (keeps(resolution)) this.#remembered.set(own, resolution)
    return resolution
  }

  /** What answers it, with nothing taken from memory. */
  resolveAgain(raw: string): Resolution {
    this.#freshness.askAgain()
    this.#remembered.clear()
    return this.resolve(raw)
  }

  /** What answers a path of a site when its plugin has left it to the core. */
  withoutHandler(site: Site, path: string): Resolution {
    // No raw path holds a NUL, so these keys meet no other.
    const key = `\0${site.at}\0${path}`
    const known = this.#remembered.get(key)
    if (known) return known
    const resolution = this.#resolveInSite(site, path)
    if (isWorthKeeping(resolution)) this.#remembered.set(key, resolution)
    return resolution
  }

  /** A file of the site's version that its plugin names, or null. */
  fileOfVersion(site: Site, path: string, contentType?: string): StoredFile | ColdFile | null {
    const key = `${site.at}\0${path}\0${contentType ?? ''}`
    const known = this.#remembered.get(key)
    if (known?.kind === 'file') return known.file
    const { catalogue } = this.#engine
    const entry = findInVersion(catalogue, site, path)
    if (!entry) return null
    const file = fileAt(catalogue, site, path, entry, contentType)
    this.#remembered.set(key, { kind: 'file', file, site })
    return file
  }

  #resolvePath(path: string): Resolution {
    if (`${path}/` === this.#prefix) return { kind: 'redirect', location: this.#prefix, site: null }
    if (!path.startsWith(this.#prefix)) return this.#resolveRoot(path)
    const below = path.slice(this.#prefix.length)
    const site = this.#sites.longest(below)
    if (!site) return this.#resolveDistributions(below)
    const rest = below.slice(site.distribution.base_path.length)
    if (rest === '') return this.#redirect(below, site)
    return site.distribution.checkpoint
      ? this.#resolveCheckpoint(site, rest.slice(1))
      : this.#resolveBelow(site, rest.slice(1))
  }

  #resolveRoot(path: string): Resolution {
    for (const { contentRoots } of this.#engine.registry.plugins) {
      const root = contentRoots?.find((one) => path.startsWith(one.path))
      if (root) return { kind: 'root', root, path: path.slice(root.path.length), site: null }
    }
    return NOT_FOUND
  }

  /** What answers a path of a distribution that a plugin names. */
  at(basePath: string, path: string, again: boolean): Resolution {
    const raw = encodePath(`${this.#prefix}${basePath}/${path}`)
    return again ? this.resolveAgain(raw) : this.resolve(raw)
  }

  #resolveBelow(site: Site, inside: string): Resolution {
    const asks = site.declaration.handler || (site.declaration.pullThrough && site.distribution.remote_id !== null)
    return asks ? { kind: 'handler', site, path: inside } : this.#resolveInSite(site, inside)
  }

  /** Below a distribution of checkpoints comes the time of one, or of a moment after it. */
  #resolveCheckpoint(site: Site, path: string): Resolution {
    const { catalogue } = this.#engine
    const { repository_id: repository } = site.distribution
    if (repository === null) return { ...NOT_FOUND, site }
    if (path === '') return this.#listCheckpoints(site, repository)
    const end = path.indexOf('/')
    const name = end === -1 ? path : path.slice(0, end)
    const rest = end === -1 ? '' : path.slice(end)
    const second = secondOf(name)
    // What will have been then is not known yet.
    if (second === null || second > Date.now()) return { ...NOT_FOUND, site }
    const checkpoint = checkpointAt(catalogue, repository, second)
    if (!checkpoint) return { ...NOT_FOUND, site }
    const made = checkpointName(checkpoint.second)
    if (made !== name || rest === '') {
      const location = encodePath(`${this.#prefix}${site.at}/${made}${rest || '/'}`)
      return { kind: 'redirect', location, site }
    }
    const shown = checkpointSite(this.#engine, site, checkpoint.id, made)
    return shown ? this.#resolveBelow(shown, rest.slice(1)) : { ...NOT_FOUND, site }
  }

  #listCheckpoints(site: Site, repository: string): Resolution {
    const all = listCheckpoints(this.#engine.catalogue, repository).toReversed()
    const entries = all.map(({ created, second }) => ({
      name: `${checkpointName(second)}/`,
      date: created,
      size: null,
    }))
    return { kind: 'listing', folder: `${this.#prefix}${site.at}/`, entries, site, hasParent: true }
  }

  #resolveDistributions(below: string): Resolution {
    const { catalogue } = this.#engine
    if (below !== '' && !below.endsWith('/')) {
      return listDistributions(catalogue, `${below}/`) ? this.#redirect(below, null) : NOT_FOUND
    }
    const entries = listDistributions(catalogue, below)
    if (!entries) return NOT_FOUND
    return { kind: 'listing', folder: this.#prefix + below, entries, site: null, hasParent: below !== '' }
  }

  #resolveInSite(site: Site, path: string): Resolution {
    const { catalogue } = this.#engine
    const isFolder = path === '' || path.endsWith('/')
    const filePath = isFolder ? `${path}index.html` : path
    const entry = findFile(catalogue, site, filePath)
    if (entry) return { kind: 'file', file: fileAt(catalogue, site, filePath, entry), site }
    if (isFolder) return this.#resolveFolder(site, path)
    const replaced = site.publication && !site.distribution.checkpoint ? findReplaced(this.#engine, site, path) : null
    if (replaced) {
      const file = fileAt(catalogue, { ...site, changed: null }, path, replaced.entry)
      return { kind: 'file', file, site, until: replaced.until }
    }
    const listed = site.declaration.listing === true && folderExists(catalogue, site, `${path}/`)
    if (!listed && !findFile(catalogue, site, `${path}/index.html`)) return { ...NOT_FOUND, site }
    return this.#redirect(`${site.at}/${path}`, site)
  }

  #resolveFolder(site: Site, path: string): Resolution {
    const entries = site.declaration.listing === true ? listFolder(this.#engine.catalogue, site, path) : null
    if (!entries) return { ...NOT_FOUND, site }
    const folder = `${this.#prefix}${site.at}/${path}`
    return { kind: 'listing', folder, entries, site, hasParent: true }
  }

  #redirect(below: string, site: Site | null): Resolution {
    return { kind: 'redirect', location: `${encodePath(this.#prefix + below)}/`, site }
  }
}

/** Listings may be long and are not worth the room. What a checkpoint does not have now it may have tomorrow: its address names a time. */
function isWorthKeeping({ kind, site }: Resolution): boolean {
  return kind === 'file' || kind === 'handler' || (kind === 'refused' && site !== null && !site.distribution.checkpoint)
}
