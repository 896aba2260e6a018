import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { findSaved } from './natural-key.ts'
import { Stage } from './stage.ts'

/** Finds units that are saved already by their natural key, and marks them as wanted now. */
export class QueryExistingContents extends Stage {
  private readonly engine: Engine

  constructor(engine: Engine) {
    super()
    this.engine = engine
  }

  async run(): Promise<void> {
    for await (const batch of this.batches()) {
      const known: string[] = []
      for (const { content } of batch) {
        content.pulp_id ??= findSaved(this.engine.catalogue, content)
        if (content.pulp_id) known.push(content.pulp_id)
      }
      if (known.length > 0) this.touch(known)
      for (const item of batch) await this.put(item)
    }
  }

  private touch(ids: readonly string[]): void {
    const now = Date.now()
    const sql = 'UPDATE core_content SET timestamp_of_interest = ? WHERE pulp_id = ? AND timestamp_of_interest < ?'
    const touch = this.engine.catalogue.prepare(sql)
    this.engine.catalogue.transaction(() => ids.forEach((id) => touch.run(now, uuidToBlob(id), now - 3_600_000)))
  }
}
