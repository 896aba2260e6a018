/** Copies packages from versions into other repositories: one task, one version of each destination. */
import {
  blobToUuid,
  type CopyInput,
  defineTask,
  getVersion,
  latestVersion,
  newVersion,
  type TaskContext,
  uuidToBlob,
  type VersionBuilder,
  type VersionRef,
} from '#plugin-api'
import { reportUnmet } from '../closure/report-unmet.ts'
import { AptRepository } from '../model/resource.ts'
import { type AptCopyEntry, type CopyOptions, copyTaskInput } from './options.ts'
import { selectContent } from './select.ts'
import { structureOf } from './structure.ts'

/** What one copy did. */
export interface CopyResult {
  /** Units that came to each destination, by the PRN of its repository; those that were there already do not count. */
  copied: Record<string, number>
  /** Queries that no package is, and relations that nothing meets. */
  unmet: string[]
}

export const copyApt = defineTask<CopyInput, CopyResult>({
  id: 'deb.copy',
  version: 1,
  input: copyTaskInput,
  async run(context, input) {
    const { config, ...options } = copyTaskInput.parse(input)
    const result: CopyResult = { copied: {}, unmet: [] }
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
  let copied = 0
  const settings = given === null ? {} : { baseVersion: base satisfies VersionRef }
  await newVersion(context, repository, settings, async (version) => {
    if (options.replace_versions) version.remove(otherVersions(version, ids))
    copied = version.add([...ids])
  })
  result.copied[repository.prn] = copied
}

/** Packages of the version that have the name and architecture of a copied one, and are not copied. */
function otherVersions({ catalogue, repository }: VersionBuilder, ids: ReadonlySet<string>): string[] {
  const others = new Set<string>()
  for (const table of ['deb_package', 'deb_installerpackage']) {
    const find = catalogue.prepare(
      `SELECT q.pulp_id AS id FROM ${table} p JOIN ${table} q ON q.package = p.package AND q.architecture = p.architecture
       JOIN core_repositorycontent m ON m.content_id = q.pulp_id AND m.repository_id = ? AND m.version_removed IS NULL WHERE p.pulp_id = ?`,
    )
    for (const id of ids) {
      const rows = find.all(uuidToBlob(repository.pulp_id), uuidToBlob(id)) as { id: Buffer }[]
      for (const row of rows) others.add(blobToUuid(row.id))
    }
  }
  return [...others].filter((id) => !ids.has(id))
}
