import * as z from 'zod'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import { Repository, type RepositoryInstance } from '../db/masters.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import type { PackageVersions } from './newest-packages.ts'
import { newVersion } from './new-version.ts'
import { IN_VERSION, latestVersion, type VersionRef } from './version.ts'

const DAY = 86_400_000
/** Units named in the result; the count is always whole. */
export const LISTED = 1000

export interface PruneResult {
  /** Units older than asked for that leave, or would. */
  pruned: number
  /** Units that stay, or would. */
  kept: number
  /** Hrefs of the units that leave, the oldest first; at most 1000. */
  units: string[]
  dry_run: boolean
}

interface Member {
  id: Buffer
  pulp_type: string
  since: number
}

/**
 * When a unit came into the repository: with which version, and when that was made, deleted or not. What came before that was kept track of
 * is as old as the unit itself.
 */
const MEMBERS = `SELECT m.content_id AS id, c.pulp_type AS pulp_type, COALESCE(
    (SELECT pulp_created FROM core_repositoryversion v WHERE v.repository_id = m.repository_id AND v.number = m.version_added AND v.complete = 1),
    (SELECT pulp_created FROM core_goneversion g WHERE g.repository_id = m.repository_id AND g.number = m.version_added),
    c.pulp_created) AS since
  FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
  WHERE m.repository_id = ? AND ${IN_VERSION} ORDER BY since DESC, id DESC`

/** Units that stay whatever their age: of each package the newest versions, by the format's own order. */
function newestOf(
  { catalogue }: TaskContext,
  { model, group, version, compare }: PackageVersions,
  { repositoryId, number }: VersionRef,
  keep: number,
): string[] {
  const columns = [...group, version].map((name) => `d.${name}`).join(', ')
  const sql = `SELECT d.pulp_id AS id, ${columns} FROM core_repositorycontent m CROSS JOIN ${tableNameOf(model)} d ON d.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION}`
  const packages = new Map<string, { id: string; version: string }[]>()
  for (const row of catalogue.prepare(sql).iterate(uuidToBlob(repositoryId), number, number)) {
    const { id, ...values } = row as { id: Buffer } & Record<string, unknown>
    const key = JSON.stringify(group.map((name) => values[name]))
    const unit = { id: blobToUuid(id), version: String(values[version]) }
    const known = packages.get(key)
    if (known) known.push(unit)
    else packages.set(key, [unit])
  }
  return [...packages.values()].flatMap((units) =>
    units
      .toSorted((a, b) => compare(b.version, a.version))
      .slice(0, keep)
      .map(({ id }) => id),
  )
}

interface Choice {
  old: { id: string; pulp_type: string }[]
  kept: number
}

function choose(context: TaskContext, repository: RepositoryInstance, before: number, keep: number): Choice {
  const latest = latestVersion(context.catalogue, repository.pulp_id)
  const bind = [uuidToBlob(repository.pulp_id), latest.number, latest.number]
  const members = context.catalogue.prepare(MEMBERS).all(...bind) as Member[]
  const units = members.map(({ id, pulp_type, since }) => ({ id: blobToUuid(id), pulp_type, since }))
  const packages = context.registry.repositories.get(repository.pulp_type)?.packageVersions
  const safe = new Set(packages ? newestOf(context, packages, latest, keep) : [])
  for (const [type, ofType] of Map.groupBy(units, (one) => one.pulp_type))
    // Without an order of versions the newest are those that came last.
    if (packages?.model.type !== type) for (const { id } of ofType.slice(0, keep)) safe.add(id)
  const old = units.filter(({ id, since }) => since < before && !safe.has(id)).toReversed()
  return { old, kept: units.length - old.length }
}

/**
 * Takes units out that came into a repository longer ago than so many days, in a new version; older versions keep them. A few of each package
 * stay whatever their age. Source: pulp_rpm's prune.
 */
export const pruneRepository = defineTask<
  { repository: string; keep_days: number; keep_latest: number; dry_run: boolean },
  PruneResult
>({
  id: 'core.prune_repository',
  version: 1,
  input: z.object({
    repository: z.string(),
    keep_days: z.number().min(0),
    /** Of each package, or of all units where the format knows no packages. */
    keep_latest: z.number().int().min(0),
    dry_run: z.boolean(),
  }),
  async run(context, { repository: id, keep_days, keep_latest, dry_run }) {
    const repository = Repository.get(context.catalogue, id)
    const { old, kept } = choose(context, repository, Date.now() - keep_days * DAY, keep_latest)
    const progress = context.progress({ message: 'Pruning old units', code: 'prune', total: old.length })
    if (!dry_run && old.length > 0)
      await newVersion(context, repository, {}, async (version) => void version.remove(old.map((unit) => unit.id)))
    if (!dry_run) progress.increment(old.length)
    progress.finish()
    const units = old.slice(0, LISTED).flatMap((unit) => {
      return context.registry.findModel('content', unit.pulp_type)?.hrefOf(unit.id) ?? []
    })
    return { pruned: old.length, kept, units, dry_run }
  },
})
