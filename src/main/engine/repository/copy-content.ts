/** Copies units between repositories of types whose plugin knows nothing more of it: all of a version, or chosen ones. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { uuidToBlob } from '../db/column.ts'
import { Repository, type RepositoryInstance } from '../db/masters.ts'
import { type CopyInput, type CopyResult, copyEntry } from '../plugin/copy.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { previewCopy } from './copy-preview.ts'
import { newVersion } from './new-version.ts'
import { contentIdsOf, getVersion, IN_VERSION, latestVersion, type VersionRef } from './version.ts'

/** The ids that were asked for. @throws StillwaterError `copy.not_in_source` */
function chosen({ catalogue }: TaskContext, source: VersionRef, content: readonly string[] | null): readonly string[] {
  if (content === null) return contentIdsOf(catalogue, source)
  const member = catalogue.prepare(
    `SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ? AND m.repository_id = ? AND ${IN_VERSION}`,
  )
  const rest = [uuidToBlob(source.repositoryId), source.number, source.number]
  const foreign = content.find((id) => member.get(uuidToBlob(id), ...rest) === undefined)
  if (foreign !== undefined) throw new StillwaterError('copy.not_in_source', { id: foreign }, { status: 400 })
  return content
}

/** What comes takes the place of what has the same key; the result names it before, with `dry_run`. */
export const copyContent = defineTask<CopyInput, CopyResult>({
  id: 'core.copy_content',
  version: 1,
  input: z.object({ config: z.array(copyEntry), dry_run: z.boolean().default(false) }),
  async run(context, { config, dry_run: isDry }) {
    const { catalogue } = context
    const result: CopyResult = { copied: {}, unmet: [], ...(isDry ? { preview: [] } : {}) }
    for (const { source, destination, base: given, content } of config) {
      const repository = Repository.get(catalogue, destination).cast() as RepositoryInstance
      const ids = chosen(context, getVersion(catalogue, source), content)
      const base = given === null ? latestVersion(catalogue, destination) : getVersion(catalogue, given)
      if (isDry) {
        result.preview?.push(previewCopy(context, { repository, base, ids }))
        continue
      }
      await newVersion(context, repository, given === null ? {} : { baseVersion: base }, async (version) => {
        result.copied[repository.prn] = version.add(ids)
      })
    }
    return result
  },
})
