import type { EngineEvent } from '#shared/event'
import { API_ROOT } from '#shared/wire'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import type { EventHub } from '../event-hub.ts'
import { Records } from './record.ts'

/** Milliseconds in which changes are gathered. */
const PAUSE = 500
/** Milliseconds after the start at which everything is looked at once: what a kill kept from being written is then. */
const FIRST_LOOK = 10_000

const OBJECTS = 'objects'

/** Writes the records of what changes, soon after it did. The manifests of versions do not wait for this. */
export class RecordKeeper {
  private readonly engine: Engine
  private readonly records: Records
  private readonly dirty = new Set<string>()
  private readonly unsubscribe: () => void
  private timer: NodeJS.Timeout | null = null
  private work: Promise<void> = Promise.resolve()

  constructor(engine: Engine, events: EventHub) {
    this.engine = engine
    this.records = new Records(engine)
    this.unsubscribe = events.subscribe((event) => this.noted(event))
    this.timer = setTimeout(() => this.start(() => this.records.keepAll()), FIRST_LOOK).unref()
  }

  private noted({ type, href }: EngineEvent): void {
    if (type !== 'resource') return
    const [kind = '', ...rest] = href.slice(API_ROOT.length).split('/')
    const id = rest[2] ?? ''
    if (kind === 'repositories') this.dirty.add(id)
    else if (kind === 'publications') for (const repository of this.repositoriesOf(id)) this.dirty.add(repository)
    else this.dirty.add(OBJECTS)
    if (this.dirty.size === 1) setTimeout(() => this.start(() => this.keepDirty()), PAUSE).unref()
  }

  /** The repository of a publication; all of them for one that is gone. */
  private repositoriesOf(publicationId: string): string[] {
    const { catalogue } = this.engine
    const one = `SELECT v.repository_id AS id FROM core_publication p JOIN core_repositoryversion v ON v.pulp_id = p.repository_version_id
      WHERE p.pulp_id = ?`
    const found = catalogue.prepare(one).all(uuidToBlob(publicationId)) as { id: Buffer }[]
    const rows =
      found.length > 0
        ? found
        : (catalogue.prepare('SELECT pulp_id AS id FROM core_repository').all() as { id: Buffer }[])
    return rows.map(({ id }) => blobToUuid(id))
  }

  /** One at a time. What cannot be written now is tried again with the next change. */
  private start(job: () => Promise<void>): void {
    this.work = this.work.then(job).catch((error: unknown) => {
      this.engine.log.warn({ err: error }, 'the records beside the manifests could not be written')
    })
  }

  private async keepDirty(): Promise<void> {
    const names = [...this.dirty]
    this.dirty.clear()
    for (const name of names) {
      if (name === OBJECTS) await this.records.keepObjects()
      else await this.records.keepRepository(name)
    }
  }

  /** Writes what is left and ends. */
  async stop(): Promise<void> {
    this.unsubscribe()
    if (this.timer) clearTimeout(this.timer)
    this.start(() => this.keepDirty())
    await this.work
  }
}
