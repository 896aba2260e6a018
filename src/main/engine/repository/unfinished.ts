import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'

/** Undoes every version and publication a task left incomplete; units and artifacts stay and are found again by the next try. */
export function discardUnfinishedWork(catalogue: Catalogue, taskId: string): void {
  catalogue.transaction(() => {
    const rows = catalogue
      .prepare('SELECT pulp_id, repository_id, number FROM core_repositoryversion WHERE complete = 0 AND task_id = ?')
      .all(uuidToBlob(taskId))
    discardVersions(catalogue, rows)
    discardPublications(catalogue, taskId)
  })
}

/** Undoes every incomplete version of a repository: the caller holds the repository exclusively, so nobody is working on them. */
export function discardIncompleteVersions(catalogue: Catalogue, repositoryId: string): void {
  const sql =
    'SELECT pulp_id, repository_id, number FROM core_repositoryversion WHERE complete = 0 AND repository_id = ?'
  catalogue.transaction(() => discardVersions(catalogue, catalogue.prepare(sql).all(uuidToBlob(repositoryId))))
}

function discardVersions(catalogue: Catalogue, rows: readonly unknown[]): void {
  for (const { pulp_id, repository_id, number } of rows as {
    pulp_id: Buffer
    repository_id: Buffer
    number: number
  }[]) {
    catalogue
      .prepare('DELETE FROM core_repositorycontent WHERE repository_id = ? AND version_added = ?')
      .run(repository_id, number)
    catalogue
      .prepare(
        'UPDATE core_repositorycontent SET version_removed = NULL WHERE repository_id = ? AND version_removed = ?',
      )
      .run(repository_id, number)
    catalogue.prepare('DELETE FROM core_repositoryversion WHERE pulp_id = ?').run(pulp_id)
  }
}

function discardPublications(catalogue: Catalogue, taskId: string): void {
  const incomplete = 'SELECT pulp_id FROM core_publication WHERE complete = 0 AND task_id = ?'
  const task = uuidToBlob(taskId)
  catalogue
    .prepare(
      `DELETE FROM core_content WHERE pulp_id IN (SELECT pulp_id FROM core_publishedmetadata WHERE publication_id IN (${incomplete}))`,
    )
    .run(task)
  catalogue.prepare(`DELETE FROM core_publication WHERE pulp_id IN (${incomplete})`).run(task)
}
