/** What a version holds, as a publication needs it: suites, and the stanzas of each index in their order. */
import {
  blobToUuid,
  type Catalogue,
  IN_VERSION,
  type InstanceOf,
  type Model,
  type BaseRow,
  uuidToBlob,
  type VersionRef,
} from '#plugin-api'
import { GenericContent, InstallerFileIndex, ReleaseFile } from '../model/index-file.ts'
import { Release, ReleaseArchitecture, ReleaseComponent } from '../model/release.ts'
import type { Layout } from '../model/resource.ts'
import { replaceFields } from '../control/write.ts'
import { listedPath } from './layout.ts'
import { fingerprintOf, type IndexContent } from './written-indices.ts'

export interface SuiteContent {
  release: InstanceOf<typeof Release> | null
  distribution: string
  architectures: string[]
  components: InstanceOf<typeof ReleaseComponent>[]
  releaseFiles: InstanceOf<typeof ReleaseFile>[]
  generic: InstanceOf<typeof GenericContent>[]
  /** Lists of the files of the installer. */
  installer: InstanceOf<typeof InstallerFileIndex>[]
}

/** Units of a type that every version has few of: looked up in the version one by one, which need not be walked. */
function membersOf<Row extends BaseRow, Insert>(
  catalogue: Catalogue,
  { repositoryId, number }: VersionRef,
  model: Model<Row, Insert>,
  table: string,
) {
  const sql = `SELECT t.pulp_id AS id FROM ${table} t WHERE EXISTS (SELECT 1 FROM core_repositorycontent m
    WHERE m.repository_id = ? AND m.content_id = t.pulp_id AND ${IN_VERSION})`
  const rows = catalogue.prepare(sql).all(uuidToBlob(repositoryId), number, number) as { id: Buffer }[]
  return model.list(catalogue, { ids: rows.map(({ id }) => blobToUuid(id)) })
}

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** The suites of a version, by name; also those that only uploaded packages name. */
export function suitesOf(catalogue: Catalogue, version: VersionRef): SuiteContent[] {
  const releases = membersOf(catalogue, version, Release, 'deb_release')
  const components = membersOf(catalogue, version, ReleaseComponent, 'deb_releasecomponent')
  const architectures = membersOf(catalogue, version, ReleaseArchitecture, 'deb_releasearchitecture')
  const releaseFiles = membersOf(catalogue, version, ReleaseFile, 'deb_releasefile')
  const generic = membersOf(catalogue, version, GenericContent, 'deb_genericcontent')
  const installer = membersOf(catalogue, version, InstallerFileIndex, 'deb_installerfileindex')
  const names = new Set([...releases, ...components].map(({ distribution }) => distribution))
  return [...names].toSorted(byName).map((distribution) => {
    const own = <T extends { distribution: string }>(all: readonly T[]): T[] =>
      all.filter((one) => one.distribution === distribution)
    return {
      distribution,
      release: own(releases)[0] ?? null,
      architectures: own(architectures)
        .map(({ architecture }) => architecture)
        .toSorted(byName),
      components: own(components).toSorted((a, b) => byName(a.component, b.component)),
      releaseFiles: own(releaseFiles),
      generic: own(generic),
      installer: own(installer),
    }
  })
}

export type PackageTable = 'deb_package' | 'deb_installerpackage'

/** Stanzas of ids in their order, each with the empty line after it; read one at a time, since an index may be as large as memory. */
function* textsOf(
  catalogue: Catalogue,
  sql: string,
  ids: Buffer,
  edit: (row: StanzaRow) => string,
): Generator<string, void, undefined> {
  const statement = catalogue.prepare(sql)
  for (let at = 0; at < ids.length; at += ID)
    yield `${edit(statement.get(ids.subarray(at, at + ID)) as StanzaRow).trimEnd()}\n\n`
}

interface StanzaRow {
  paragraph: string
}

interface PackageRow extends StanzaRow {
  path: string
  sha256: Buffer
}

function contentOf(catalogue: Catalogue, sql: string, ids: Buffer): IndexContent {
  return { fingerprint: fingerprintOf(ids), texts: textsOf(catalogue, sql, ids, ({ paragraph }) => paragraph) }
}

/** The same for packages, which lie where the layout has them. */
function packagesOf(catalogue: Catalogue, sql: string, ids: Buffer, layout: Layout): IndexContent {
  if (layout === 'nested_alphabetically') return contentOf(catalogue, sql, ids)
  const moved = (row: StanzaRow): string => {
    const { paragraph, path, sha256 } = row as PackageRow
    return replaceFields(paragraph, { Filename: listedPath(layout, path, sha256) })
  }
  return { fingerprint: fingerprintOf(ids, 'by digest'), texts: textsOf(catalogue, sql, ids, moved) }
}

/** Where a package is listed: in a component (null for all of the version), for an architecture (null for all). */
export interface IndexScope {
  table: PackageTable
  componentId: string | null
  architecture: string | null
  layout: Layout
}

/** The stanzas of one Packages file, by name. */
export function packageStanzas(catalogue: Catalogue, version: VersionRef, scope: IndexScope): IndexContent {
  const { table, componentId, architecture, layout } = scope
  const columns = 'p.relative_path AS path, p.sha256'
  const where = `m.repository_id = @repository AND ${IN_VERSION.replaceAll('?', '@number')}
    AND (@architecture IS NULL OR p.architecture IN (@architecture, 'all')) ORDER BY p.package, p.version, p.architecture, p.relative_path`
  const bind = { repository: uuidToBlob(version.repositoryId), number: version.number, architecture }
  if (componentId === null) {
    const sql = `SELECT p.pulp_id AS id FROM core_repositorycontent m JOIN ${table} p ON p.pulp_id = m.content_id WHERE ${where}`
    const one = `SELECT p.paragraph, ${columns} FROM ${table} p WHERE p.pulp_id = ?`
    return packagesOf(catalogue, one, idsOf(catalogue, sql, bind), layout)
  }
  const sql = `SELECT c.pulp_id AS id FROM deb_packagereleasecomponent c
    CROSS JOIN core_repositorycontent m ON m.content_id = c.pulp_id CROSS JOIN ${table} p ON p.pulp_id = c.package_id
    WHERE c.release_component_id = @component AND ${where}`
  const one = `SELECT COALESCE(c.paragraph, p.paragraph) AS paragraph, ${columns} FROM deb_packagereleasecomponent c
    JOIN ${table} p ON p.pulp_id = c.package_id WHERE c.pulp_id = ?`
  return packagesOf(catalogue, one, idsOf(catalogue, sql, { ...bind, component: uuidToBlob(componentId) }), layout)
}

/** The stanzas of one Sources file; of all of the version without a component. */
export function sourceStanzas(
  catalogue: Catalogue,
  version: VersionRef,
  componentId: string | null,
): IndexContent & { count: number } {
  const sql = `SELECT s.pulp_id AS id FROM deb_sourcepackage s
    ${componentId === null ? '' : 'JOIN deb_sourcepackagereleasecomponent c ON c.source_package_id = s.pulp_id AND c.release_component_id = @component'}
    JOIN core_repositorycontent m ON m.content_id = ${componentId === null ? 's' : 'c'}.pulp_id
    WHERE m.repository_id = @repository AND ${IN_VERSION.replaceAll('?', '@number')} ORDER BY s.source, s.version, s.relative_path`
  const bind = { repository: uuidToBlob(version.repositoryId), number: version.number }
  const ids = idsOf(catalogue, sql, componentId === null ? bind : { ...bind, component: uuidToBlob(componentId) })
  const one = 'SELECT paragraph FROM deb_sourcepackage WHERE pulp_id = ?'
  return { count: ids.length / ID, ...contentOf(catalogue, one, ids) }
}

/** Bytes of an id. */
const ID = 16

/** Ids one behind the other: a buffer for each would take ten times the memory. */
function idsOf(catalogue: Catalogue, sql: string, bind: Record<string, unknown>): Buffer {
  let ids = Buffer.allocUnsafeSlow(4096 * ID)
  let length = 0
  for (const row of catalogue.prepare(sql).iterate(bind)) {
    if (length === ids.length) ids = Buffer.concat([ids, Buffer.allocUnsafeSlow(length)])
    length += (row as { id: Buffer }).id.copy(ids, length)
  }
  return ids.subarray(0, length)
}

/** Architectures of packages in a component, or of all in the version, without `all`. */
export function packageArchitectures(catalogue: Catalogue, version: VersionRef): string[] {
  const sql = `SELECT DISTINCT p.architecture AS name FROM core_repositorycontent m JOIN deb_package p ON p.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} AND p.architecture <> 'all' ORDER BY 1`
  const rows = catalogue.prepare(sql).all(uuidToBlob(version.repositoryId), version.number, version.number)
  return (rows as { name: string }[]).map(({ name }) => name)
}

/** How many installer packages a component lists for an architecture. */
export function countUdebs(catalogue: Catalogue, version: VersionRef, componentId: string): number {
  const sql = `SELECT COUNT(*) AS n FROM deb_packagereleasecomponent c
    CROSS JOIN core_repositorycontent m ON m.content_id = c.pulp_id CROSS JOIN deb_installerpackage p ON p.pulp_id = c.package_id
    WHERE c.release_component_id = ? AND m.repository_id = ? AND ${IN_VERSION}`
  const bind = [uuidToBlob(componentId), uuidToBlob(version.repositoryId), version.number, version.number]
  return (catalogue.prepare(sql).get(...bind) as { n: number }).n
}
