import * as z from 'zod'

const bytes = z.number().int()

/** What takes space. All sizes are bytes; times are ISO 8601. */
export const StorageBody = z.object({
  /** When it was measured; null before the first time. */
  measured: z.iso.datetime().nullable(),
  stored: bytes,
  files: z.number().int(),
  /** Used by several mirrors; counted once. */
  shared: bytes,
  /** Used by no mirror. */
  unused: bytes,
  mirrors: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      pulp_type: z.string(),
      /** All files it uses, and those that nobody else uses. */
      stored: bytes,
      own: bytes,
      files: z.number().int(),
      /** Known but not here, as far as an upstream tells. */
      not_downloaded: bytes,
      unknown: z.number().int(),
      in_trash: z.boolean(),
    }),
  ),
  types: z.array(z.object({ type: z.string(), bytes, files: z.number().int() })),
  /** By days since the arrival; the last one, without an end, is what is older. */
  ages: z.array(z.object({ days: z.number().int().nullable(), bytes, files: z.number().int() })),
  folders: z.object({ manifest: bytes, partial: bytes, upload: bytes, temporary: bytes, log: bytes }),
  catalogue: bytes,
  disk: z.object({ free: bytes, size: bytes }),
  /** 0 for none. */
  budget: bytes,
  min_free: bytes,
  trash: z.object({ entries: z.number().int() }),
  trend: z.array(z.object({ at: z.iso.datetime(), stored: bytes, unused: bytes, catalogue: bytes })),
})
export type StorageBody = z.infer<typeof StorageBody>

/** What a clean-up took, or would. */
export const CleanUpBody = z.object({
  bytes,
  files: z.number().int(),
  steps: z.array(
    z.object({
      step: z.enum(['trash', 'versions', 'reclaim', 'unused']),
      count: z.number().int(),
      files: z.number().int(),
      bytes,
    }),
  ),
})
export type CleanUpBody = z.infer<typeof CleanUpBody>

/** What a clean-up is to do. */
export interface CleanUpRequest {
  trash?: boolean
  versions?: { repositories: string[]; keep: number } | null
  reclaim?: { repositories: string[] } | null
  unused?: { protection: number | null } | null
}

/** Something deleted that can be brought back. */
export const TrashBody = z.object({
  pulp_href: z.string(),
  pulp_created: z.iso.datetime(),
  expires: z.iso.datetime(),
  kind: z.enum(['mirror', 'version']),
  name: z.string(),
  pulp_type: z.string(),
  /** Number of the version, when it is not the whole mirror. */
  version: z.number().int().nullable(),
  versions_count: z.number().int(),
  /** Bytes of its files. */
  stored: bytes,
  base_paths: z.array(z.string()),
})
export type TrashBody = z.infer<typeof TrashBody>
