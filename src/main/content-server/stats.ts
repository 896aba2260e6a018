/** What was served, since the start. */
import type { ContentCounts, ServedBody } from '#shared/api/sharing'

export type ContentStats = ContentCounts
type Served = ServedBody

export class StatsCounter {
  readonly #distributions = new Map<string, Served>()
  readonly #total: Served = { requests: 0, bytes: 0 }
  readonly upstream = { fetches: 0, failures: 0 }

  count(distribution: string | null, bytes: number): void {
    this.#total.requests += 1
    this.#total.bytes += bytes
    if (distribution === null) return
    let served = this.#distributions.get(distribution)
    if (!served) this.#distributions.set(distribution, (served = { requests: 0, bytes: 0 }))
    served.requests += 1
    served.bytes += bytes
  }

  snapshot(): ContentStats {
    const distributions = [...this.#distributions].map(([name, served]) => [name, { ...served }] as const)
    return {
      distributions: Object.fromEntries(distributions),
      total: { ...this.#total },
      upstream: { ...this.upstream },
    }
  }
}
