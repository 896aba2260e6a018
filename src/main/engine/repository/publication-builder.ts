import type { TemporaryFile } from '../artifact/temporary-file.ts'
import { saveArtifacts } from '../artifact/artifact.ts'
import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import { relativePathProblem } from '#shared/relative-path'
import { uuidToBlob } from '../db/column.ts'
import type { PublicationInstance } from '../db/masters.ts'
import type { AnyModel } from '../db/model.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { PublishedMetadata } from './published-metadata.ts'
import { IN_VERSION, type VersionRef } from './version.ts'

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
    const sql =
      'INSERT INTO core_publishedartifact (publication_id, relative_path, content_artifact_id) VALUES (?, ?, ?)'
    const insert = this.context.catalogue.prepare(sql)
    const publication = uuidToBlob(this.publication.pulp_id)
    this.context.catalogue.transaction(() => {
      for (const { relativePath, contentArtifactId } of entries) {
        assertPath(relativePath)
        insert.run(publication, relativePath, uuidToBlob(contentArtifactId))
      }
    })
  }

  /** Publishes every file of the version at the path its content declares, by one statement. */
  addAllContent(): void {
    this.context.catalogue
      .prepare(
        `INSERT INTO core_publishedartifact (publication_id, relative_path, content_artifact_id)
         SELECT ?, ca.relative_path, ca.pulp_id FROM core_repositorycontent m JOIN core_contentartifact ca ON ca.content_id = m.content_id
         WHERE m.repository_id = ? AND ${IN_VERSION}`,
      )
      .run(
        uuidToBlob(this.publication.pulp_id),
        uuidToBlob(this.version.repositoryId),
        this.version.number,
        this.version.number,
      )
  }

  /** Publishes an index file made for this publication; a file of the version at the same path gives way to it. */
  async addMetadata(relativePath: string, file: TemporaryFile): Promise<void> {
    assertPath(relativePath)
    const [artifact] = await saveArtifacts(this.context, [file])
    const { catalogue } = this.context
    catalogue.transaction(() => {
      const unit = PublishedMetadata.create(catalogue, {
        publication_id: this.publication.pulp_id,
        relative_path: relativePath,
      })
      const contentArtifactId = uuidv7()
      catalogue
        .prepare(
          'INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, ?, ?)',
        )
        .run(uuidToBlob(contentArtifactId), uuidToBlob(unit.pulp_id), uuidToBlob(artifact?.id ?? ''), relativePath)
      catalogue
        .prepare('DELETE FROM core_publishedartifact WHERE publication_id = ? AND relative_path = ?')
        .run(uuidToBlob(this.publication.pulp_id), relativePath)
      this.addArtifacts([{ relativePath, contentArtifactId }])
    })
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
  catalogue.transaction(() => {
    publication.save({ complete: true })
    context.created(publication)
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
