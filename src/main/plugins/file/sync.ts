import { StillwaterError } from '#shared/error'
import {
  DeclarativeArtifact,
  DeclarativeContent,
  DeclarativeVersion,
  defineTask,
  type InstanceOf,
  latestVersion,
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
  withDownloader,
} from '#plugin-api'
import { type ManifestEntry, measureManifest, readManifest } from './manifest.ts'
import { FileContent, FilePublication, FileRemote, FileRepository } from './models.ts'
import { publishVersion } from './publish.ts'

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

async function fetchManifest(context: TaskContext, remote: RemoteInstance): Promise<TemporaryFile> {
  const progress = context.progress({ message: 'Downloading Metadata', code: 'sync.downloading.metadata', total: 1 })
  const manifest = await withDownloader(context, remote, (downloader) =>
    downloader.download({ url: remote.url, maxSize: MAX_MANIFEST, name: 'PULP_MANIFEST', signal: context.signal }),
  )
  progress.increment()
  progress.finish()
  return manifest.file
}

/** Which entries the remote's filters take. */
function wantedOf(remote: RemoteInstance): (entry: ManifestEntry) => boolean {
  const filter = unitFilter(remote)
  return ({ relativePath }) => filter?.({ paths: [relativePath], names: [] }) ?? true
}

/** Publishes the newest version when whoever made it was cut off before that (a full disk, a kill): no later sync makes it anew. */
async function publishLeftOver(context: TaskContext, repository: InstanceOf<typeof FileRepository>): Promise<void> {
  const { autopublish, manifest, pulp_id } = FileRepository.get(context.catalogue, repository.pulp_id)
  const latest = latestVersion(context.catalogue, pulp_id)
  if (!autopublish || latest.number === 0) return
  if (FilePublication.find(context.catalogue, { repository_version_id: latest.id, complete: true })) return
  await publishVersion(context, latest, manifest)
}

export const syncFile = defineTask<SyncInput, QuarantineResult | null>({
  id: 'file.sync',
  version: 1,
  input: syncInput,
  async run(context, input) {
    const repository = FileRepository.get(context.catalogue, input.repository)
    const remote = FileRemote.get(context.catalogue, input.remote)
    if (!remote.url) throw new StillwaterError('remote.no_url', { name: remote.name }, { status: 400 })
    const manifest = await fetchManifest(context, remote)
    const facts = { manifest_sha256: manifest.digests.sha256 ?? '' }
    if (skipUnchanged(context, repository, remote, input, facts)) {
      await publishLeftOver(context, repository)
      return null
    }
    // A wrong line anywhere is found here, before the first file is fetched for nothing.
    const listed = await measureManifest(manifest.path, wantedOf(remote))
    const stage = new ManifestStage(context, remote, manifest, listed.entries)
    const expected = remote.policy === 'immediate' ? listed : { files: 0, bytes: 0 }
    const options = { mirror: input.mirror, info: () => facts, expected, sync: { remote, input, facts } }
    const version = new DeclarativeVersion(context, stage, repository, options)
    await version.create()
    await publishLeftOver(context, repository)
    return version.result
  },
})
