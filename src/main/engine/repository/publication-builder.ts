import type { TemporaryFile } from '../artifact/temporary-file.ts'
import { saveArtifacts } from '../artifact/artifact.ts'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { relativePathProblem } from '#shared/relative-path'
import { uuidToBlob } from '../db/column.ts'
import { type PublicationInstance, Repository } from '../db/masters.ts'
import type { AnyModel } from '../db/model.ts'
import { insertManifest, insertPublicationSeal } from '../manifest/manifest-row.ts'
import { writePublicationManifest } from '../manifest/publication-manifest.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { applyCheckpointRetention } from './checkpoint.ts'
import { PublishedMetadata } from './published-metadata.ts'
import { IN_VERSION, type VersionRef } from './version.ts'
import { metadataOfVersion } from './version-metadata.ts'

/** A publication being made: what is served at which path. Not visible to clients before it is complete. */
export class PublicationBuilder {
  readonly publication: PublicationInstance
  readonly version: VersionRef
  private readonly context: TaskContext

  constructor(context: TaskContext, publication: PublicationInstance, version: VersionRef) {
    this.context = context
    this.publication = publication
    this.version = version
  }

  /** Publishes stored or on-demand files, each at a path. @throws StillwaterError `path.invalid` */
  addArtifacts(entries: readonly { relativePath: string; contentArtifactId: string }[]): void {
    const sql = `INSERT INTO core_publishedartifact (publication_id, relative_path, content_artifact_id, renamed)
      VALUES (@publication, @path, @file, @path <> (SELECT relative_path FROM core_contentartifact WHERE pulp_id = @file))`
    const insert = this.context.catalogue.prepare(sql)
    const publication = uuidToBlob(this.publication.pulp_id)
    this.context.catalogue.transaction(() => {
      for (const { relativePath, contentArtifactId } of entries) {
        assertPath(relativePath)
        insert.run({ publication, path: relativePath, file: uuidToBlob(contentArtifactId) })
      }
    })
  }

  /**
   * Publishes every file of the version at the path its content declares, by one statement; with `types`, only files of these content
   * types. A file that several units share at one path is published once.
   */
  addAllContent({ types = null }: { types?: readonly string[] | null } = {}): void {
    this.context.catalogue
      .prepare(
        `INSERT OR IGNORE INTO core_publishedartifact (publication_id, relative_path, content_artifact_id)
         SELECT ?, ca.relative_path, ca.pulp_id FROM core_repositorycontent m
         JOIN core_contentartifact ca ON ca.content_id = m.content_id JOIN core_content c ON c.pulp_id = m.content_id
         WHERE m.repository_id = ? AND ${IN_VERSION} AND (? IS NULL OR c.pulp_type IN (SELECT value FROM json_each(?)))`,
      )
      .run(
        uuidToBlob(this.publication.pulp_id),
        uuidToBlob(this.version.repositoryId),
        this.version.number,
        this.version.number,
        types && JSON.stringify(types),
        types && JSON.stringify(types),
      )
  }

  /**
   * Publishes an index file made for this publication; a file of the version at the same path gives way to it. Answers what `addArtifacts`
   * takes to serve it under another path too, such as its hash.
   */
  async addMetadata(relativePath: string, file: TemporaryFile): Promise<{ contentArtifactId: string }> {
    assertPath(relativePath)
    const [artifact] = await saveArtifacts(this.context, [file])
    return this.addStoredMetadata(relativePath, artifact?.id ?? '')
  }

  /**
   * Publishes the index files that upstream itself had for exactly this version, byte for byte.
   * @throws StillwaterError `version.no_upstream_metadata` (409) when it has none, as after a change by hand
   */
  addUpstreamMetadata(): void {
    const kept = metadataOfVersion(this.context.catalogue, this.version.id)
    if (kept.length === 0) {
      throw new StillwaterError('version.no_upstream_metadata', { number: this.version.number }, { status: 409 })
    }
    for (const { relativePath, artifactId } of kept) this.addStoredMetadata(relativePath, artifactId)
  }

  /** The same for a file that is stored already, such as an index of an earlier publication. */
  addStoredMetadata(relativePath: string, artifactId: string): { contentArtifactId: string } {
    assertPath(relativePath)
    const { catalogue } = this.context
    const contentArtifactId = uuidv7()
    catalogue.transaction(() => {
      const unit = PublishedMetadata.create(catalogue, {
        publication_id: this.publication.pulp_id,
        relative_path: relativePath,
      })
      catalogue
        .prepare(
          'INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, ?, ?)',
        )
        .run(uuidToBlob(contentArtifactId), uuidToBlob(unit.pulp_id), uuidToBlob(artifactId), relativePath)
      catalogue
        .prepare('DELETE FROM core_publishedartifact WHERE publication_id = ? AND relative_path = ?')
        .run(uuidToBlob(this.publication.pulp_id), relativePath)
      this.addArtifacts([{ relativePath, contentArtifactId }])
    })
    return { contentArtifactId }
  }
}

function assertPath(path: string): void {
  const problem = relativePathProblem(path)
  if (problem) throw new StillwaterError('path.invalid', { path, problem }, { status: 400 })
}

/**
 * Makes a publication of a version: `fill` says what is served where, then it becomes visible all at once. When `fill` throws,
 * nothing of it stays.
 */
export async function createPublication(
  context: TaskContext,
  model: AnyModel,
  version: VersionRef,
  values: Record<string, unknown>,
  fill: (publication: PublicationBuilder) => Promise<void>,
): Promise<PublicationInstance> {
  const { catalogue } = context
  const publication = model.create(catalogue, {
    ...values,
    repository_version_id: version.id,
    task_id: context.task.id,
  }) as PublicationInstance
  // An exception leaves the row incomplete; the end of the task (or the next start) removes it.
  await fill(new PublicationBuilder(context, publication, version))
  context.signal.throwIfAborted()
  const manifest = await writePublicationManifest(context, publication.cast() as PublicationInstance)
  catalogue.transaction(() => {
    insertManifest(catalogue, manifest)
    insertPublicationSeal(catalogue, publication.pulp_id, manifest.sha256)
    publication.save({ complete: true })
    context.created(publication)
    const { retain_checkpoints: kept } = Repository.get(catalogue, version.repositoryId)
    if (publication.checkpoint && kept !== null) applyCheckpointRetention(catalogue, version.repositoryId, kept)
  })
  context.emit({
    type: 'resource',
    action: 'created',
    href: publication.href,
    prn: publication.prn,
    pulp_type: publication.pulp_type,
  })
  return publication
}
