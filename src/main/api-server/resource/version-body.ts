import * as z from 'zod'
import type { ContentCounts } from '#engine/db/table/content'
import type { VersionRef } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import { isoTime } from './body.ts'

const summary = z.record(z.string(), z.object({ count: z.number().int(), href: z.string() }))

export const VersionSchema = z.object({
  pulp_href: z.string(),
  prn: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  number: z.number().int(),
  repository: z.string(),
  base_version: z.string().nullable(),
  /** SHA-256 over what the version holds, fixed when it was completed. */
  integrity_root: z.string().nullable(),
  content_summary: z.object({ added: summary, removed: summary, present: summary }),
})

/** A version as the API shows it; each count comes with the address that lists what was counted. */
export function versionBody(context: ApiContext, version: VersionRef): z.infer<typeof VersionSchema> {
  const { references } = context
  const repository = references.href('repository', version.repositoryId) ?? ''
  const href = `${repository}versions/${version.number}/`
  const counts = (all: ContentCounts, filter: string): z.infer<typeof summary> =>
    Object.fromEntries(
      Object.entries(all).map(([type, count]) => {
        const list = context.engine.registry.findModel('content', type)?.collectionHref ?? ''
        return [type, { count, href: `${list}?${filter}=${href}` }]
      }),
    )
  const { added, removed, present } = version.summary
  const created = isoTime(version.created)
  return {
    pulp_href: href,
    prn: version.prn,
    pulp_created: created,
    pulp_last_updated: created,
    number: version.number,
    repository,
    base_version: version.baseVersionId && references.versionHref(version.baseVersionId),
    integrity_root: version.integrityRoot,
    content_summary: {
      added: counts(added, 'repository_version_added'),
      removed: counts(removed, 'repository_version_removed'),
      present: counts(present, 'repository_version'),
    },
  }
}
