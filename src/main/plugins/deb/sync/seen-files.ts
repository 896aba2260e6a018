/** What a sync has declared so far: the same package stands in the index of each architecture and of several suites. */
import { StillwaterError } from '#shared/error'
import { ScratchMap } from '#plugin-api'

export class SeenFiles {
  /** On disk, for there may be hundreds of thousands: by path, the digest and the first place; by path and further place, nothing. */
  private readonly files: ScratchMap

  /** `file` must not exist; it is gone after `close`. */
  constructor(file: string) {
    this.files = new ScratchMap(file)
  }

  /**
   * Notes a file in a place. Answers whether it is new, was listed elsewhere, or here already.
   * @throws StillwaterError `deb.conflicting_package` when the path was listed with another digest
   */
  add(path: string, sha256: string, place: number): 'new' | 'elsewhere' | 'here' {
    const known = this.files.put(path, `${sha256} ${place}`)
    if (known === null) return 'new'
    if (!known.startsWith(sha256)) throw new StillwaterError('deb.conflicting_package', { path }, { status: 400 })
    if (known.endsWith(` ${place}`)) return 'here'
    return this.files.put(`${path}\0${place}`, '') === null ? 'elsewhere' : 'here'
  }

  close(): void {
    this.files.close()
  }
}
