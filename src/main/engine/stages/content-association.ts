import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { uuidToBlob } from '../db/column.ts'
import { ScratchIds } from '../db/scratch.ts'
import type { VersionBuilder } from '../repository/version-builder.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { Quarantine } from './quarantine.ts'
import { Stage } from './stage.ts'

/**
 * Puts every declared unit into the version; with `mirror`, units that were not declared leave it at the end, but for those that stand in
 * for a unit in quarantine. Which ones were seen is kept on disk, not in memory.
 */
export class ContentAssociation extends Stage {
  private readonly context: TaskContext
  private readonly version: VersionBuilder
  private readonly mirror: boolean
  private readonly quarantine: Quarantine | null
  private readonly leaving: (() => Promise<readonly string[]>) | null

  /** @param leaving where only changes are declared: the units that leave unless they were declared, asked for at the end */
  constructor(
    context: TaskContext,
    version: VersionBuilder,
    mirror: boolean,
    quarantine: Quarantine | null = null,
    leaving: (() => Promise<readonly string[]>) | null = null,
  ) {
    super()
    this.leaving = leaving
    this.quarantine = quarantine
    this.context = context
    this.version = version
    this.mirror = mirror
  }

  async run(): Promise<void> {
    const { catalogue, tempDir } = this.context
    const seen = this.mirror ? new ScratchIds(catalogue, join(tempDir, `seen-${randomUUID()}`)) : null
    try {
      await this.associate(seen)
      if (!seen) return
      seen.add((this.quarantine?.keptIds ?? []).map(uuidToBlob))
      if (this.leaving) this.removeLeaving(seen, await this.leaving())
      else this.report(this.version.removeUnlisted(seen.table))
    } finally {
      seen?.close()
    }
  }

  private async associate(seen: ScratchIds | null): Promise<void> {
    const progress = this.context.progress({ message: 'Associating Content', code: 'associating.content' })
    for await (const batch of this.batches()) {
      const ids = batch.map((item) => item.content.pulp_id as string)
      seen?.add(ids.map(uuidToBlob))
      progress.increment(this.version.add(ids))
      await this.putAll(batch)
    }
    progress.finish()
  }

  private removeLeaving(seen: ScratchIds, leaving: readonly string[]): void {
    const look = this.context.catalogue.sqlite.prepare(`SELECT 1 FROM ${seen.table} WHERE content_id = ?`)
    this.report(this.version.remove(leaving.filter((id) => !look.get(uuidToBlob(id)))))
  }

  private report(removed: number): void {
    if (removed === 0) return
    this.context
      .progress({ message: 'Un-Associating Content', code: 'unassociating.content', total: removed, done: removed })
      .finish()
  }
}
