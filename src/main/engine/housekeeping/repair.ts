import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { type Artifact, artifactFromRaw } from '../artifact/artifact.ts'
import { usableDigests } from '../artifact/hash.ts'
import { fromFileSystem } from '../artifact/storage-error.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import { verifyFile } from '../artifact/verify-file.ts'
import { uuidToBlob } from '../db/column.ts'
import { Remote } from '../db/masters.ts'
import { DownloaderPool } from '../download/downloader-pool.ts'
import { getVersion, IN_VERSION } from '../repository/version.ts'
import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { removeUnnamed } from './remove-file.ts'
import { makeOnDemand, sourcesOfArtifact } from './source.ts'

const BATCH = 500
/** Digests named at most; the counts are always whole. */
const LISTED = 100

/** Reserved by a repair of everything: one runs at a time. */
export const REPAIR = 'core:repair'

export interface RepairInput {
  /** Id of a version; null for everything. */
  version: string | null
  /** Whether every byte is read, not just sizes looked at. */
  verify_checksums: boolean
}

export interface RepairResult {
  missing: number
  corrupted: number
  /** Fetched again. */
  repaired: number
  /** Not to be had now: removed, and fetched when a client asks. */
  on_demand: number
  /** Digests of files that nothing can bring back; left as they are. */
  lost: string[]
}

type Damage = 'missing' | 'corrupted'

async function damageOf(context: TaskContext, { digests, size }: Artifact, whole: boolean): Promise<Damage | null> {
  const { sha256 = '' } = digests
  if (!whole) {
    const found = await context.storage.stat(sha256)
    if (!found) return 'missing'
    return found.size === size ? null : 'corrupted'
  }
  const path = context.storage.path(sha256) ?? ''
  const { state } = await verifyFile(path, { digests: { sha256 }, size }, { signal: context.signal })
  return state === 'good' ? null : state
}

/** Artifacts to look at, in the order of their ids. */
function* artifactsOf(context: TaskContext, versionId: string | null): Generator<Artifact[]> {
  const version = versionId === null ? null : getVersion(context.catalogue, versionId)
  const member = `a.pulp_id IN (SELECT ca.artifact_id FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION})`
  const values = version ? [uuidToBlob(version.repositoryId), version.number, version.number] : []
  const sql = `SELECT a.* FROM core_artifact a WHERE a.pulp_id > ? ${version ? `AND ${member}` : ''} ORDER BY a.pulp_id LIMIT ${BATCH}`
  let after: Buffer = Buffer.alloc(0)
  for (;;) {
    const artifacts = context.catalogue
      .prepare(sql)
      .all(after, ...values)
      .map(artifactFromRaw)
    const last = artifacts.at(-1)
    if (!last) return
    yield artifacts
    after = uuidToBlob(last.id)
  }
}

class Repair {
  readonly result: RepairResult = { missing: 0, corrupted: 0, repaired: 0, on_demand: 0, lost: [] }
  private readonly context: TaskContext
  private readonly pool: DownloaderPool
  private readonly progress: Readonly<Record<Damage | 'repaired', ProgressReport>>

  constructor(context: TaskContext, pool: DownloaderPool) {
    this.context = context
    this.pool = pool
    this.progress = {
      missing: context.progress({ message: 'Identify missing units', code: 'repair.missing' }),
      corrupted: context.progress({ message: 'Identify corrupted units', code: 'repair.corrupted' }),
      repaired: context.progress({ message: 'Repair corrupted units', code: 'repair.repaired' }),
    }
  }

  async run({ version, verify_checksums }: RepairInput): Promise<void> {
    for (const artifacts of artifactsOf(this.context, version)) {
      for (const artifact of artifacts) {
        this.context.signal.throwIfAborted()
        const damage = await damageOf(this.context, artifact, verify_checksums)
        if (damage) await this.mend(artifact, damage)
      }
      await turn()
    }
    for (const report of Object.values(this.progress)) {
      report.total = report.done
      report.finish()
    }
  }

  private async mend(artifact: Artifact, damage: Damage): Promise<void> {
    this.result[damage] += 1
    this.progress[damage].increment()
    if (await this.fetchAgain(artifact)) {
      this.result.repaired += 1
      this.progress.repaired.increment()
    } else this.giveUp(artifact)
  }

  private async fetchAgain(artifact: Artifact): Promise<boolean> {
    const { sha256 = '' } = artifact.digests
    for (const source of sourcesOfArtifact(this.context, artifact.id)) {
      const file = await this.tryFetch(artifact, source)
      if (!file) continue
      await this.context.storage.replace({ file: file.path, sha256 })
      // Cleaned up meanwhile: then the file has no business here.
      removeUnnamed(this.context, [sha256])
      return true
    }
    return false
  }

  private async tryFetch(
    { digests, size }: Artifact,
    { remoteId, url }: { remoteId: string; url: string },
  ): Promise<TemporaryFile | null> {
    const { catalogue, settings, signal, log } = this.context
    try {
      const remote = Remote.get(catalogue, remoteId)
      const expected = usableDigests(digests, settings.ALLOWED_CONTENT_CHECKSUMS)
      const wanted = { urls: [url], remote, relativePath: url, artifact: { digests: expected, size } }
      return await this.pool.downloadFirst(wanted, signal)
    } catch (error) {
      signal.throwIfAborted()
      // Our own disk's trouble says nothing about the source.
      const cause = fromFileSystem(error, this.context.folder.root)
      if (cause instanceof StillwaterError && cause.code.startsWith('storage.')) throw cause
      log.warn({ err: error, url }, 'a damaged file could not be fetched again')
      return null
    }
  }

  /** What no source gives now but one may give later becomes on-demand; the only copy there is, however damaged, is left to its owner. */
  private giveUp(artifact: Artifact): void {
    const { catalogue } = this.context
    const { sha256 = '' } = artifact.digests
    if (catalogue.transaction(() => makeOnDemand(this.context, artifact.id))) {
      removeUnnamed(this.context, [sha256])
      this.result.on_demand += 1
    } else if (this.result.lost.length < LISTED) this.result.lost.push(sha256)
  }
}

/**
 * Finds stored files that are missing or damaged, of one version or all, and fetches them again from any remote that has them. Source:
 * pulpcore's repair.
 */
export const repair = defineTask<RepairInput, RepairResult>({
  id: 'core.repair',
  version: 1,
  input: z.object({ version: z.string().nullable(), verify_checksums: z.boolean() }),
  async run(context, input) {
    const pool = new DownloaderPool(context, context.tempDir)
    try {
      const work = new Repair(context, pool)
      await work.run(input)
      return work.result
    } finally {
      await pool.close()
    }
  },
})
