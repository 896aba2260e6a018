import { type ErrorBody, StillwaterError } from '#shared/error'
import {
  DeclarativeArtifact,
  DeclarativeContent,
  DeclarativeVersion,
  defineTask,
  type InstanceOf,
  latestVersion,
  type MetadataFile,
  type QuarantineResult,
  type RemoteInstance,
  skipUnchanged,
  Stage,
  type SyncInput,
  syncInput,
  type TaskContext,
  type TemporaryFile,
  unit,
  unitFilter,
  type VersionBuilder,
  withDownloader,
} from '#plugin-api'
import { type GitSyncResult, syncGit } from './git/sync-git.ts'
import { type ManifestEntry, measureManifest, readManifest } from './manifest.ts'
import { FileContent, FileGitRemote, FilePublication, FileRemote, FileRepository } from './models.ts'
import { publishVersion } from './publish.ts'
import {
  fetchSignature,
  type FileRemoteInstance,
  metadataFiles,
  type SignedManifest,
  verifyManifest,
} from './signature.ts'

const MAX_MANIFEST = 1024 * 1024 * 1024

/** Declares one unit for each line of the manifest. */
class ManifestStage extends Stage {
  private readonly context: TaskContext
  private readonly remote: RemoteInstance
  private readonly manifest: TemporaryFile
  private readonly total: number

  constructor(context: TaskContext, remote: RemoteInstance, manifest: TemporaryFile, total: number) {
    super()
    this.context = context
    this.remote = remote
    this.manifest = manifest
    this.total = total
  }

  async run(): Promise<void> {
    const progress = this.context.progress({
      message: 'Parsing Metadata Lines',
      code: 'sync.parsing.metadata',
      total: this.total,
    })
    for await (const entry of readManifest(this.manifest.path)) {
      await this.put(this.declare(entry))
      progress.increment()
    }
    progress.finish()
  }

  private declare(entry: ManifestEntry): DeclarativeContent {
    const artifact = new DeclarativeArtifact({
      artifact: { digests: { sha256: entry.sha256 }, size: entry.size },
      url: fileUrl(this.remote.url, entry.relativePath),
      relativePath: entry.relativePath,
      remote: this.remote,
      deferredDownload: this.remote.policy !== 'immediate',
    })
    const content = unit(FileContent, { relative_path: entry.relativePath, digest: entry.sha256 })
    return new DeclarativeContent({ content, dArtifacts: [artifact] })
  }
}

/** Address of a file that a manifest lists, beside the manifest. */
export function fileUrl(manifestUrl: string, relativePath: string): string {
  const encoded = relativePath.split('/').map(encodeURIComponent).join('/')
  const url = new URL(encoded, manifestUrl)
  url.search = ''
  return url.href
}

/** The manifest, and its signature when somebody wants it: whoever checks it, or serves it on. */
async function fetchManifest(
  context: TaskContext,
  remote: FileRemoteInstance,
  verbatim: boolean,
): Promise<SignedManifest> {
  const progress = context.progress({ message: 'Downloading Metadata', code: 'sync.downloading.metadata', total: 1 })
  const { signal } = context
  const fetched = await withDownloader(context, remote, async (downloader) => {
    const wantedFile = { url: remote.url, maxSize: MAX_MANIFEST, name: 'PULP_MANIFEST', signal }
    const { file } = await downloader.download(wantedFile).catch((error: unknown) => {
      throw withoutManifest(error)
    })
    const wanted = verbatim || remote.signing_keys !== null
    return { manifest: file, signature: wanted ? await fetchSignature(downloader, remote.url, signal) : null }
  })
  progress.increment()
  progress.finish()
  return fetched
}

/** An upstream that answers and has no manifest is in most cases a folder that never had one. */
function withoutManifest(error: unknown): unknown {
  if (!(error instanceof StillwaterError) || error.code !== 'download.http_status') return error
  const { url = '', status } = error.params
  return status === 404 || status === 410
    ? new StillwaterError('file.no_manifest', { url }, { status: error.status, cause: error })
    : error
}

/**
 * Refuses an answer without a single byte when it would empty a mirror: proxies and broken servers answer so. An upstream that has no files
 * can say so in a comment. @throws StillwaterError `file.manifest_empty`
 */
function assertSomething(
  { catalogue }: TaskContext,
  repository: InstanceOf<typeof FileRepository>,
  manifest: TemporaryFile,
  { mirror }: SyncInput,
): void {
  if (!mirror || manifest.size > 0) return
  const { present } = latestVersion(catalogue, repository.pulp_id).summary
  if (Object.keys(present).length > 0)
    throw new StillwaterError('file.manifest_empty', { name: repository.name }, { status: 502 })
}

/** Which entries the remote's filters take. */
function wantedOf(remote: RemoteInstance): (entry: ManifestEntry) => boolean {
  const filter = unitFilter(remote)
  return ({ relativePath }) => filter?.({ paths: [relativePath], names: [] }) ?? true
}

/** Publishes the newest version when whoever made it was cut off before that (a full disk, a kill): no later sync makes it anew. */
async function publishLeftOver(
  context: TaskContext,
  repository: InstanceOf<typeof FileRepository>,
  metadataChanged = false,
): Promise<void> {
  const options = FileRepository.get(context.catalogue, repository.pulp_id)
  const latest = latestVersion(context.catalogue, options.pulp_id)
  if (!options.autopublish || latest.number === 0) return
  const published = { repository_version_id: latest.id, complete: true, verbatim: options.verbatim }
  const renewed = metadataChanged && options.verbatim
  if (!renewed && FilePublication.find(context.catalogue, published)) return
  await publishVersion(context, latest, options)
}

/** What a sync reports: what it set aside, and what the user should know. */
export interface FileSyncResult extends Partial<QuarantineResult> {
  warnings?: ErrorBody[]
}

export const syncFile = defineTask<SyncInput, FileSyncResult | GitSyncResult | null>({
  id: 'file.sync',
  version: 1,
  input: syncInput,
  async run(context, input) {
    const repository = FileRepository.get(context.catalogue, input.repository)
    const gitRemote = FileGitRemote.find(context.catalogue, { pulp_id: input.remote })
    if (gitRemote) {
      const result = await syncGit(context, repository, gitRemote, input)
      await publishLeftOver(context, repository)
      return result
    }
    const given = FileRemote.get(context.catalogue, input.remote)
    const remote = input.url === undefined ? given : { ...given, url: input.url }
    if (!remote.url) throw new StillwaterError('remote.no_url', { name: remote.name }, { status: 400 })
    const { verbatim } = repository
    const fetched = await fetchManifest(context, remote, verbatim)
    const { manifest, signature } = fetched
    assertSomething(context, repository, manifest, input)
    const warnings = await verifyManifest(remote, fetched)
    const facts = {
      manifest_sha256: manifest.digests.sha256 ?? '',
      signature_sha256: signature?.file.digests.sha256 ?? '',
      verbatim,
    }
    if (skipUnchanged(context, repository, remote, input, facts)) {
      await publishLeftOver(context, repository)
      return warnings.length > 0 ? { warnings } : null
    }
    // A wrong line anywhere is found here, before the first file is fetched for nothing.
    const listed = await measureManifest(manifest.path, wantedOf(remote))
    const stage = new ManifestStage(context, remote, manifest, listed.entries)
    const expected = remote.policy === 'immediate' ? listed : { files: 0, bytes: 0 }
    const sync = { remote, input, facts }
    const isExact = (version: VersionBuilder): boolean => version.summary().present['file.file'] === listed.entries
    const metadata = (version: VersionBuilder): MetadataFile[] | null =>
      input.mirror && isExact(version) ? metadataFiles(remote.url, fetched) : null
    const version = new DeclarativeVersion(context, stage, repository, {
      mirror: input.mirror,
      info: () => facts,
      expected,
      metadata,
      sync,
    })
    await version.create()
    await publishLeftOver(context, repository, version.metadataChanged)
    return { ...version.result, ...(warnings.length > 0 ? { warnings } : {}) }
  },
})
