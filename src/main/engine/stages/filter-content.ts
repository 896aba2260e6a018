import { StillwaterError } from '#shared/error'
import type { RemoteInstance } from '../db/masters.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { DeclarativeContent } from './declarative.ts'
import { Stage } from './stage.ts'
import { type FilterSubject, unitFilter } from './unit-filter.ts'

/** Leaves out what the `include` and `exclude` of a unit's remote do not want. Whoever awaits such a unit hears `sync.left_out`. */
export class FilterContent extends Stage {
  private readonly context: TaskContext
  private readonly filters = new Map<string, ((subject: FilterSubject) => boolean) | null>()

  constructor(context: TaskContext) {
    super()
    this.context = context
  }

  async run(): Promise<void> {
    let leftOut = 0
    for await (const some of this.arrivals()) {
      const wanted = some.filter((item) => this.isWanted(item))
      for (const item of wanted.length === some.length ? [] : some) {
        if (wanted.includes(item)) continue
        leftOut += 1
        item.reject(new StillwaterError('sync.left_out', { path: item.dArtifacts[0]?.relativePath ?? '' }))
      }
      await this.putAll(wanted)
    }
    if (leftOut === 0) return
    this.context
      .progress({ message: 'Leaving Out Content', code: 'sync.left_out', total: leftOut, done: leftOut })
      .finish()
  }

  private isWanted({ dArtifacts, names }: DeclarativeContent): boolean {
    const remote = dArtifacts.find((one) => one.remote)?.remote
    const filter = remote ? this.filterOf(remote) : null
    return filter === null || filter({ paths: dArtifacts.map((one) => one.relativePath), names })
  }

  private filterOf(remote: RemoteInstance): ((subject: FilterSubject) => boolean) | null {
    let filter = this.filters.get(remote.pulp_id)
    if (filter === undefined) {
      filter = unitFilter(remote)
      this.filters.set(remote.pulp_id, filter)
    }
    return filter
  }
}
