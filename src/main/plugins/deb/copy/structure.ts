/** Where packages stand: the units that put them into the suites of a version. */
import { blobToUuid, type Catalogue, IN_VERSION, uuidToBlob, type VersionRef } from '#plugin-api'

const RELATIONS = [
  ['deb_packagereleasecomponent', 'package_id'],
  ['deb_sourcepackagereleasecomponent', 'source_package_id'],
] as const

const MEMBER = (column: string): string =>
  `EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ${column} AND m.repository_id = @repository
    AND ${IN_VERSION.replaceAll('?', '@number')})`

const bindOf = ({ repositoryId, number }: VersionRef) => ({ repository: uuidToBlob(repositoryId), number })

/** Relations of the packages to components, those components, and the suites around them as far as `base` has none of its own. */
export function structureOf(
  catalogue: Catalogue,
  source: VersionRef,
  base: VersionRef,
  packages: Iterable<string>,
): string[] {
  const units = new Set<string>()
  const components = new Set<string>()
  const architectures = new Set<string>()
  const of = RELATIONS.map(([table, column]) =>
    catalogue.prepare(
      `SELECT r.pulp_id AS id, r.release_component_id AS component FROM ${table} r WHERE r.${column} = @id AND ${MEMBER('r.pulp_id')}`,
    ),
  )
  const architecture = catalogue
    .prepare(
      `SELECT architecture FROM deb_package WHERE pulp_id = @id UNION ALL SELECT architecture FROM deb_installerpackage WHERE pulp_id = @id`,
    )
    .pluck()
  for (const id of packages) {
    const bind = { ...bindOf(source), id: uuidToBlob(id) }
    for (const row of of.flatMap((one) => one.all(bind) as { id: Buffer; component: Buffer }[])) {
      units.add(blobToUuid(row.id))
      components.add(blobToUuid(row.component))
    }
    const name = architecture.get({ id: bind.id })
    if (name !== undefined) architectures.add(String(name))
  }
  for (const id of components) units.add(id)
  for (const id of suiteUnits(catalogue, { source, base, components, architectures })) units.add(id)
  return [...units]
}

interface Suites {
  source: VersionRef
  base: VersionRef
  components: ReadonlySet<string>
  architectures: ReadonlySet<string>
}

interface SuiteRow {
  id: Buffer
  distribution: string
  architecture: string | null
}

/** Rows of a table that describes suites, as a version holds them. */
function rowsOf(catalogue: Catalogue, version: VersionRef, table: string, columns: string): SuiteRow[] {
  const sql = `SELECT t.pulp_id AS id, t.distribution, ${columns} FROM ${table} t WHERE ${MEMBER('t.pulp_id')}`
  return catalogue.prepare(sql).all(bindOf(version)) as SuiteRow[]
}

function suiteUnits(catalogue: Catalogue, { source, base, components, architectures }: Suites): string[] {
  const distribution = catalogue.prepare('SELECT distribution FROM deb_releasecomponent WHERE pulp_id = ?').pluck()
  const wanted = new Set([...components].map((id) => String(distribution.get(uuidToBlob(id)))))
  const releases = (version: VersionRef) => rowsOf(catalogue, version, 'deb_release', 'NULL AS architecture')
  const described = new Set(releases(base).map((row) => row.distribution))
  const own = releases(source).filter((row) => wanted.has(row.distribution) && !described.has(row.distribution))
  const lists = (version: VersionRef) => rowsOf(catalogue, version, 'deb_releasearchitecture', 't.architecture')
  const listed = new Set(lists(base).map((row) => row.distribution))
  const ownLists = lists(source).filter((row) => {
    if (!wanted.has(row.distribution)) return false
    // A suite of packages for all architectures alone is for those that it was for.
    const isForAll = [...architectures].every((name) => name === 'all') && !listed.has(row.distribution)
    return isForAll || architectures.has(row.architecture ?? '')
  })
  return [...own, ...ownLists].map(({ id }) => blobToUuid(id))
}
