/** What a sync wants of all that the indices list: what was chosen, what the filters take, and of that the newest versions. */
import { type InstanceOf, unitFilter } from '#plugin-api'
import { type ChosenPackages, choosePackages } from '../closure/choose.ts'
import type { PackageValues, SourceValues } from '../control/package-fields.ts'
import type { AptRemote, AptRepository } from '../model/resource.ts'
import type { LoadedSuite } from './load.ts'
import { type ListedVersion, type NewestPackages, newestPackages } from './newest.ts'

type Remote = Pick<
  InstanceOf<typeof AptRemote>,
  'include' | 'exclude' | 'package_query' | 'query_dependencies' | 'query_recommends' | 'base_packages'
>
type Repository = Pick<InstanceOf<typeof AptRepository>, 'verbatim' | 'retain_package_versions'>

export class WantedPackages {
  /** Null when all may be wanted. */
  readonly chosen: ChosenPackages | null
  private readonly filter: ReturnType<typeof unitFilter>
  private readonly newest: NewestPackages | null

  private constructor(
    chosen: ChosenPackages | null,
    filter: ReturnType<typeof unitFilter>,
    newest: NewestPackages | null,
  ) {
    this.chosen = chosen
    this.filter = filter
    this.newest = newest
  }

  /** Reads the indices where that is needed to tell. @throws StillwaterError `deb.*` */
  static async of(
    remote: Remote,
    repository: Repository,
    suites: readonly LoadedSuite[],
    signal: AbortSignal,
  ): Promise<WantedPackages> {
    const { verbatim, retain_package_versions: keep } = repository
    const chosen = await choosePackages(remote, repository, suites, signal)
    const all = new WantedPackages(chosen, unitFilter(remote), null)
    // What is published bit for bit lists every version.
    if (keep === 0 || verbatim) return all
    const newest = await newestPackages(keep, suites, (archive, listed) => all.hasPackage(archive, listed))
    return new WantedPackages(chosen, all.filter, newest)
  }

  /** Whether it does not hang on other packages if one is wanted. */
  get isWhole(): boolean {
    return this.chosen === null && this.newest === null
  }

  hasPackage(archive: string, listed: ListedVersion): boolean {
    return (this.chosen?.has(archive, listed.relative_path) ?? true) && this.keeps(listed)
  }

  /** Whether a package is wanted if it was chosen. */
  keeps(listed: ListedVersion): boolean {
    return this.passes(listed.package, listed.relative_path) && (this.newest?.has(listed) ?? true)
  }

  hasInstallerPackage({ package: name, relative_path: path }: PackageValues): boolean {
    return this.passes(name, path)
  }

  hasSource(values: SourceValues): boolean {
    return (this.chosen?.hasSource(values) ?? true) && this.passes(values.source, values.relative_path)
  }

  private passes(name: string, path: string): boolean {
    return this.filter === null || this.filter({ paths: [path], names: [name] })
  }
}
