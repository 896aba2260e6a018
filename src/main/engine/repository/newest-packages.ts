import * as z from 'zod'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { tableNameOf } from '../db/table-name.ts'
import type { VersionBuilder } from './version-builder.ts'
import { IN_VERSION } from './version.ts'

/** How a content type tells which units are versions of one package, and which of them is newer. */
export interface PackageVersions {
  model: AnyModel
  /** Columns that name the package. */
  group: readonly string[]
  /** Column of the version. */
  version: string
  /** Order of two versions, by the format's own rules: negative when the first is older. */
  compare(a: string, b: string): number
}

/** The field `retain_package_versions` of repositories whose type has `packageVersions`. */
export const retainPackageVersions = z
  .number()
  .int()
  .min(0)
  .max(1_000_000)
  .default(0)
  .describe('How many versions of each package are kept, the newest ones; 0 for all.')

interface Member {
  id: Buffer
  version: string
}

/**
 * Leaves only the newest versions of each package in a version that is being made. Source: `retain_package_versions` of pulp_rpm.
 * Answers how many units left.
 */
export function keepNewest(builder: VersionBuilder, packages: PackageVersions, keep: number): number {
  if (keep <= 0) return 0
  const { catalogue, number } = builder
  const table = tableNameOf(packages.model)
  const bind = [uuidToBlob(builder.repository.pulp_id), number, number]
  const members = `FROM core_repositorycontent m JOIN ${table} d ON d.pulp_id = m.content_id WHERE m.repository_id = ? AND ${IN_VERSION}`
  const columns = packages.group.map((name) => `d.${name}`)
  const crowded = catalogue
    .prepare(`SELECT ${columns.join(', ')} ${members} GROUP BY ${columns.join(', ')} HAVING COUNT(*) > ?`)
    .all(...bind, keep) as Record<string, unknown>[]
  const same = columns.map((column) => `${column} IS ?`).join(' AND ')
  const ofPackage = catalogue.prepare(
    `SELECT d.pulp_id AS id, d.${packages.version} AS version FROM ${table} d CROSS JOIN core_repositorycontent m ON m.content_id = d.pulp_id
     WHERE ${same} AND m.repository_id = ? AND ${IN_VERSION}`,
  )
  let removed = 0
  for (const row of crowded) {
    const all = ofPackage.all(...packages.group.map((name) => row[name]), ...bind) as Member[]
    const old = all.toSorted((a, b) => packages.compare(b.version, a.version)).slice(keep)
    removed += builder.remove(old.map(({ id }) => blobToUuid(id)))
  }
  return removed
}
