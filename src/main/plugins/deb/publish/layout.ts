/** Where the packages of a publication lie. Layouts and their paths are those of pulp_deb. */
import {
  blobToUuid,
  type Catalogue,
  IN_VERSION,
  type PublicationBuilder,
  uuidToBlob,
  type VersionRef,
} from '#plugin-api'
import type { Layout } from '../model/resource.ts'

/** Packages read at once. */
const PAGE = 1000
/** Hexadecimal digits of the digest in a path. */
const DIGITS = 6

/** The path of a package that names its digest: other bytes under the same name never take its place. */
export function byDigest(path: string, sha256: Buffer): string {
  const slash = path.lastIndexOf('/') + 1
  return `${path.slice(0, slash)}by-digest/${sha256.toString('hex', 0, DIGITS / 2)}-${path.slice(slash)}`
}

/** The path that indices name. */
export function listedPath(layout: Layout, path: string, sha256: Buffer): string {
  return layout === 'nested_alphabetically' ? path : byDigest(path, sha256)
}

interface Row {
  id: Buffer
  sha256: Buffer
  path: string
  file: Buffer
}

/** Publishes the packages of a version under their digests. */
export function publishByDigest(catalogue: Catalogue, version: VersionRef, publication: PublicationBuilder): void {
  for (const table of ['deb_package', 'deb_installerpackage']) {
    const page = catalogue.prepare(
      `SELECT p.pulp_id AS id, p.sha256, ca.relative_path AS path, ca.pulp_id AS file FROM ${table} p
       CROSS JOIN core_repositorycontent m ON m.content_id = p.pulp_id CROSS JOIN core_contentartifact ca ON ca.content_id = p.pulp_id
       WHERE p.pulp_id > ? AND m.repository_id = ? AND ${IN_VERSION} ORDER BY p.pulp_id LIMIT ${PAGE}`,
    )
    const bind = [uuidToBlob(version.repositoryId), version.number, version.number]
    let rows = page.all(Buffer.alloc(0), ...bind) as Row[]
    while (rows.length > 0) {
      publication.addArtifacts(
        rows.map(({ sha256, path, file }) => ({
          relativePath: byDigest(path, sha256),
          contentArtifactId: blobToUuid(file),
        })),
      )
      rows = page.all((rows.at(-1) as Row).id, ...bind) as Row[]
    }
  }
}
