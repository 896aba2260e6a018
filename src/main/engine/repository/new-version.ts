import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { Repository, type RepositoryInstance } from '../db/masters.ts'
import type { RepositoryDeclaration } from '../plugin/declaration.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { keepNewest } from './newest-packages.ts'
import { EMPTY_ROOT, integrityRoot } from './integrity-root.ts'
import { enforceRepoKey } from './repo-key.ts'
import { applyRetention } from './retention.ts'
import { discardIncompleteVersions } from './unfinished.ts'
import { getVersion, versionHref, type VersionRef } from './version.ts'
import { VersionBuilder } from './version-builder.ts'

export interface NewVersionOptions {
  /** Start from exactly this version's content instead of the newest one's. */
  baseVersion?: VersionRef
  /** Whether added units replace others under the same repo key (the default), or are refused. */
  overwrite?: boolean
}

/**
 * Makes the next version of a repository. The caller's task holds the repository exclusively. Nothing of the version is visible before
 * it is complete; when nothing changed there is none, and when `fill` throws all of it is undone.
 * @returns the new version, or null when the content stayed the same
 * @throws whatever `fill` or the plugin's `finalizeNewVersion` throws; `repository.unsupported_content`,
 * `repository.content_exists` (409) where overwriting is not wanted
 */
export async function newVersion(
  context: TaskContext,
  repository: RepositoryInstance,
  options: NewVersionOptions,
  fill: (version: VersionBuilder) => Promise<void>,
): Promise<VersionRef | null> {
  const { catalogue } = context
  const declaration = declarationOf(context, repository)
  const builder = openVersion(context, repository, options.baseVersion)
  try {
    if (options.baseVersion) builder.resetTo(options.baseVersion.number)
    await fill(builder)
    context.signal.throwIfAborted()
    if (!settle(builder, declaration, options.overwrite ?? true)) return null
    // Read outside a transaction: it walks every unit, and nobody else may touch the repository.
    const root = integrityRoot(context, { repositoryId: repository.pulp_id, number: builder.number })
    context.signal.throwIfAborted()
    complete(context, builder, root)
  } catch (error) {
    discardIncompleteVersions(catalogue, repository.pulp_id)
    throw error
  }
  const version = getVersion(catalogue, builder.id)
  const href = versionHref(catalogue, version)
  context.emit({ type: 'resource', action: 'created', href, prn: version.prn, pulp_type: repository.pulp_type })
  applyRetention(context, repository.pulp_id)
  await declaration.onNewVersion?.(context, repository, version)
  return version
}

function declarationOf(context: TaskContext, repository: RepositoryInstance): RepositoryDeclaration {
  const declaration = context.registry.repositories.get(repository.pulp_type)
  if (!declaration) throw new StillwaterError('catalogue.unknown_type', { pulp_type: repository.pulp_type })
  return declaration
}

function openVersion(context: TaskContext, repository: RepositoryInstance, base?: VersionRef): VersionBuilder {
  const { catalogue } = context
  return catalogue.transaction(() => {
    discardIncompleteVersions(catalogue, repository.pulp_id)
    const { next_version: number } = Repository.get(catalogue, repository.pulp_id)
    const id = insertVersionRow(catalogue, {
      repositoryId: repository.pulp_id,
      number,
      complete: false,
      baseId: base?.id ?? null,
      taskId: context.task.id,
      root: null,
    })
    return new VersionBuilder(catalogue, repository, id, number, base?.number ?? null)
  })
}

/** Checks a version and counts what it holds, or removes it when it changes nothing. Answers whether it is there. */
function settle(builder: VersionBuilder, declaration: RepositoryDeclaration, overwrite: boolean): boolean {
  const { catalogue } = builder
  return catalogue.transaction(() => {
    for (const model of declaration.contentTypes) enforceRepoKey(builder, model, overwrite)
    const { retain_package_versions: keep = 0 } = builder.repository as { retain_package_versions?: number }
    if (declaration.packageVersions) keepNewest(builder, declaration.packageVersions, keep)
    declaration.finalizeNewVersion?.(builder)
    const summary = builder.summary()
    assertSupported(summary.present, declaration)
    if (Object.keys(summary.added).length === 0 && Object.keys(summary.removed).length === 0) {
      catalogue.prepare('DELETE FROM core_repositoryversion WHERE pulp_id = ?').run(uuidToBlob(builder.id))
      return false
    }
    catalogue
      .prepare('UPDATE core_repositoryversion SET content_summary = ?, info = ? WHERE pulp_id = ?')
      .run(JSON.stringify(summary), JSON.stringify(builder.info), uuidToBlob(builder.id))
    return true
  })
}

/** The moment the version appears, and is named by the task that made it. */
function complete(context: TaskContext, builder: VersionBuilder, root: Buffer): void {
  const { catalogue, repository, id, number } = builder
  catalogue.transaction(() => {
    catalogue
      .prepare(
        'UPDATE core_repositoryversion SET complete = 1, integrity_root = ?, pulp_last_updated = ? WHERE pulp_id = ?',
      )
      .run(root, Date.now(), uuidToBlob(id))
    repository.save({ next_version: number + 1 })
    const version = getVersion(catalogue, id)
    context.created({ prn: version.prn, href: versionHref(catalogue, version) })
  })
}

function assertSupported(present: Record<string, number>, declaration: RepositoryDeclaration): void {
  const allowed = new Set(declaration.contentTypes.map((model) => model.type))
  const foreign = Object.keys(present).find((type) => !allowed.has(type))
  if (foreign)
    throw new StillwaterError(
      'repository.unsupported_content',
      { type: foreign, repository: declaration.model.type },
      { status: 400 },
    )
}

interface VersionRowValues {
  repositoryId: string
  number: number
  complete: boolean
  baseId: string | null
  taskId: string | null
  root: Buffer | null
}

function insertVersionRow(catalogue: Catalogue, values: VersionRowValues): string {
  const id = uuidv7()
  const now = Date.now()
  catalogue
    .prepare(
      `INSERT INTO core_repositoryversion (pulp_id, pulp_created, pulp_last_updated, repository_id, number, complete, base_version_id, task_id, integrity_root)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      uuidToBlob(id),
      now,
      now,
      uuidToBlob(values.repositoryId),
      values.number,
      Number(values.complete),
      values.baseId && uuidToBlob(values.baseId),
      values.taskId && uuidToBlob(values.taskId),
      values.root,
    )
  return id
}

/** Gives a fresh repository its empty, complete version 0. The caller creates both in one transaction. */
export function createVersionZero(catalogue: Catalogue, repository: RepositoryInstance): void {
  insertVersionRow(catalogue, {
    repositoryId: repository.pulp_id,
    number: 0,
    complete: true,
    baseId: null,
    taskId: null,
    root: EMPTY_ROOT,
  })
  repository.save({ next_version: 1 })
}
