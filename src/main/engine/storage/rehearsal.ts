import { join } from 'node:path'
import { Catalogue } from '../db/catalogue.ts'
import { copyCatalogue } from '../db/catalogue-copy.ts'
import { bindTypes } from '../db/instance.ts'
import { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'

/**
 * Runs work on a copy of the catalogue that is thrown away afterwards: nobody hears of it, nobody waits for it. What it does to files is
 * for the caller to take out of its hands. Costs the time and the room of a copy of the catalogue.
 */
export async function rehearse<T>(context: TaskContext, work: (rehearsal: TaskContext) => Promise<T>): Promise<T> {
  const file = join(context.tempDir, 'rehearsal.sqlite')
  const progress = context.progress({ message: 'Copying the catalogue', code: 'forecast.catalogue' })
  await copyCatalogue(context.catalogue, file, {
    signal: context.signal,
    onProgress(done, total) {
      progress.total = total
      progress.done = done
    },
  })
  progress.finish()
  const catalogue = Catalogue.open(file)
  try {
    // Nothing here has to outlive a power cut.
    catalogue.sqlite.pragma('synchronous = OFF')
    bindTypes(catalogue, (kind, pulpType) => context.registry.findModel(kind, pulpType))
    return await work({
      ...context,
      catalogue,
      emit: () => undefined,
      wake: () => undefined,
      created: () => undefined,
      dispatch: () => {
        throw new TypeError('a rehearsal queues nothing')
      },
      progress: (options) => new ProgressReport(catalogue, context.task.id, options, () => undefined),
    })
  } finally {
    catalogue.close()
  }
}
