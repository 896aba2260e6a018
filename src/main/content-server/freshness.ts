import type { Catalogue } from '#engine/db/catalogue'

/** Tells whether anything was written to the catalogue, by any connection, since it was last asked. Two statements of about a microsecond each. */
export class Freshness {
  readonly #catalogue: Catalogue
  #others = -1
  #own = -1

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  changed(): boolean {
    // data_version moves when another connection commits, total_changes() when this one writes.
    const others = this.#catalogue.prepare('PRAGMA data_version').get() as { data_version: number }
    const own = this.#catalogue.prepare('SELECT total_changes() AS n').get() as { n: number }
    if (others.data_version === this.#others && own.n === this.#own) return false
    this.#others = others.data_version
    this.#own = own.n
    return true
  }
}
