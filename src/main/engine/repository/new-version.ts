import { StillwaterError } from '#shared/error'
import { uuidv7 } from '#shared/id'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import { Repository, type RepositoryInstance } from '../db/masters.ts'
import type { ContentSummary } from '../db/table/content.ts'
import type { RepositoryDeclaration } from '../plugin/declaration.ts'
import { insertVersionSeal } from '../manifest/manifest-row.ts'
import { indexUnits } from '../search/index-units.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { keepNewest } from './newest-packages.ts'
import { INTEGRITY_SCHEME } from './integrity-root.ts'
import { enforceRepoKey } from './repo-key.ts'
import { applyRetention } from './retention.ts'
import { keepSeal, sealVersion, type VersionSeal } from './seal-version.ts'
import { SetHash } from './set-hash.ts'
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
    const summary = settle(builder, declaration, options.overwrite ?? true)
    if (!summary) return null
    await indexUnits(context, declaration.contentTypes, { repositoryId: repository.pulp_id, number: builder.number })
    // Outside a transaction: it may take long, and nobody else may touch the repository.
    const seal = await sealVersion(context, builder, summary)
    context.signal.throwIfAborted()
    complete(context, builder, seal)
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
    return new VersionBuilder(catalogue, repository, id, number, base ?? null)
  })
}

/** Checks a version and counts what it holds, or removes it when it changes nothing. Answers the counts, or null when it is gone. */
function settle(
  builder: VersionBuilder,
  declaration: RepositoryDeclaration,
  overwrite: boolean,
): ContentSummary | null {
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
      return null
    }
    catalogue
      .prepare('UPDATE core_repositoryversion SET content_summary = ?, info = ? WHERE pulp_id = ?')
      .run(JSON.stringify(summary), JSON.stringify(builder.info), uuidToBlob(builder.id))
    return summary
  })
}

/** The moment the version appears, and is named by the task that made it. */
function complete(context: TaskContext, builder: VersionBuilder, seal: VersionSeal): void {
  const { catalogue, repository, id, number } = builder
  catalogue.transaction(() => {
    catalogue
      .prepare(
        'UPDATE core_repositoryversion SET complete = 1, integrity_root = ?, integrity_scheme = ?, pulp_last_updated = ? WHERE pulp_id = ?',
      )
      .run(seal.set.root, INTEGRITY_SCHEME.summed, Date.now(), uuidToBlob(id))
    keepSeal(builder, seal)
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
      `INSERT INTO core_repositoryversion (pulp_id, pulp_created, pulp_last_updated, repository_id, number, complete, base_version_id, task_id, integrity_root, integrity_scheme)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      INTEGRITY_SCHEME.summed,
    )
  return id
}

/** Gives a fresh repository its empty, complete version 0. The caller creates both in one transaction. */
export function createVersionZero(catalogue: Catalogue, repository: RepositoryInstance): void {
  const nothing = new SetHash()
  const id = insertVersionRow(catalogue, {
    repositoryId: repository.pulp_id,
    number: 0,
    complete: true,
    baseId: null,
    taskId: null,
    root: nothing.root,
  })
  insertVersionSeal(catalogue, id, nothing.state, null)
  repository.save({ next_version: 1 })
}
