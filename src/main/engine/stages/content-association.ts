import { uuidToBlob } from '../db/column.ts'
import type { VersionBuilder } from '../repository/version-builder.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { Quarantine } from './quarantine.ts'
import { Stage } from './stage.ts'

/**
 * Puts every declared unit into the version; with `mirror`, units that were not declared leave it at the end, but for those that stand in
 * for a unit in quarantine. Which ones were seen is kept in a temporary table, not in memory.
 */
export class ContentAssociation extends Stage {
  private readonly context: TaskContext
  private readonly version: VersionBuilder
  private readonly mirror: boolean
  private readonly quarantine: Quarantine | null

  constructor(context: TaskContext, version: VersionBuilder, mirror: boolean, quarantine: Quarantine | null = null) {
    super()
    this.quarantine = quarantine
    this.context = context
    this.version = version
    this.mirror = mirror
  }

  async run(): Promise<void> {
    const { catalogue } = this.context
    const progress = this.context.progress({ message: 'Associating Content', code: 'associating.content' })
    catalogue.sqlite.exec(
      'CREATE TEMP TABLE IF NOT EXISTS seen_content (content_id BLOB PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.seen_content',
    )
    for await (const batch of this.batches()) {
      const ids = batch.map((item) => item.content.pulp_id as string)
      if (this.mirror) this.remember(ids)
      progress.increment(this.version.add(ids))
      for (const item of batch) await this.put(item)
    }
    progress.finish()
    if (this.mirror) {
      this.remember(this.quarantine?.keptIds ?? [])
      this.removeUnseen()
    }
    catalogue.sqlite.exec('DELETE FROM temp.seen_content')
  }

  private remember(ids: readonly string[]): void {
    const { catalogue } = this.context
    const insert = catalogue.prepare('INSERT OR IGNORE INTO temp.seen_content (content_id) VALUES (?)')
    catalogue.transaction(() => ids.forEach((id) => insert.run(uuidToBlob(id))))
  }

  private removeUnseen(): void {
    const removed = this.version.removeUnlisted('temp.seen_content')
    if (removed === 0) return
    this.context
      .progress({ message: 'Un-Associating Content', code: 'unassociating.content', total: removed, done: removed })
      .finish()
  }
}
