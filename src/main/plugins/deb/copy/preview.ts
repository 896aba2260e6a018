/** What people call the packages of a copy, and which of them leave. */
import { blobToUuid, IN_VERSION, type TaskContext, uuidToBlob, type VersionRef } from '#plugin-api'

const NAMES = ['deb_package', 'deb_installerpackage']
  .map((table) => `SELECT package || ' ' || version || ' ' || architecture AS name FROM ${table} WHERE pulp_id = @id`)
  .concat(`SELECT source || ' ' || version || ' source' AS name FROM deb_sourcepackage WHERE pulp_id = @id`)
  .join(' UNION ALL ')

/** Name, version and architecture of a package, of source packages `source` in its place; null for what is none. */
export function packageNames({ catalogue }: TaskContext): (id: string) => string | null {
  const names = catalogue.prepare(NAMES)
  return (id) => (names.get({ id: uuidToBlob(id) }) as { name: string } | undefined)?.name ?? null
}

/** Packages of the version that have the name and architecture of a copied one, and are not copied. */
export function otherVersions({ catalogue }: TaskContext, base: VersionRef, ids: ReadonlySet<string>): string[] {
  const others = new Set<string>()
  for (const table of ['deb_package', 'deb_installerpackage']) {
    const find = catalogue.prepare(
      `SELECT q.pulp_id AS id FROM ${table} p JOIN ${table} q ON q.package = p.package AND q.architecture = p.architecture
       JOIN core_repositorycontent m ON m.content_id = q.pulp_id AND m.repository_id = ? AND ${IN_VERSION} WHERE p.pulp_id = ?`,
    )
    for (const id of ids) {
      const rows = find.all(uuidToBlob(base.repositoryId), base.number, base.number, uuidToBlob(id)) as { id: Buffer }[]
      for (const row of rows) others.add(blobToUuid(row.id))
    }
  }
  return [...others].filter((id) => !ids.has(id))
}
