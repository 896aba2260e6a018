/** What a sync has declared so far: the same package stands in the index of each architecture and of several suites. */
import { StillwaterError } from '#shared/error'

export class SeenFiles {
  /** Path to digest, and the places it was listed in; one short string each, for there may be hundreds of thousands. */
  private readonly files = new Map<string, string>()

  /**
   * Notes a file in a place. Answers whether it is new, was listed elsewhere, or here already.
   * @throws StillwaterError `deb.conflicting_package` when the path was listed with another digest
   */
  add(path: string, sha256: string, place: number): 'new' | 'elsewhere' | 'here' {
    const known = this.files.get(path)
    if (known === undefined) {
      this.files.set(path, `${sha256} ${place} `)
      return 'new'
    }
    if (!known.startsWith(sha256)) throw new StillwaterError('deb.conflicting_package', { path }, { status: 400 })
    if (known.includes(` ${place} `)) return 'here'
    this.files.set(path, `${known}${place} `)
    return 'elsewhere'
  }
}
