/** A plan may ask an upstream what it has; nothing of it is kept. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { uuidv7 } from '#shared/id'
import { PauseGate } from '../download/brakes.ts'
import type { BaseRow, Instance, Model } from '../db/model.ts'
import type { Engine } from '../engine.ts'
import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'

/** Counts for nobody. */
class SilentReport {
  done = 0
  total: number | null = null
  increment(by = 1): void {
    this.done += by
  }
  finish(): void {}
}

/**
 * Gives `use` what a sync would work with: a context whose folder is gone afterwards and whose progress nobody sees, and an object, such as
 * a remote, that is in memory only, with the values given and the defaults of its model.
 */
export async function withPreview<Row extends BaseRow, Insert, T>(
  engine: Engine,
  model: Model<Row, Insert>,
  values: Partial<Row>,
  signal: AbortSignal,
  use: (context: TaskContext, instance: Instance<Row>) => Promise<T>,
): Promise<T> {
  const tempDir = await mkdtemp(join(engine.folder.tmp, 'preview-'))
  const context: TaskContext = {
    ...engine,
    task: { id: uuidv7(), name: 'preview', groupId: null },
    signal,
    gate: new PauseGate(),
    tempDir,
    progress: () => new SilentReport() as unknown as ProgressReport,
    created: () => undefined,
    dispatch: () => {
      throw new TypeError('a preview starts no tasks')
    },
  }
  try {
    return await use(context, model.instantiate(engine.catalogue, rowOf(model, values)))
  } finally {
    await rm(tempDir, { recursive: true, force: true })
  }
}

function rowOf<Row extends BaseRow, Insert>(model: Model<Row, Insert>, values: Partial<Row>): Row {
  const now = Date.now()
  const columns = Object.entries(model.columns as Record<string, { default?: unknown }>)
  const defaults = columns.map(([name, column]) => [name, column.default ?? null] as const)
  const row = {
    ...Object.fromEntries(defaults),
    pulp_id: uuidv7(),
    pulp_created: now,
    pulp_last_updated: now,
    name: '',
  }
  return { ...row, ...values } as unknown as Row
}
