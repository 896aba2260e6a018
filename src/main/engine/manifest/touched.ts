import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { addedUnits, type Member, removedUnits, type Span } from '../repository/version-delta.ts'
import { IN_VERSION } from '../repository/version.ts'
import { findManifest, type ManifestRow } from './manifest-row.ts'
import { manifestStorage, readObject } from './object.ts'

const PAGE = 1000

export interface Touched {
  /** Ids of those that are not in the version. */
  gone: string[]
  /** The others. */
  pages: Member[][]
}

/**
 * Units that any of the objects above the lowest one names, or that the span changes, told apart by whether they are in the version at the
 * span's end. They are at most as many as half of what the version holds and mostly a few; only their ids are gathered.
 */
export async function touchedSince(
  { catalogue, folder }: Pick<Engine, 'catalogue' | 'folder'>,
  span: Span,
  previous: ManifestRow,
): Promise<Touched> {
  const ids = new Set<string>()
  for (const pages of [addedUnits(catalogue, span), removedUnits(catalogue, span)])
    for (const page of pages) for (const { id } of page) ids.add(blobToUuid(id))
  const storage = manifestStorage(folder)
  for (let row: ManifestRow | null = previous; row?.base; row = findManifest(catalogue, row.base)) {
    for await (const line of readObject(storage, row.sha256)) {
      if (typeof line['gone'] === 'string') ids.add(line['gone'])
      else if (line['unit']) ids.add(String((line['unit'] as { pulp_id: string }).pulp_id))
    }
  }
  const member = catalogue.prepare(
    `SELECT c.pulp_type AS type FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
     WHERE m.repository_id = ? AND m.content_id = ? AND ${IN_VERSION}`,
  )
  const there: Member[] = []
  const gone: string[] = []
  for (const text of ids) {
    const id = uuidToBlob(text)
    const row = member.get(uuidToBlob(span.repositoryId), id, span.number, span.number) as { type: string } | undefined
    if (row) there.push({ id, type: row.type })
    else gone.push(text)
  }
  const pages = Array.from({ length: Math.ceil(there.length / PAGE) }, (_, index) =>
    there.slice(index * PAGE, (index + 1) * PAGE),
  )
  return { gone, pages }
}
