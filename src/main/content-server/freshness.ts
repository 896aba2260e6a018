import type { Catalogue } from '#engine/db/catalogue'

/**
 * Tells whether anything was written to the catalogue, by any connection, since it was last asked. Two statements, done once for all
 * requests that arrived together: none of them was sent by somebody who knew of a commit that came between them.
 */
export class Freshness {
  readonly #catalogue: Catalogue
  #others = -1
  #own = -1
  #asked = false

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  changed(): boolean {
    if (this.#asked) return false
    this.#asked = true
    setImmediate(() => this.askAgain())
    // data_version moves when another connection commits, total_changes() when this one writes.
    const others = this.#catalogue.prepare('PRAGMA data_version').get() as { data_version: number }
    const own = this.#catalogue.prepare('SELECT total_changes() AS n').get() as { n: number }
    if (others.data_version === this.#others && own.n === this.#own) return false
    this.#others = others.data_version
    this.#own = own.n
    return true
  }

  /** The next answer is not taken from the last one. */
  askAgain(): void {
    this.#asked = false
  }
}
