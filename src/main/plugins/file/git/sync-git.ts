/** Files of a ref of a git repository, at their paths. Source: pulp_file, git remotes. */
import { type ErrorBody, StillwaterError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'
import {
  DeclarativeArtifact,
  DeclarativeContent,
  DeclarativeVersion,
  type InstanceOf,
  type QuarantineResult,
  type RemoteInstance,
  skipUnchanged,
  Stage,
  type SyncInput,
  type TaskContext,
  TemporaryFile,
  unit,
  withDownloader,
} from '#plugin-api'
import { FileContent, type FileGitRemote, type FileRepository } from '../models.ts'
import { GitClient, type GitEntry } from './git-client.ts'

/** Bytes of all files of a ref together. */
const MAX_TOTAL = 4 * 1024 * 1024 * 1024
/** Skipped entries that are listed by name. */
const MAX_LISTED = 100
const LFS = Buffer.from('version https://git-lfs.github.com/spec/')

/** What a sync from git reports. */
export interface GitSyncResult extends Partial<QuarantineResult> {
  /** The commit that the ref points at. */
  commit: string
  /** How many entries are no files of the repository itself, or have paths that cannot be served. */
  skipped: number
  warnings: ErrorBody[]
}

/** Declares each file of a commit; what cannot be mirrored is listed. */
class TreeStage extends Stage {
  readonly warnings: ErrorBody[] = []
  skipped = 0
  private readonly context: TaskContext
  private readonly remote: RemoteInstance
  private readonly client: GitClient
  private readonly commit: string

  constructor(context: TaskContext, remote: RemoteInstance, client: GitClient, commit: string) {
    super()
    this.remote = remote
    this.context = context
    this.client = client
    this.commit = commit
  }

  async run(): Promise<void> {
    const progress = this.context.progress({ message: 'Reading files of the commit', code: 'sync.git.reading.files' })
    let total = 0
    for await (const entry of this.client.entries(this.commit)) {
      this.context.signal.throwIfAborted()
      const problem = entry.kind === 'file' ? relativePathProblem(entry.path) && 'path' : entry.kind
      if (problem) this.skip(entry, problem)
      else total += await this.declare(entry)
      if (total > MAX_TOTAL) throw new StillwaterError('file.git_too_large', { limit: MAX_TOTAL }, { status: 400 })
      progress.increment()
    }
    progress.finish()
  }

  private async declare({ path, oid }: GitEntry): Promise<number> {
    const bytes = await this.client.read(oid)
    if (LFS.equals(bytes.subarray(0, LFS.length))) {
      this.skip({ path }, 'lfs')
      return 0
    }
    const { tempDir, settings } = this.context
    const file = await TemporaryFile.initAndValidate(asStream(bytes), {
      dir: tempDir,
      allowed: settings.ALLOWED_CONTENT_CHECKSUMS,
      name: path,
    })
    const { digests, size } = file
    // Named for its filters; without an address it is not where the file can be had again.
    const { remote } = this
    const artifact = new DeclarativeArtifact({ artifact: { digests, size }, file, relativePath: path, remote })
    const content = unit(FileContent, { relative_path: path, digest: digests.sha256 ?? '' })
    await this.put(new DeclarativeContent({ content, dArtifacts: [artifact] }))
    return size
  }

  /** Never followed and never guessed at: the user is told. */
  private skip({ path }: Pick<GitEntry, 'path'>, kind: string): void {
    this.skipped += 1
    if (this.warnings.length < MAX_LISTED) this.warnings.push({ code: 'file.git_skipped', params: { path, kind } })
  }
}

async function* asStream(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}

/**
 * Makes a version of the files that the remote's ref has now, or none when it has not moved.
 * @throws StillwaterError `file.git_policy`, `file.git_ref_missing`, `file.git_too_large`, `file.git_failed`, and what the downloader throws
 */
export async function syncGit(
  context: TaskContext,
  repository: InstanceOf<typeof FileRepository>,
  remote: InstanceOf<typeof FileGitRemote>,
  input: SyncInput,
): Promise<GitSyncResult | null> {
  if (remote.policy !== 'immediate') throw new StillwaterError('file.git_policy', {}, { status: 400 })
  return await withDownloader(context, remote, async (downloader) => {
    const client = new GitClient(downloader, remote.url, context.tempDir, context.signal)
    const found = await orGitError(() => client.find(remote.git_ref))
    if (skipUnchanged(context, repository, remote, input, { commit: found.oid })) return null
    const progress = context.progress({ message: 'Fetching the repository', code: 'sync.git.fetching', total: 1 })
    // The ref may have moved since it was looked up.
    const commit = await orGitError(() => client.fetch(found))
    progress.increment()
    progress.finish()
    const facts = { commit }
    const stage = new TreeStage(context, remote, client, commit)
    const version = new DeclarativeVersion(context, stage, repository, {
      mirror: input.mirror,
      info: () => facts,
      sync: { remote, input, facts },
    })
    await version.create()
    return { ...version.result, commit, skipped: stage.skipped, warnings: stage.warnings }
  })
}

/** What the git library says as an error of ours; those of the downloader pass unchanged. */
async function orGitError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof StillwaterError) throw cause
    const reason = cause instanceof Error ? cause.message.slice(0, 300) : String(cause)
    throw new StillwaterError('file.git_failed', { reason }, { status: 502, cause })
  }
}
