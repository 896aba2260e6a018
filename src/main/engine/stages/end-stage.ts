import { Stage } from './stage.ts'

/** Drains what comes and drops it; without it the last queue would fill and stop the pipeline. */
export class EndStage extends Stage {
  async run(): Promise<void> {
    for await (const some of this.arrivals()) void some
  }
}
