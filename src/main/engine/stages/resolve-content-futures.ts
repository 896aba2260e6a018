import { Stage } from './stage.ts'

/** Tells whoever awaits a unit's `resolution()` that it is saved. */
export class ResolveContentFutures extends Stage {
  async run(): Promise<void> {
    for await (const some of this.arrivals()) {
      for (const item of some) item.resolve()
      await this.putAll(some)
    }
  }
}
