/** What must hold of a version before it is complete. */
import { StillwaterError } from '#shared/error'
import { blobToUuid, uuidToBlob, type VersionBuilder } from '#plugin-api'

const RELATIONS = [
  ['deb_packagereleasecomponent', 'package_id'],
  ['deb_sourcepackagereleasecomponent', 'source_package_id'],
] as const

interface Ids {
  id: Buffer
}

/** The unit with the id in `column` is in the version as it stands. Binds the repository. */
const isMember = (column: string): string =>
  `EXISTS (SELECT 1 FROM core_repositorycontent x WHERE x.repository_id = @repository AND x.content_id = ${column} AND x.version_removed IS NULL)`

/** Relations that name a unit which leaves with this version; those of the version before named none that was not there. */
const ofThoseThatLeave = (table: string, column: string): string =>
  `SELECT r.pulp_id AS id FROM core_repositorycontent gone CROSS JOIN ${table} r ON r.${column} = gone.content_id
   WHERE gone.repository_id = @repository AND gone.version_removed = @number
     AND ${isMember('r.pulp_id')} AND NOT ${isMember(`r.${column}`)}`

/** Relations that come with this version and name a unit that is not there. */
const newOnes = (table: string, column: string): string =>
  `SELECT r.pulp_id AS id FROM core_repositorycontent m CROSS JOIN ${table} r ON r.pulp_id = m.content_id
   WHERE m.repository_id = @repository AND m.version_added = @number AND m.version_removed IS NULL
     AND NOT (${isMember(`r.${column}`)} AND ${isMember('r.release_component_id')})`

/** Takes out relations of units that have left, so that indices list what is there. Costs what has changed. */
function removeDangling(version: VersionBuilder): void {
  const { catalogue, number, repository } = version
  const bind = { repository: uuidToBlob(repository.pulp_id), number }
  const queries = RELATIONS.flatMap(([table, column]) => [
    ofThoseThatLeave(table, column),
    ofThoseThatLeave(table, 'release_component_id'),
    newOnes(table, column),
  ])
  for (const sql of queries) {
    const rows = catalogue.prepare(sql).all(bind) as Ids[]
    version.remove(rows.map(({ id }) => blobToUuid(id)))
  }
}

interface Duplicate {
  older: Buffer
  package_id: Buffer
  is_new: number
  name: string
  version: string
  component: string
}

/**
 * One component lists one file for a name, version and architecture: two would be one package with two checksums to a client. What came
 * now takes the place of what was there.
 * @throws StillwaterError `deb.duplicate_package` when both came now
 */
function evictDuplicates(version: VersionBuilder): void {
  const { catalogue, number, repository } = version
  const bind = { repository: uuidToBlob(repository.pulp_id), number }
  for (const table of ['deb_package', 'deb_installerpackage']) {
    const rows = catalogue
      .prepare(
        `SELECT b.pulp_id AS older, q.pulp_id AS package_id, n.version_added = @number AS is_new, p.package AS name, p.version AS version,
           rc.distribution || ' ' || rc.component AS component
         FROM core_repositorycontent m CROSS JOIN deb_packagereleasecomponent a ON a.pulp_id = m.content_id
         CROSS JOIN ${table} p ON p.pulp_id = a.package_id
         CROSS JOIN ${table} q ON q.package = p.package AND q.architecture = p.architecture AND q.version = p.version AND q.sha256 <> p.sha256
         CROSS JOIN deb_packagereleasecomponent b ON b.package_id = q.pulp_id AND b.release_component_id = a.release_component_id
         CROSS JOIN core_repositorycontent n ON n.repository_id = m.repository_id AND n.content_id = b.pulp_id AND n.version_removed IS NULL
         JOIN deb_releasecomponent rc ON rc.pulp_id = a.release_component_id
         WHERE m.repository_id = @repository AND m.version_added = @number AND m.version_removed IS NULL`,
      )
      .all(bind) as Duplicate[]
    const both = rows.find(({ is_new: isNew }) => isNew === 1)
    if (both) {
      const { name, version: text, component } = both
      throw new StillwaterError('deb.duplicate_package', { package: name, version: text, component }, { status: 409 })
    }
    version.remove(rows.flatMap((row) => [blobToUuid(row.older), blobToUuid(row.package_id)]))
  }
}

/** Digest of the file of a content artifact, stored or known. */
const digestOf = (file: string): string =>
  `COALESCE((SELECT sha256 FROM core_artifact WHERE pulp_id = ${file}.artifact_id),
    (SELECT sha256 FROM core_remoteartifact WHERE content_artifact_id = ${file}.pulp_id AND sha256 IS NOT NULL LIMIT 1))`

/**
 * Source packages share files, such as the tarball of upstream; at one path there is one file. Of those that come with this version each is looked at.
 * @throws StillwaterError `deb.conflicting_package`
 */
function refuseConflictingFiles({ catalogue, number, repository }: VersionBuilder): void {
  const sql = `SELECT ca.relative_path AS path FROM core_repositorycontent m CROSS JOIN deb_sourcepackage s ON s.pulp_id = m.content_id
    CROSS JOIN core_contentartifact ca ON ca.content_id = s.pulp_id
    CROSS JOIN core_contentartifact other ON other.relative_path = ca.relative_path AND other.pulp_id <> ca.pulp_id
    CROSS JOIN deb_sourcepackage o ON o.pulp_id = other.content_id
    WHERE m.repository_id = @repository AND m.version_added = @number AND m.version_removed IS NULL
      AND ${isMember('other.content_id')} AND ${digestOf('ca')} <> ${digestOf('other')} LIMIT 1`
  const clash = catalogue.prepare(sql).get({ repository: uuidToBlob(repository.pulp_id), number })
  if (!clash) return
  const { path } = clash as { path: string }
  throw new StillwaterError('deb.conflicting_package', { path }, { status: 409 })
}

/** @throws StillwaterError `deb.duplicate_package`, `deb.conflicting_package` */
export function finalizeApt(version: VersionBuilder): void {
  evictDuplicates(version)
  removeDangling(version)
  refuseConflictingFiles(version)
}
