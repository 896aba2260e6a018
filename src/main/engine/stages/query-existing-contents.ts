import { touch } from '../db/touch.ts'
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
        // What this sync itself has saved is marked as it is.
        if (content.pulp_id && !content.isNew) known.push(content.pulp_id)
      }
      const gone = touch(this.engine.catalogue, 'core_content', known)
      // Cleaned up since it was found: saved anew.
      for (const { content } of batch) if (content.pulp_id && gone.has(content.pulp_id)) content.pulp_id = null
      await this.putAll(batch)
    }
  }
}
