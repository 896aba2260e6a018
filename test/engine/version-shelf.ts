/** A repository of small units on a test engine, with what tests of versions do and ask. */
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { deleteRepositoryVersion } from '../../src/main/engine/repository/delete-version.ts'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { updateObject } from '../../src/main/engine/repository/update-object.ts'
import { contentIdsOf, findVersion, listVersions, type VersionRef } from '../../src/main/engine/repository/version.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileDistribution, FilePublication, FileRepository } from '../../src/main/plugins/file/models.ts'
import type { PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

export interface Change {
  add?: string[]
  remove?: string[] | '*'
  baseVersion?: string | null
  overwrite?: boolean
}

export class VersionShelf {
  readonly it: TestEngine
  readonly repository: RepositoryInstance

  constructor(values: { retain_repo_versions?: number; autopublish?: boolean } = {}, plugin: PluginDeclaration = file) {
    this.it = startTestEngine([plugin])
    this.repository = createRepository(this.it.engine.catalogue, FileRepository, { name: 'r', ...values })
  }

  unit(path: string, digest = 'ab'): string {
    return FileContent.create(this.it.engine.catalogue, { relative_path: path, digest }).pulp_id
  }

  modify(change: Change): Promise<TaskRow> {
    const input = { repository: this.repository.pulp_id, add: [], remove: [], baseVersion: null, ...change }
    return this.it.run(modifyRepository, input, { exclusive: [this.repository] })
  }

  delete(number: number): Promise<TaskRow> {
    return this.it.run(deleteRepositoryVersion, { version: this.version(number).id }, { exclusive: [this.repository] })
  }

  retain(count: number | null): Promise<TaskRow> {
    const input = { kind: 'repository', id: this.repository.pulp_id, values: { retain_repo_versions: count } } as const
    return this.it.run(updateObject, input, { exclusive: [this.repository] })
  }

  version(number: number): VersionRef {
    const version = findVersion(this.it.engine.catalogue, this.repository.pulp_id, number)
    if (!version) throw new Error(`no version ${number}`)
    return version
  }

  /** Numbers of the complete versions, oldest first. */
  numbers(): number[] {
    return listVersions(this.it.engine.catalogue, this.repository.pulp_id)
      .map(({ number }) => number)
      .toReversed()
  }

  members(number: number): string[] {
    return contentIdsOf(this.it.engine.catalogue, this.version(number)).toSorted()
  }

  /** Rows of membership, whatever they say. */
  rows(): number {
    const sql = 'SELECT COUNT(*) AS n FROM core_repositorycontent'
    return (this.it.engine.catalogue.prepare(sql).get() as { n: number }).n
  }

  publish(number: number): string {
    const values = { repository_version_id: this.version(number).id, manifest: null, complete: true }
    return FilePublication.create(this.it.engine.catalogue, values).pulp_id
  }

  distribute(
    source: { publication_id?: string; repository_version_id?: string; repository_id?: string },
    name = 'shop',
  ): void {
    FileDistribution.create(this.it.engine.catalogue, { name, base_path: name, ...source })
  }

  close(): Promise<void> {
    return this.it.close()
  }
}
