import { saveArtifacts } from '../artifact/artifact.ts'
import type { Engine } from '../engine.ts'
import type { ArtifactBudget } from './artifact-budget.ts'
import type { DeclarativeArtifact, DeclarativeContent } from './declarative.ts'
import { Stage } from './stage.ts'

const MAX_BATCH_BYTES = 64 * 1024 * 1024
/** Milliseconds a fetched file waits for company: what is stored survives a crash and is not fetched again. */
const MAX_WAIT = 1000

const fileBytes = (item: DeclarativeContent | undefined): number =>
  item?.dArtifacts.reduce((bytes, one) => bytes + (one.file?.size ?? 0), 0) ?? 0

/** Stores fetched files: synced to disk, then recorded, many at a time. */
export class ArtifactSaver extends Stage {
  private readonly engine: Engine

  constructor(engine: Engine, budget: ArtifactBudget) {
    super()
    this.engine = engine
    budget.onPressure = () => this.flush()
  }

  async run(): Promise<void> {
    const { MAX_CONCURRENT_CONTENT } = this.engine.settings
    let held = 0
    const full = (batch: readonly DeclarativeContent[]): boolean => (held += fileBytes(batch.at(-1))) >= MAX_BATCH_BYTES
    for await (const batch of this.batches(MAX_CONCURRENT_CONTENT, { maxWait: MAX_WAIT, full })) {
      held = 0
      const fetched = batch.flatMap((item) => item.dArtifacts).filter((one) => one.file !== null)
      if (fetched.length > 0) await this.save(fetched)
      await this.putAll(batch)
    }
  }

  private async save(fetched: readonly DeclarativeArtifact[]): Promise<void> {
    const artifacts = await saveArtifacts(
      this.engine,
      fetched.map((one) => one.file as NonNullable<typeof one.file>),
    )
    fetched.forEach((one, index) => {
      const artifact = artifacts[index]
      if (!artifact) throw new TypeError('one artifact per file')
      Object.assign(one.artifact, {
        id: artifact.id,
        size: artifact.size,
        digests: { ...one.artifact.digests, ...artifact.digests },
      })
      one.file = null
      one.release()
    })
  }
}
