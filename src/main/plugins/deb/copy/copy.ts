/** Copies packages from versions into other repositories: one task, one version of each destination. */
import {
  type CopyInput,
  type CopyResult,
  defineTask,
  getVersion,
  latestVersion,
  newVersion,
  previewCopy,
  type TaskContext,
  type VersionRef,
} from '#plugin-api'
import { reportUnmet } from '../closure/report-unmet.ts'
import { AptRepository } from '../model/resource.ts'
import { type AptCopyEntry, type CopyOptions, copyTaskInput } from './options.ts'
import { otherVersions, packageNames } from './preview.ts'
import { selectContent } from './select.ts'
import { structureOf } from './structure.ts'

export const copyApt = defineTask<CopyInput, CopyResult>({
  id: 'deb.copy',
  version: 1,
  input: copyTaskInput,
  async run(context, input) {
    const { config, ...options } = copyTaskInput.parse(input)
    const result: CopyResult = { copied: {}, unmet: [], ...(options.dry_run ? { preview: [] } : {}) }
    for (const destination of new Set(config.map((entry) => entry.destination))) {
      const entries = config.filter((entry) => entry.destination === destination)
      await copyInto(context, destination, entries, options, result)
    }
    return result
  },
})

async function copyInto(
  context: TaskContext,
  destination: string,
  entries: readonly AptCopyEntry[],
  options: CopyOptions,
  result: CopyResult,
): Promise<void> {
  const { catalogue } = context
  const repository = AptRepository.get(catalogue, destination)
  const given = entries.find(({ base }) => base !== null)?.base ?? null
  const base = given === null ? latestVersion(catalogue, destination) : getVersion(catalogue, given)
  const progress = context.progress({
    message: 'Choosing Packages',
    code: 'copy.choosing',
    total: entries.length,
  })
  const ids = new Set<string>()
  for (const entry of entries) {
    const source = getVersion(catalogue, entry.source)
    const selection = await selectContent(context, entry, source, base, options)
    result.unmet.push(...reportUnmet(context, selection))
    for (const id of selection.ids) ids.add(id)
    if (options.structured) for (const id of structureOf(catalogue, source, base, selection.ids)) ids.add(id)
    progress.increment()
  }
  progress.finish()
  const others = options.replace_versions ? otherVersions(context, base, ids) : []
  if (result.preview) {
    const nameOf = packageNames(context)
    result.preview.push(previewCopy(context, { repository, base, ids, leaving: others, nameOf }))
    return
  }
  let copied = 0
  const settings = given === null ? {} : { baseVersion: base satisfies VersionRef }
  await newVersion(context, repository, settings, async (version) => {
    version.remove(others)
    copied = version.add([...ids])
  })
  result.copied[repository.prn] = copied
}
