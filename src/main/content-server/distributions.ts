import type { Engine } from '#engine/engine'
import { blobToUuid } from '#engine/db/column'
import { Distribution, type DistributionInstance } from '#engine/db/masters'
import type { AnyModel } from '#engine/db/model'
import { tableNameOf } from '#engine/db/table-name'

interface Known {
  readonly rows: string
  readonly instance: DistributionInstance
}

/**
 * Distributions as whole objects. Making one takes a fifth of a millisecond and every commit of anybody asks for it again, so it is made
 * anew only when one of its rows is not what it was.
 */
export class Distributions {
  readonly #engine: Engine
  readonly #known = new Map<string, Known>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** The distribution with exactly this base path, or null. */
  find(basePath: string): DistributionInstance | null {
    const { catalogue, registry } = this.#engine
    const row = catalogue.prepare('SELECT * FROM core_distribution WHERE base_path = ?').get(basePath) as
      | { pulp_id: Buffer; pulp_type: string }
      | undefined
    const model = row && registry.findModel('distribution', row.pulp_type)
    if (!row || !model) {
      this.#known.delete(basePath)
      return null
    }
    const rows = JSON.stringify([row, ...this.#detailRows(model, row.pulp_id)])
    const known = this.#known.get(basePath)
    if (known?.rows === rows) return known.instance
    const instance = Distribution.get(catalogue, blobToUuid(row.pulp_id)).cast() as unknown as DistributionInstance
    this.#known.set(basePath, { rows, instance })
    return instance
  }

  #detailRows(model: AnyModel, id: Buffer): unknown[] {
    const rows: unknown[] = []
    for (let level: AnyModel | null = model; level?.parent; level = level.parent) {
      rows.push(this.#engine.catalogue.prepare(`SELECT * FROM ${tableNameOf(level)} WHERE pulp_id = ?`).get(id))
    }
    return rows
  }
}
