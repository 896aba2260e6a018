/** The newest versions of each package that the indices list, so that a repository which keeps no others does not fetch them either. */
import { readUnpacked } from '../compression.ts'
import { packageFromIndex } from '../control/package-fields.ts'
import { readParagraphs } from '../control/read.ts'
import { compareVersions } from '../version.ts'
import type { LoadedSuite } from './load.ts'

/** What tells versions of one package from those of others, and where its file is. */
export interface ListedVersion {
  package: string
  architecture: string
  version: string
  relative_path: string
}

interface Kept {
  version: string
  path: string
}

const keyOf = ({ package: name, architecture }: ListedVersion): string => `${name} ${architecture}`
/** Letters of its own: a part of a stanza would keep all of that in memory. */
const own = (text: string): string => Buffer.from(text).toString()

export class NewestPackages {
  private readonly keep: number
  private readonly packages = new Map<string, Kept[]>()

  /** @param keep how many versions of each package, 1 or more */
  constructor(keep: number) {
    this.keep = keep
  }

  note(listed: ListedVersion): void {
    const key = keyOf(listed)
    const kept = this.packages.get(key)
    const one = { version: own(listed.version), path: own(listed.relative_path) }
    if (!kept) return void this.packages.set(own(key), [one])
    // The same file stands in the index of each architecture and of several suites.
    if (kept.some(({ path }) => path === one.path)) return
    const at = kept.findIndex(({ version }) => compareVersions(one.version, version) > 0)
    kept.splice(at === -1 ? kept.length : at, 0, one)
    if (kept.length > this.keep) kept.pop()
  }

  /** Whether it is among the newest, or as new as one of them. */
  has(listed: ListedVersion): boolean {
    const kept = this.packages.get(keyOf(listed)) ?? []
    const last = kept.at(-1)
    return !last || kept.length < this.keep || compareVersions(listed.version, last.version) >= 0
  }
}

/** @param isWanted of which packages the newest are kept; the others count for nothing */
export async function newestPackages(
  keep: number,
  suites: readonly LoadedSuite[],
  isWanted: (archive: string, listed: ListedVersion) => boolean,
): Promise<NewestPackages> {
  const newest = new NewestPackages(keep)
  for (const { suite, archive, indices } of suites) {
    for (const { wanted, entry, path, compression, limit } of indices) {
      if (wanted.kind !== 'packages') continue
      const name = suite.folder + entry.path
      for await (const paragraph of readParagraphs(readUnpacked(path, compression, limit, name), name)) {
        const { values } = packageFromIndex(paragraph, name)
        if (isWanted(archive, values)) newest.note(values)
      }
    }
  }
  return newest
}
