import { setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import { verifyFile } from './artifact/verify-file.ts'
import { artifactFromRaw } from './artifact/artifact.ts'
import { type DamagedFile, describeDamage } from './damaged-file.ts'
import type { Catalogue } from './db/catalogue.ts'
import { integrityProblems } from './repository/integrity-root.ts'
import { UNFINISHED } from './tasking/task-store.ts'
import type { TaskContext } from './tasking/task-context.ts'
import { defineTask } from './tasking/task-definition.ts'

/** Files named at most. */
const LISTED = 100

export interface VerifyResult {
  artifacts: number
  /** Bytes read and hashed. */
  bytes: number
  /** Digests of files that are gone. */
  missing: string[]
  /** Digests of files whose bytes are not what their name says. */
  corrupted: string[]
  /** The same files with the names people know them by. */
  damaged: DamagedFile[]
  /** What is wrong with the catalogue, in words. */
  problems: string[]
  /** Files in the store that no row names; harmless, removed by clean-up. */
  unreferenced: number
}

/** Statements that must find nothing; each with what a hit means. */
const INVARIANTS: readonly [problem: string, sql: string][] = [
  [
    'a repository has no complete version',
    'SELECT COUNT(*) AS n FROM core_repository r WHERE NOT EXISTS (SELECT 1 FROM core_repositoryversion v WHERE v.repository_id = r.pulp_id AND v.complete = 1)',
  ],
  [
    'a version is incomplete although no task is making it',
    `SELECT COUNT(*) AS n FROM core_repositoryversion v WHERE complete = 0
       AND NOT EXISTS (SELECT 1 FROM core_task t WHERE t.pulp_id = v.task_id AND t.state IN ${UNFINISHED})`,
  ],
  [
    'a publication is incomplete although no task is making it',
    `SELECT COUNT(*) AS n FROM core_publication p WHERE complete = 0
       AND NOT EXISTS (SELECT 1 FROM core_task t WHERE t.pulp_id = p.task_id AND t.state IN ${UNFINISHED})`,
  ],
  [
    'content is a member of a version that does not exist',
    `SELECT COUNT(*) AS n FROM core_repositorycontent m JOIN core_repository r ON r.pulp_id = m.repository_id
       WHERE m.version_added >= r.next_version AND NOT EXISTS (SELECT 1 FROM core_repositoryversion v WHERE v.repository_id = m.repository_id AND v.number = m.version_added)`,
  ],
  [
    'content without a file and without a source',
    `SELECT COUNT(*) AS n FROM core_contentartifact ca JOIN core_repositorycontent m ON m.content_id = ca.content_id
       WHERE ca.artifact_id IS NULL AND NOT EXISTS (SELECT 1 FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id)`,
  ],
  [
    'a task is running without a worker',
    "SELECT COUNT(*) AS n FROM core_task WHERE state = 'running' AND immediate = 0 AND worker IS NULL",
  ],
]

/** Checks the database file, its references and the engine's own rules. Answers what is wrong, in words. */
export function catalogueProblems(catalogue: Catalogue): string[] {
  const problems: string[] = []
  for (const row of catalogue.sqlite.pragma('integrity_check') as { integrity_check: string }[]) {
    if (row.integrity_check !== 'ok') problems.push(`database: ${row.integrity_check}`)
  }
  const orphans = catalogue.sqlite.pragma('foreign_key_check') as { table: string; parent: string }[]
  for (const { table, parent } of orphans.slice(0, LISTED))
    problems.push(`database: a row of ${table} points at nothing in ${parent}`)
  for (const [problem, sql] of INVARIANTS) {
    const { n } = catalogue.prepare(sql).get() as { n: number }
    if (n > 0) problems.push(`${problem} (${n})`)
  }
  return [...problems, ...summaryProblems(catalogue)]
}

/** Rows of membership that begin and end with each number: one walk for all versions of a repository. */
const MEMBERSHIP_CHANGES = `SELECT number, SUM(n) AS n FROM (
    SELECT version_added AS number, COUNT(*) AS n FROM core_repositorycontent WHERE repository_id = @repository GROUP BY version_added
    UNION ALL
    SELECT version_removed, -COUNT(*) FROM core_repositorycontent WHERE repository_id = @repository AND version_removed IS NOT NULL GROUP BY version_removed
  ) GROUP BY number ORDER BY number`

/** The counts that were fixed when each version was completed, counted again. */
function summaryProblems(catalogue: Catalogue): string[] {
  const rows = catalogue
    .prepare(
      `SELECT r.name, v.repository_id AS repository, v.number,
         (SELECT COALESCE(SUM(value), 0) FROM json_each(v.content_summary, '$.present')) AS told
       FROM core_repositoryversion v JOIN core_repository r ON r.pulp_id = v.repository_id WHERE v.complete = 1 ORDER BY r.name, v.number`,
    )
    .all() as { name: string; repository: Buffer; number: number; told: number }[]
  return [...Map.groupBy(rows, (row) => row.name).values()].flatMap((versions) => {
    const repository = versions[0]?.repository
    const changes = catalogue.prepare(MEMBERSHIP_CHANGES).all({ repository }) as { number: number; n: number }[]
    return versions.flatMap(({ name, number, told }) => {
      const counted = changes.reduce((sum, change) => (change.number <= number ? sum + change.n : sum), 0)
      return counted === told ? [] : [`version ${number} of ${name} holds ${counted} units, ${told} when it was made`]
    })
  })
}

async function verifyFiles(context: TaskContext, result: VerifyResult): Promise<void> {
  const { catalogue, storage } = context
  const total = (catalogue.prepare('SELECT COUNT(*) AS n FROM core_artifact').get() as { n: number }).n
  const progress = context.progress({ message: 'Verifying files', code: 'verify.files', total })
  let after: Uint8Array = Buffer.alloc(0)
  for (;;) {
    const rows = catalogue
      .prepare('SELECT * FROM core_artifact WHERE sha256 > ? ORDER BY sha256 LIMIT 500')
      .all(after) as { sha256: Buffer }[]
    if (rows.length === 0) break
    for (const row of rows) {
      context.signal.throwIfAborted()
      const { digests, size } = artifactFromRaw(row)
      const sha256 = digests.sha256 ?? ''
      // Only sha256 names the file; the other digests were computed over the same bytes when it was stored.
      const { state } = await verifyFile(
        storage.path(sha256) ?? '',
        { digests: { sha256 }, size },
        { signal: context.signal },
      )
      if (state === 'good') result.bytes += size
      else note(catalogue, result, sha256, state)
      result.artifacts += 1
      progress.increment()
      after = row.sha256
    }
    await turn()
  }
  progress.finish()
}

function note(catalogue: Catalogue, result: VerifyResult, sha256: string, state: DamagedFile['state']): void {
  if (result.damaged.length >= LISTED) return
  result[state].push(sha256)
  result.damaged.push(describeDamage(catalogue, sha256, state))
}

async function countUnreferenced(context: TaskContext): Promise<number> {
  const known = context.catalogue.prepare('SELECT 1 FROM core_artifact WHERE sha256 = ?')
  let count = 0
  for await (const sha256 of context.storage.list()) if (!known.get(Buffer.from(sha256, 'hex'))) count += 1
  return count
}

/** Reads everything and says what is wrong; changes nothing. */
export const verifyStore = defineTask<Record<string, never>, VerifyResult>({
  id: 'core.verify',
  version: 1,
  input: z.object({}).strict(),
  async run(context) {
    const result: VerifyResult = {
      artifacts: 0,
      bytes: 0,
      missing: [],
      corrupted: [],
      damaged: [],
      problems: catalogueProblems(context.catalogue),
      unreferenced: 0,
    }
    result.problems.push(...(await integrityProblems(context, context.signal)))
    await verifyFiles(context, result)
    result.unreferenced = await countUnreferenced(context)
    return result
  },
})
