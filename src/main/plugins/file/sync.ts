import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import {
  DeclarativeArtifact,
  DeclarativeContent,
  DeclarativeVersion,
  defineTask,
  type InstanceOf,
  latestVersion,
  type RemoteInstance,
  Stage,
  type SyncInput,
  type TaskContext,
  type TemporaryFile,
  unit,
  type VersionRef,
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

/** What must be the same for a sync to have nothing to do. */
function syncFacts(remote: RemoteInstance, manifest: TemporaryFile, mirror: boolean): Record<string, string | boolean> {
  return { manifest_sha256: manifest.digests.sha256 ?? '', url: remote.url, policy: remote.policy, mirror }
}

function isUnchanged(version: VersionRef, facts: Record<string, string | boolean>): boolean {
  return Object.entries(facts).every(([name, value]) => version.info[name] === value)
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

/** Publishes the newest version when whoever made it was cut off before that (a full disk, a kill): no later sync makes it anew. */
async function publishLeftOver(context: TaskContext, repository: InstanceOf<typeof FileRepository>): Promise<void> {
  const { autopublish, manifest, pulp_id } = FileRepository.get(context.catalogue, repository.pulp_id)
  const latest = latestVersion(context.catalogue, pulp_id)
  if (!autopublish || latest.number === 0) return
  if (FilePublication.find(context.catalogue, { repository_version_id: latest.id, complete: true })) return
  await publishVersion(context, latest, manifest)
}

export const syncFile = defineTask<SyncInput, void>({
  id: 'file.sync',
  version: 1,
  input: z.object({ repository: z.string(), remote: z.string(), mirror: z.boolean(), optimize: z.boolean() }),
  async run(context, input) {
    const repository = FileRepository.get(context.catalogue, input.repository)
    const remote = FileRemote.get(context.catalogue, input.remote)
    if (!remote.url) throw new StillwaterError('remote.no_url', { name: remote.name }, { status: 400 })
    const manifest = await fetchManifest(context, remote)
    const facts = syncFacts(remote, manifest, input.mirror)
    if (input.optimize && isUnchanged(latestVersion(context.catalogue, repository.pulp_id), facts)) {
      context
        .progress({
          message: 'Skipping Sync (no change from previous sync)',
          code: 'sync.was_skipped',
          total: 1,
          done: 1,
        })
        .finish()
      return await publishLeftOver(context, repository)
    }
    // A wrong line anywhere is found here, before the first file is fetched for nothing.
    const listed = await measureManifest(manifest.path)
    const stage = new ManifestStage(context, remote, manifest, listed.files)
    const expected = remote.policy === 'immediate' ? listed : { files: 0, bytes: 0 }
    const options = { mirror: input.mirror, info: () => facts, expected }
    await new DeclarativeVersion(context, stage, repository, options).create()
    await publishLeftOver(context, repository)
  },
})
