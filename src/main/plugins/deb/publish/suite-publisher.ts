/** Publishes one suite: its indices in every compression, under their names and their hashes, and a Release that lists them. */
import { readFile } from 'node:fs/promises'
import type { Artifact, PublicationBuilder, SigningKey, TaskContext, TemporaryFile } from '#plugin-api'
import type { ReleaseDescription, ListedIndex } from './release-text.ts'
import { formatRelease } from './release-text.ts'
import { ENDINGS, writeIndex, writePlain, type WrittenIndex } from './index-writer.ts'
import { findWritten, type IndexContent, keepWritten } from './written-indices.ts'

/** Hashes under which files are served; each is listed in Release too. */
const BY_HASH = [
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
] as const

export class SuitePublisher {
  /** Paths under a hash that this publication serves. */
  readonly byHash: Set<string>
  private readonly context: TaskContext
  private readonly publication: PublicationBuilder
  private readonly folder: string
  private readonly listed: ListedIndex[] = []

  constructor(context: TaskContext, publication: PublicationBuilder, folder: string, byHash: Set<string>) {
    this.context = context
    this.publication = publication
    this.folder = folder
    this.byHash = byHash
  }

  /** Publishes an index: that of an earlier publication with the same stanzas, else one that is written now. `path` is below the suite's folder. */
  async addIndex(path: string, { fingerprint, texts }: IndexContent): Promise<void> {
    const known = fingerprint && findWritten(this.context, fingerprint, ENDINGS)
    if (known) {
      for (const [ending, artifact] of known) this.publishStored(path + ending, artifact)
      return
    }
    const written = await writeIndex(this.context, path, texts)
    for (const one of written) await this.publish(one)
    if (!fingerprint) return
    const files = written.map((one) => [one.path.slice(path.length), one.file.digests.sha256 ?? ''] as const)
    keepWritten(this.context, fingerprint, files)
  }

  /** Publishes a text as it is and lists it, such as the Release of one index. */
  async addText(path: string, text: string): Promise<void> {
    await this.publish({ path, file: await this.textFile(path, text) })
  }

  /** Whether an index of this path is published already, in whichever compression. */
  lists(path: string): boolean {
    return this.listed.some((one) => one.path === path || one.path.startsWith(`${path}.`))
  }

  /** A file of upstream, published as it is. The Release also lists its plain form where upstream's did, or clients would not see it. */
  addUpstream(entries: readonly ListedIndex[], contentArtifactId: string): void {
    const [main] = entries
    if (!main) return
    this.listed.push(...entries)
    this.publication.addArtifacts([
      { relativePath: this.folder + main.path, contentArtifactId },
      ...this.hashed(main).map((relativePath) => ({ relativePath, contentArtifactId })),
    ])
  }

  private async publish({ path, file }: WrittenIndex): Promise<void> {
    const { contentArtifactId } = await this.publication.addMetadata(this.folder + path, file)
    this.list({ path, size: file.size, digests: file.digests }, contentArtifactId)
  }

  private publishStored(path: string, { id, size, digests }: Artifact): void {
    const { contentArtifactId } = this.publication.addStoredMetadata(this.folder + path, id)
    this.list({ path, size, digests }, contentArtifactId)
  }

  private list(index: ListedIndex, contentArtifactId: string): void {
    this.listed.push(index)
    this.publication.addArtifacts(this.hashed(index).map((relativePath) => ({ relativePath, contentArtifactId })))
  }

  /** Paths of a file under its hashes; none that is served already, as for empty files beside each other. */
  private hashed({ path, digests }: ListedIndex): string[] {
    const directory = this.folder + path.slice(0, path.lastIndexOf('/') + 1)
    return BY_HASH.flatMap(([name, algorithm]) => {
      const digest = digests[algorithm]
      const hashed = `${directory}by-hash/${name}/${digest}`
      if (digest === undefined || this.byHash.has(hashed)) return []
      this.byHash.add(hashed)
      return [hashed]
    })
  }

  /** Ends the suite with its Release, signed when there is a key. */
  async finish(release: ReleaseDescription, key: SigningKey | null): Promise<void> {
    const path = `${this.folder}Release`
    const file = await writePlain(this.context, path, [formatRelease(release, this.listed)])
    const bytes = await readFile(file.path)
    const signed: [string, string][] = key
      ? [
          [`${this.folder}InRelease`, await key.signClear(bytes.toString('utf8'))],
          [`${this.folder}Release.gpg`, await key.signDetached(bytes)],
        ]
      : []
    await this.publication.addMetadata(path, file)
    for (const [name, text] of signed) await this.publication.addMetadata(name, await this.textFile(name, text))
  }

  private textFile(name: string, text: string): Promise<TemporaryFile> {
    return writePlain(this.context, name, [text])
  }
}
