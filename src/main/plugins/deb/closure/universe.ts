/** All packages that one machine could install: the stanzas of one architecture, from however many suites and archives. */
import { compareVersions } from '../version.ts'
import type { Provided, Stanza } from './stanza.ts'

export interface Provider {
  stanza: Stanza
  provided: Provided
}

export class Universe {
  readonly architecture: string
  private readonly byName = new Map<string, Stanza[]>()
  private readonly providers = new Map<string, Provider[]>()
  /** Number of each name by its first mention. */
  private readonly numbers = new Map<string, number>()

  constructor(architecture: string) {
    this.architecture = architecture
  }

  /** Takes a stanza, in the order of the indices. Those of other architectures are passed over. */
  add(stanza: Stanza): void {
    if (stanza.architecture !== this.architecture && stanza.architecture !== 'all') return
    this.mention(stanza.name)
    for (const name of stanza.mentions()) this.mention(name)
    const known = this.byName.get(stanza.name)
    if (!known) this.byName.set(stanza.name, [stanza])
    else if (!known.some((one) => one.version === stanza.version && one.path === stanza.path)) known.push(stanza)
    else return
    for (const provided of stanza.field('Provides') === '' ? [] : stanza.provides()) {
      const list = this.providers.get(provided.name)
      if (list) list.push({ stanza, provided })
      else this.providers.set(provided.name, [{ stanza, provided }])
    }
  }

  private mention(name: string): void {
    if (!this.numbers.has(name)) this.numbers.set(name, this.numbers.size)
  }

  /** Order of first mention, apt's last word between equals. */
  numberOf(name: string): number {
    return this.numbers.get(name) ?? Number.MAX_SAFE_INTEGER
  }

  /** Every version of a package. */
  versions(name: string): readonly Stanza[] {
    return this.byName.get(name) ?? []
  }

  /** What apt would install: of the suites that come first, the newest. */
  candidate(name: string): Stanza | null {
    let best: Stanza | null = null
    for (const one of this.versions(name)) {
      if (!best || one.pin > best.pin || (one.pin === best.pin && compareVersions(one.version, best.version) > 0))
        best = one
    }
    return best
  }

  /** Packages that provide the name, any version of them. */
  providersOf(name: string): readonly Provider[] {
    return this.providers.get(name) ?? []
  }

  names(): IterableIterator<string> {
    return this.byName.keys()
  }

  get size(): number {
    return this.byName.size
  }
}
