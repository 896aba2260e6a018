import { StillwaterError } from '#shared/error'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'

/** What tasks that add or move a distribution reserve, so that two of them never check the same paths at once (Pulp: the base-path lock). */
export const BASE_PATHS = 'pdrn:default:distributions'

/** The base path of another distribution that is the same as, above or below this one by whole segments; null when there is none. */
export function overlappingBasePath(catalogue: Catalogue, path: string, exceptId: string | null = null): string | null {
  const row = catalogue
    .prepare(
      `SELECT base_path FROM core_distribution WHERE pulp_id IS NOT @except AND (base_path = @path
         OR substr(@path, 1, length(base_path) + 1) = base_path || '/'
         OR substr(base_path, 1, length(@path) + 1) = @path || '/') LIMIT 1`,
    )
    .get({ except: exceptId && uuidToBlob(exceptId), path }) as { base_path: string } | undefined
  return row?.base_path ?? null
}

/** @throws StillwaterError `distribution.base_path_overlap` (409) */
export function assertFreeBasePath(catalogue: Catalogue, path: string, exceptId: string | null = null): void {
  const other = overlappingBasePath(catalogue, path, exceptId)
  if (other !== null) throw new StillwaterError('distribution.base_path_overlap', { path, other }, { status: 409 })
}
