import { type ErrorBody, StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import { tableNameOf } from '../db/table-name.ts'
import { IN_VERSION, latestVersion } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { DeclarativeContent, Unit } from './declarative.ts'
import { findSaved } from './natural-key.ts'

/** Units that a sync must declare for bad ones to be set aside when nobody said whether they are. */
export const QUARANTINE_FROM = 100
/** More than this is no matter of single files, whatever the share. */
const MOST = 10_000
/** So many may fail before anything is known of the share. */
const EARLY = 100
/** Failures named in the result of the task. */
const NAMED = 20

/** Failures of one file; everything else concerns the whole sync. */
const OF_ONE_FILE = new Set([
  'download.digest_mismatch',
  'download.encoding_refused',
  'download.file_missing',
  'download.http_status',
  'download.no_source',
  'download.range_refused',
  'download.redirect_refused',
  'download.size_mismatch',
  'download.timeout',
  'download.too_large',
  'download.too_many_redirects',
  'download.too_slow',
  'download.unreachable',
])
/** Failures that an upstream which is down gives for every file. */
const OF_UPSTREAM = new Set(['download.timeout', 'download.too_slow', 'download.unreachable'])

interface Failure {
  remoteId: string
  type: string
  path: string
  url: string | null
  error: ErrorBody
  kept: boolean
}

export interface QuarantineResult {
  /** How many units were set aside. */
  quarantined: number
  /** The first of them. */
  failures: { relative_path: string; code: string }[]
}

/**
 * Decides about units whose files cannot be had: without quarantine the first one fails the sync; with it they are set aside and kept in a
 * list, while they are few. What the repository held of them before stays.
 */
export class Quarantine {
  private readonly context: TaskContext
  private readonly repository: RepositoryInstance
  /** Null: on when the sync declares enough units. */
  private readonly wanted: boolean | null
  private readonly expected: number
  private readonly failures: Failure[] = []
  private readonly kept = new Set<string>()
  private first: unknown = null
  private units = 0
  private fetched = 0

  constructor(context: TaskContext, repository: RepositoryInstance, wanted: boolean | null, expected = 0) {
    this.context = context
    this.repository = repository
    this.wanted = wanted
    this.expected = expected
  }

  /** A unit came by. */
  count(): void {
    this.units += 1
  }

  /** A file arrived. */
  succeeded(): void {
    this.fetched += 1
  }

  /** Ids of units to keep although upstream does not list them any more: older ones under the key of a unit that was set aside. */
  get keptIds(): string[] {
    return [...this.kept]
  }

  /**
   * Sets a unit aside. Answers whether it goes on all the same, without its file: the repository holds it already.
   * @throws the error itself when the sync must fail of it
   */
  take(item: DeclarativeContent, error: unknown): boolean {
    if (!this.concernsOneUnit(item, error)) throw error
    const [first] = item.dArtifacts
    if (this.wanted === false || !first?.remote) throw error
    this.first ??= error
    const held = this.heldInstead(item.content)
    const goesOn = held !== null && held === findSaved(this.context.catalogue, item.content)
    if (held !== null) this.kept.add(held)
    this.failures.push({
      remoteId: first.remote.pulp_id,
      type: item.content.model.type,
      path: first.relativePath,
      url: first.urls[0] ?? null,
      error: error.toBody(),
      kept: held !== null,
    })
    if (this.failures.length > Math.max(EARLY, this.allowed(Math.max(this.units, this.expected)))) throw this.tooMany()
    if (!goesOn) item.reject(error)
    this.context.log.warn({ path: first.relativePath, code: error.code }, 'a unit was set aside')
    return goesOn
  }

  /** Called when every unit has been seen. @throws StillwaterError when the failures are not those of single files */
  settle(): void {
    const { failures, units } = this
    if (failures.length === 0) return
    if (this.wanted === null && units <= QUARANTINE_FROM) throw this.first
    if (failures.length > this.allowed(units) || this.isUpstreamDown()) throw this.tooMany()
    const count = failures.length
    this.context
      .progress({ message: 'Setting Files Aside', code: 'sync.quarantined', total: count, done: count })
      .finish()
  }

  /** Makes the list that of this sync: what failed is in it, what came or is gone upstream leaves. */
  save(remoteIds: readonly string[]): void {
    const { catalogue } = this.context
    const repository = uuidToBlob(this.repository.pulp_id)
    const now = Date.now()
    const insert = catalogue.prepare(
      `INSERT INTO core_quarantinedunit (pulp_id, repository_id, remote_id, pulp_type, relative_path, url, error, kept, attempts, first_tried, last_tried)
       VALUES (@id, @repository, @remote, @type, @path, @url, @error, @kept, 1, @now, @now)
       ON CONFLICT (repository_id, remote_id, pulp_type, relative_path) DO UPDATE SET url = excluded.url, error = excluded.error,
         kept = excluded.kept, attempts = attempts + 1, last_tried = MAX(excluded.last_tried, last_tried + 1)`,
    )
    const before = catalogue.prepare(
      'SELECT pulp_id FROM core_quarantinedunit WHERE repository_id = ? AND remote_id = ?',
    )
    const clear = catalogue.prepare('DELETE FROM core_quarantinedunit WHERE pulp_id = ?')
    const find = catalogue.prepare(
      'SELECT pulp_id FROM core_quarantinedunit WHERE repository_id = ? AND remote_id = ? AND pulp_type = ? AND relative_path = ?',
    )
    catalogue.transaction(() => {
      const failed = new Set<string>()
      for (const one of this.failures) {
        const remote = uuidToBlob(one.remoteId)
        const values = { ...one, id: uuidToBlob(uuidv7()), repository, remote, now, kept: Number(one.kept) }
        insert.run({ ...values, error: JSON.stringify(one.error) })
        const row = find.get(repository, remote, one.type, one.path) as { pulp_id: Buffer }
        failed.add(blobToUuid(row.pulp_id))
      }
      for (const remoteId of remoteIds) {
        const rows = before.all(repository, uuidToBlob(remoteId)) as { pulp_id: Buffer }[]
        for (const { pulp_id } of rows) if (!failed.has(blobToUuid(pulp_id))) clear.run(pulp_id)
      }
    })
  }

  get result(): QuarantineResult {
    const failures = this.failures.slice(0, NAMED).map((one) => ({ relative_path: one.path, code: one.error.code }))
    return { quarantined: this.failures.length, failures }
  }

  private concernsOneUnit(item: DeclarativeContent, error: unknown): error is StillwaterError {
    if (!(error instanceof StillwaterError)) return false
    return OF_ONE_FILE.has(error.code) || error.code.startsWith(`${item.content.model.plugin}.`)
  }

  private allowed(units: number): number {
    const percent = this.context.settings.SYNC_QUARANTINE_MAX_PERCENT
    if (percent === 0) return 0
    // One of a handful is a single file, whatever its share.
    return Math.min(MOST, Math.max(1, Math.floor((units * percent) / 100)))
  }

  /** Nothing came, and every failure is new and such as an upstream gives that is not there. */
  private isUpstreamDown(): boolean {
    if (this.units === this.failures.length) return true
    return (
      this.fetched === 0 && this.failures.every((one) => OF_UPSTREAM.has(one.error.code) && !this.isKnownFailure(one))
    )
  }

  private isKnownFailure({ remoteId, type, path }: Failure): boolean {
    const sql =
      'SELECT 1 FROM core_quarantinedunit WHERE repository_id = ? AND remote_id = ? AND pulp_type = ? AND relative_path = ?'
    const bind = [uuidToBlob(this.repository.pulp_id), uuidToBlob(remoteId), type, path]
    return this.context.catalogue.prepare(sql).get(...bind) !== undefined
  }

  private tooMany(): StillwaterError {
    const first = this.first as StillwaterError
    const name = this.failures[0]?.path ?? ''
    const params = {
      failed: this.failures.length,
      units: Math.max(this.units, this.expected),
      name,
      reason: first.code,
    }
    return new StillwaterError('sync.too_many_failures', params, { status: 502, cause: first })
  }

  /** Id of what the newest version holds in the unit's place: the unit itself, or another one under its repo key. */
  private heldInstead({ model, values }: Unit): string | null {
    const { catalogue } = this.context
    const key = model.repoKey.length > 0 ? model.repoKey : model.naturalKey
    const columns = key.map((name) => {
      const column = model.columns[name]
      if (!column) throw new TypeError(`${model.type}: a key names ${name}, which is no column`)
      return [`d.${column.name} = ?`, column.mapToDriverValue(values[name])] as const
    })
    const { number } = latestVersion(catalogue, this.repository.pulp_id)
    const row = catalogue
      .prepare(
        `SELECT d.pulp_id FROM ${tableNameOf(model)} d CROSS JOIN core_repositorycontent m ON m.content_id = d.pulp_id
         WHERE ${columns.map(([condition]) => condition).join(' AND ')} AND m.repository_id = ? AND ${IN_VERSION} LIMIT 1`,
      )
      .get(...columns.map(([, value]) => value), uuidToBlob(this.repository.pulp_id), number, number)
    return row ? blobToUuid((row as { pulp_id: Buffer }).pulp_id) : null
  }
}
