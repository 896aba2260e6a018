import type { DeclarativeContent } from './declarative.ts'
import { Stage } from './stage.ts'

/** First stage of a pipeline that saves a single unit. */
export class OneUnit extends Stage {
  private readonly item: DeclarativeContent

  constructor(item: DeclarativeContent) {
    super()
    this.item = item
  }

  run(): Promise<void> {
    return this.put(this.item)
  }
}
