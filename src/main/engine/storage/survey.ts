/** What takes space, measured: every stored file is counted once, whoever uses it. */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import { readHere } from '../db/reader.ts'
import { systemCode } from '../artifact/storage-error.ts'
import type { Engine } from '../engine.ts'
import { repositorySize } from '../repository/repository-size.ts'
import { dispatch } from '../tasking/dispatch.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { saveSurvey } from './survey-store.ts'

/** Reserved by a survey: one at a time. */
export const STORAGE_SURVEY = 'core:storage-survey'

/** Upper ends, in days, of the ages that stored files are told apart by; older ones come last. */
export const AGES = [1, 7, 30, 90, 365] as const
const DAY = 86_400_000

export interface MirrorShare {
  /** Id of the repository. */
  repository: string
  /** Bytes of all files it uses. */
  stored: number
  /** Bytes of those that nobody else uses. */
  own: number
  files: number
  /** Bytes of what is known but not here, as far as an upstream tells. */
  onDemand: number
  /** How many of those nobody tells the size of. */
  unknown: number
}

/** All sizes are bytes. */
export interface StorageDetail {
  stored: number
  files: number
  /** Used by several mirrors, counted once. */
  shared: number
  /** Used by no mirror. */
  unused: number
  mirrors: MirrorShare[]
  types: { type: string; bytes: number; files: number }[]
  /** By the time of arrival, one for each of AGES and one for what is older. */
  ages: { days: number | null; bytes: number; files: number }[]
  /** What lies in the data folder beside stored files. */
  folders: { manifest: number; partial: number; upload: number; temporary: number; log: number }
  catalogue: number
}

/** Bytes of all files below a folder; what goes meanwhile counts for nothing. */
export async function folderSize(path: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted()
  try {
    const entries = await readdir(path, { withFileTypes: true })
    let sum = 0
    for (const entry of entries) {
      const below = join(path, entry.name)
      if (entry.isDirectory()) sum += await folderSize(below, signal)
      else if (entry.isFile()) sum += (await lstat(below)).size
    }
    return sum
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0
    throw error
  }
}

/** Bytes of the catalogue with the log beside it. */
export async function catalogueSize(file: string): Promise<number> {
  const sizes = ['', '-wal', '-shm'].map((suffix) =>
    lstat(file + suffix).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

const USES = [
  `SELECT ca.artifact_id, m.repository_id FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
   WHERE ca.artifact_id IS NOT NULL AND m.repository_id = ?`,
  `SELECT ca.artifact_id, v.repository_id FROM core_repositoryversion v JOIN core_publication p ON p.repository_version_id = v.pulp_id
   JOIN core_publishedmetadata pm ON pm.publication_id = p.pulp_id JOIN core_contentartifact ca ON ca.content_id = pm.pulp_id
   WHERE ca.artifact_id IS NOT NULL AND v.repository_id = ?`,
  `SELECT vm.artifact_id, v.repository_id FROM core_repositoryversion v JOIN core_versionmetadata vm ON vm.repository_version_id = v.pulp_id
   WHERE v.repository_id = ?`,
]

/** Notes in a temporary table which repository uses which artifact. */
function noteUses({ catalogue, signal }: TaskContext): Buffer[] {
  catalogue.sqlite
    .exec(`CREATE TEMP TABLE IF NOT EXISTS survey_use (artifact BLOB, repository BLOB, PRIMARY KEY (artifact, repository))
    WITHOUT ROWID; DELETE FROM temp.survey_use`)
  const ids = (catalogue.prepare('SELECT pulp_id AS id FROM core_repository').all() as { id: Buffer }[]).map(
    ({ id }) => id,
  )
  for (const id of ids) {
    signal.throwIfAborted()
    for (const sql of USES) catalogue.prepare(`INSERT OR IGNORE INTO temp.survey_use ${sql}`).run(id)
  }
  return ids
}

async function mirrorShares(catalogue: Catalogue, ids: readonly Buffer[]): Promise<MirrorShare[]> {
  const sql = `SELECT COALESCE(SUM(a.size), 0) AS stored, COUNT(*) AS files,
      COALESCE(SUM(CASE WHEN NOT EXISTS (SELECT 1 FROM temp.survey_use o WHERE o.artifact = u.artifact AND o.repository <> u.repository)
        THEN a.size END), 0) AS own
    FROM temp.survey_use u JOIN core_artifact a ON a.pulp_id = u.artifact WHERE u.repository = ?`
  const shares: MirrorShare[] = []
  for (const id of ids) {
    const repository = blobToUuid(id)
    const share = catalogue.prepare(sql).get(id) as { stored: number; own: number; files: number }
    const { onDemand, unknown } = await repositorySize(readHere(catalogue), repository)
    shares.push({ repository, ...share, onDemand, unknown })
  }
  return shares
}

/** Index files of publications and of upstreams are one type. */
const TYPES = `SELECT type, SUM(size) AS bytes, COUNT(*) AS files FROM (
    SELECT a.size, COALESCE((SELECT MIN(c.pulp_type) FROM core_contentartifact ca JOIN core_content c ON c.pulp_id = ca.content_id
      WHERE ca.artifact_id = a.pulp_id), CASE WHEN EXISTS (SELECT 1 FROM core_versionmetadata vm WHERE vm.artifact_id = a.pulp_id)
      THEN 'core.publishedmetadata' ELSE '' END) AS type FROM core_artifact a) GROUP BY type ORDER BY bytes DESC`

function byAge(catalogue: Catalogue, now: number): StorageDetail['ages'] {
  const sql = `SELECT COALESCE(SUM(size), 0) AS bytes, COUNT(*) AS files FROM core_artifact WHERE pulp_created <= ? AND pulp_created > ?`
  return [...AGES, null].map((days, index) => {
    const youngest = index === 0 ? Number.MAX_SAFE_INTEGER : now - (AGES[index - 1] ?? 0) * DAY
    const oldest = days === null ? -1 : now - days * DAY
    return { days, ...(catalogue.prepare(sql).get(youngest, oldest) as { bytes: number; files: number }) }
  })
}

async function survey(context: TaskContext): Promise<StorageDetail> {
  const { catalogue, folder, signal } = context
  const ids = noteUses(context)
  const total = catalogue.prepare('SELECT COALESCE(SUM(size), 0) AS stored, COUNT(*) AS files FROM core_artifact').get()
  const shares = await mirrorShares(catalogue, ids)
  const mirrors = shares.filter(({ stored, onDemand, unknown }) => stored + onDemand + unknown > 0)
  const used = `SELECT COALESCE(SUM(size), 0) AS bytes FROM core_artifact WHERE pulp_id IN (SELECT artifact FROM temp.survey_use)`
  const { bytes } = catalogue.prepare(used).get() as { bytes: number }
  const { stored, files } = total as { stored: number; files: number }
  const own = mirrors.reduce((sum, one) => sum + one.own, 0)
  const types = catalogue.prepare(TYPES).all() as StorageDetail['types']
  catalogue.sqlite.exec('DELETE FROM temp.survey_use')
  return {
    stored,
    files,
    shared: bytes - own,
    unused: stored - bytes,
    mirrors: mirrors.toSorted((a, b) => b.stored - a.stored),
    types,
    ages: byAge(catalogue, Date.now()),
    folders: {
      manifest: await folderSize(folder.manifest, signal),
      partial: await folderSize(folder.partial, signal),
      upload: await folderSize(folder.upload, signal),
      temporary: await folderSize(folder.tmp, signal),
      log: await folderSize(folder.log, signal),
    },
    catalogue: await catalogueSize(folder.catalogue),
  }
}

/** Measures what takes space and keeps the result, the newest one whole and one a day for the trend. */
export const surveyStorage = defineTask<Record<string, never>, { stored: number }>({
  id: 'core.survey_storage',
  version: 1,
  input: z.object({}) as z.ZodType<Record<string, never>>,
  async run(context) {
    const progress = context.progress({ message: 'Measuring what takes space', code: 'survey.storage' })
    const detail = await survey(context)
    saveSurvey(context.catalogue, uuidToBlob(uuidv7()), detail, Date.now())
    progress.finish()
    return { stored: detail.stored }
  },
})

/** Has it measured: by the task that waits for its turn where there is one, since that will see what this one would. Answers the task's id. */
export function measureStorage(engine: Engine): string {
  const sql = `SELECT pulp_id FROM core_task WHERE state IN ('waiting', 'running', 'canceling') AND state = 'waiting' AND name = ? LIMIT 1`
  const waiting = engine.catalogue.prepare(sql).get(surveyStorage.id) as { pulp_id: Buffer } | undefined
  return waiting ? blobToUuid(waiting.pulp_id) : dispatch(engine, surveyStorage, {}, { exclusive: [STORAGE_SURVEY] })
}
