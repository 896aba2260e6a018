import type { TaskContext, VersionRef } from '#plugin-api'
import { ReleaseFile } from '../model/index-file.ts'
import { AptRepository } from '../model/resource.ts'
import { publishApt } from './publish-apt.ts'
import { publishVerbatim } from './publish-verbatim.ts'

/** Publishes a version as its repository says, when that says so. */
export async function publishLatest(context: TaskContext, repositoryId: string, version: VersionRef): Promise<void> {
  const repository = AptRepository.get(context.catalogue, repositoryId)
  if (!repository.autopublish) return
  // A version without upstream's metadata, such as an emptied one, has nothing to be kept bit for bit.
  const verbatim = repository.verbatim && (version.summary.present[ReleaseFile.type] ?? 0) > 0
  if (verbatim) return await publishVerbatim(context, version)
  const { sign, contents } = repository
  const options = {
    simple: false,
    structured: true,
    publish_upstream_release_fields: null,
    sign,
    contents,
    signing_service: null,
    publish_legacy_release_files: false,
    layout: 'nested_alphabetically' as const,
    valid_days: null,
  }
  await publishApt(context, version, options)
}
