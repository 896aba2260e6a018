/** What each kind shows beside its columns, in the lists of its types and in that of the whole kind. */
import { pathsOf } from '#engine/alternate-source/alternate-paths'
import type { DistributionInstance, PublicationInstance } from '#engine/db/masters'
import type { BaseRow, Instance, MasterKind } from '#engine/db/model'
import { getVersion, latestVersion } from '#engine/repository/version'
import { type ApiContext, distributionUrl } from '../context.ts'

type Fields = Record<string, unknown>

const FIELDS: Partial<Record<MasterKind, (context: ApiContext, object: Instance<BaseRow>, href: string) => Fields>> = {
  repository({ engine }, { pulp_id }, href) {
    const { number } = latestVersion(engine.catalogue, pulp_id)
    const versions = `${href}versions/`
    return { versions_href: versions, latest_version_href: `${versions}${number}/` }
  },
  distribution: (context, object) => ({
    base_url: distributionUrl(context, (object as DistributionInstance).base_path),
  }),
  publication({ engine, references }, object) {
    const { repositoryId } = getVersion(engine.catalogue, (object as PublicationInstance).repository_version_id)
    return { repository: references.href('repository', repositoryId) }
  },
  alternatecontentsource: ({ engine }, { pulp_id }) => ({
    paths: pathsOf(engine.catalogue, pulp_id).flatMap(({ path }) => (path === '' ? [] : [path])),
  }),
}

/** @param href the object's own, which a row of a master does not know */
export function kindFields(context: ApiContext, kind: MasterKind, object: Instance<BaseRow>, href: string): Fields {
  return FIELDS[kind]?.(context, object, href) ?? {}
}
