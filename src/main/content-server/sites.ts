import type { Engine } from '#engine/engine'
import { Distributions } from './distributions.ts'
import { type Site, siteOf } from './site.ts'

interface Known {
  readonly site: Site | null
  /** What it was made from, besides its distribution. */
  readonly state: string
  /** When it was last looked at. */
  turn: number
}

/** Distributions as they stand. A site stays the same object for as long as nothing that it shows has changed. */
export class Sites {
  /** Counts the times the catalogue has changed. */
  turn = 0
  /** Counts the times the set of base paths has changed. */
  layout = 0
  readonly #engine: Engine
  readonly #distributions: Distributions
  #known = new Map<string, Known>()
  #basePaths: ReadonlySet<string> = new Set()

  constructor(engine: Engine) {
    this.#engine = engine
    this.#distributions = new Distributions(engine)
  }

  /** The catalogue has changed: every site is looked at again before it is used. */
  doubt(): void {
    this.turn += 1
    const rows = this.#engine.catalogue.prepare('SELECT base_path FROM core_distribution').all()
    const paths = (rows as { base_path: string }[]).map((row) => row.base_path)
    if (paths.length === this.#basePaths.size && paths.every((path) => this.#basePaths.has(path))) return
    this.layout += 1
    this.#basePaths = new Set(paths)
    this.#known = new Map([...this.#known].filter(([path]) => this.#basePaths.has(path)))
  }

  /** The site of the distribution with exactly this base path. */
  at(basePath: string): Site | null {
    if (!this.#basePaths.has(basePath)) return null
    const known = this.#known.get(basePath)
    if (known?.turn === this.turn) return known.site
    const distribution = this.#distributions.find(basePath)
    const site = distribution && siteOf(this.#engine, distribution)
    const state = JSON.stringify([site?.publication, site?.version, site?.changed])
    if (known && known.site?.distribution === site?.distribution && known.state === state) {
      known.turn = this.turn
      return known.site
    }
    this.#known.set(basePath, { site, state, turn: this.turn })
    return site
  }

  /** The site whose base path covers most of a path. */
  longest(below: string): Site | null {
    const end = below.endsWith('/') ? below.length - 1 : below.length
    for (let length = end; length > 0; length = below.lastIndexOf('/', length - 1)) {
      const site = this.at(below.slice(0, length))
      if (site) return site
    }
    return null
  }
}
