import { setImmediate as turn } from 'node:timers/promises'
import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { removeUnnamed } from './remove-file.ts'

/** A file whose row is gone. */
export interface GoneFile {
  sha256: string
  /** Bytes. */
  size: number
}

export interface RemovedArtifacts {
  artifacts: number
  /** Bytes. */
  bytes: number
}

/**
 * Removes artifacts batch by batch: `take` deletes the rows of those that may go, in one transaction, and answers them; then their files
 * go. The rows are gone for good before the first file is: a cut in between leaves files without rows, never rows without files.
 */
export async function removeArtifactBatches<Id>(
  context: TaskContext,
  progress: ProgressReport,
  batches: Iterable<readonly Id[]>,
  take: (ids: readonly Id[]) => GoneFile[],
): Promise<RemovedArtifacts> {
  let bytes = 0
  for (const ids of batches) {
    const gone = context.catalogue.transaction(() => take(ids))
    removeUnnamed(
      context,
      gone.map(({ sha256 }) => sha256),
    )
    bytes += gone.reduce((sum, { size }) => sum + size, 0)
    progress.increment(gone.length)
    await turn()
  }
  progress.total = progress.done
  progress.finish()
  return { artifacts: progress.done, bytes }
}
