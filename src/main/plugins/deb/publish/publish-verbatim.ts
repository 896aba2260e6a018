import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import {
  createPublication,
  defineTask,
  getVersion,
  IN_VERSION,
  type PublicationBuilder,
  type TaskContext,
  uuidToBlob,
  blobToUuid,
  type VersionRef,
} from '#plugin-api'
import { ReleaseFile } from '../model/index-file.ts'
import { VerbatimPublication } from '../model/resource.ts'
import { byHashPath } from '../sync/archive.ts'

/**
 * Publishes upstream's own files where upstream has them, so that upstream's signature holds; index files by their hash as well.
 * @throws StillwaterError `deb.no_upstream_metadata` for versions that hold none
 */
export async function publishVerbatim(context: TaskContext, version: VersionRef, checkpoint = false): Promise<void> {
  if ((version.summary.present[ReleaseFile.type] ?? 0) === 0) {
    throw new StillwaterError('deb.no_upstream_metadata', { version: version.number }, { status: 400 })
  }
  await createPublication(context, VerbatimPublication, version, { checkpoint }, async (publication) => {
    publication.addAllContent()
    addByHash(context, version, publication)
  })
}

interface IndexRow {
  id: Buffer
  path: string
  sha256: string
}

function addByHash(context: TaskContext, version: VersionRef, publication: PublicationBuilder): void {
  const tables = ['deb_packageindex', 'deb_sourceindex', 'deb_installerfileindex', 'deb_genericcontent']
  const seen = new Set<string>()
  for (const table of tables) {
    const rows = context.catalogue
      .prepare(
        `SELECT ca.pulp_id AS id, d.relative_path AS path, lower(hex(d.sha256)) AS sha256 FROM core_repositorycontent m
         JOIN ${table} d ON d.pulp_id = m.content_id JOIN core_contentartifact ca ON ca.content_id = d.pulp_id
         WHERE m.repository_id = ? AND ${IN_VERSION}`,
      )
      .all(uuidToBlob(version.repositoryId), version.number, version.number) as IndexRow[]
    const entries = rows.flatMap(({ id, path, sha256 }) => {
      const relativePath = byHashPath(path, sha256) as string
      if (seen.has(relativePath)) return []
      seen.add(relativePath)
      return [{ relativePath, contentArtifactId: blobToUuid(id) }]
    })
    publication.addArtifacts(entries)
  }
}

export const publishVerbatimTask = defineTask<{ repository_version: string } & Record<string, unknown>, void>({
  id: 'deb.publish_verbatim',
  version: 1,
  input: z.object({ repository_version: z.string(), checkpoint: z.boolean().default(false) }),
  async run(context, input) {
    const version = getVersion(context.catalogue, input.repository_version)
    await publishVerbatim(context, version, input.checkpoint === true)
  },
})
