import { Stage } from './stage.ts'

/** Tells whoever awaits a unit's `resolution()` that it is saved. */
export class ResolveContentFutures extends Stage {
  async run(): Promise<void> {
    for await (const item of this.items()) {
      item.resolve()
      await this.put(item)
    }
  }
}
