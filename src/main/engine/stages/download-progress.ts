import type { ProgressReport } from '../tasking/progress-report.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { DeclarativeArtifact } from './declarative.ts'

/** What a first stage will declare for download: every file that is not deferred, whether it turns out to be stored already or not. */
export interface ExpectedDownload {
  files: number
  /** Null when the metadata does not say. */
  bytes: number | null
}

/** Files and bytes; null bytes when the size of one of the files is unknown. */
class Tally {
  files = 0
  bytes: number | null = 0

  add(artifacts: readonly DeclarativeArtifact[]): void {
    this.files += artifacts.length
    for (const { artifact } of artifacts)
      this.bytes = this.bytes === null || artifact.size === null ? null : this.bytes + artifact.size
  }

  remove(artifacts: readonly DeclarativeArtifact[]): void {
    this.files -= artifacts.length
    for (const { artifact } of artifacts)
      this.bytes = this.bytes === null || artifact.size === null ? null : this.bytes - artifact.size
  }
}

/**
 * The two bars of a download. With an expectation their totals are whole from the beginning and only ever fall, by what need not be
 * fetched; without one they grow with what is found.
 */
export class DownloadProgress {
  private readonly context: TaskContext
  private readonly expected: ExpectedDownload | null
  private readonly wanted = new Tally()
  private readonly spared = new Tally()
  private files: ProgressReport | null = null
  private bytes: ProgressReport | null = null

  constructor(context: TaskContext, expected: ExpectedDownload | null) {
    this.context = context
    this.expected = expected
  }

  /** Files that are about to be fetched. The first of them makes the bars appear. */
  announce(artifacts: readonly DeclarativeArtifact[]): void {
    this.wanted.add(artifacts)
    const { files, bytes } = this.totals()
    this.files ??= this.context.progress({
      message: 'Downloading Artifacts',
      code: 'sync.downloading.artifacts',
      total: files,
    })
    this.bytes ??= this.context.progress({
      message: 'Downloading Bytes',
      code: 'sync.downloading.bytes',
      suffix: 'bytes',
      total: bytes,
    })
    this.show()
  }

  /** Files that were expected and are here already. */
  spare(artifacts: readonly DeclarativeArtifact[]): void {
    this.spared.add(artifacts)
    this.show()
  }

  /** Files that were announced and are given up, those of them that had arrived included. */
  withdraw(artifacts: readonly DeclarativeArtifact[]): void {
    for (const { file } of artifacts) {
      if (!file) continue
      this.received(-file.size)
      this.files?.increment(-1)
    }
    this.wanted.remove(artifacts)
    this.spare(artifacts)
  }

  received(bytes: number): void {
    if (bytes !== 0) this.bytes?.increment(bytes)
  }

  completed(): void {
    this.files?.increment()
  }

  finish(): void {
    // What was expected and never declared is not missing: it was not there to be fetched.
    if (this.files) this.files.total = this.wanted.files
    if (this.bytes) this.bytes.total = this.wanted.bytes
    this.files?.finish()
    this.bytes?.finish()
  }

  private show(): void {
    const { files, bytes } = this.totals()
    if (this.files && this.files.total !== files) this.files.total = files
    if (this.bytes && this.bytes.total !== bytes) this.bytes.total = bytes
  }

  private totals(): ExpectedDownload {
    const { expected, wanted, spared } = this
    if (!expected) return wanted
    const files = Math.max(wanted.files, expected.files - spared.files)
    // One file of unknown size makes the total unknown for good: a bar must not promise what it cannot know.
    if (expected.bytes === null || wanted.bytes === null || spared.bytes === null) return { files, bytes: null }
    return { files, bytes: Math.max(wanted.bytes, expected.bytes - spared.bytes) }
  }
}
