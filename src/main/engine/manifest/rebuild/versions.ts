import { blobToUuid, uuidToBlob } from '../../db/column.ts'
import type { ContentCounts, ContentSummary } from '../../db/table/content.ts'
import type { Engine } from '../../engine.ts'
import { followSpan, INTEGRITY_SCHEME } from '../../repository/integrity-root.ts'
import { SetHash } from '../../repository/set-hash.ts'
import { linkVersionMetadata } from '../../repository/version-metadata.ts'
import { walkedRoot } from '../../repository/walked-root.ts'
import { insertManifest, insertVersionSeal } from '../manifest-row.ts'
import { valuesOf } from '../plain.ts'
import type { FileFinder } from './file-finder.ts'
import type { Found, FoundRepository, FoundVersion } from './source.ts'
import type { VersionContent } from './version-content.ts'

export interface VersionsMade {
  versions: number
  /** Versions whose content does not give the root that was fixed when they were made. */
  differing: string[]
  problems: string[]
}

/** Makes a repository and its versions again, the oldest first, and compares each one's root. */
export class RepositoryMaker {
  readonly made: VersionsMade = { versions: 0, differing: [], problems: [] }
  private readonly engine: Engine
  private readonly found: Found
  private readonly content: VersionContent
  private readonly files: FileFinder
  private readonly signal: AbortSignal

  constructor(engine: Engine, found: Found, content: VersionContent, files: FileFinder, signal: AbortSignal) {
    this.engine = engine
    this.found = found
    this.content = content
    this.files = files
    this.signal = signal
  }

  /** Answers whether its type is one of ours. */
  async make({ repository, versions }: FoundRepository): Promise<boolean> {
    const { catalogue, registry } = this.engine
    const model = registry.findModel('repository', String(repository['pulp_type']))
    if (!model) {
      this.made.problems.push(
        `repository ${String(repository['name'])}: nothing here knows ${String(repository['pulp_type'])}`,
      )
      return false
    }
    const next = Math.max(Number(repository['next_version']), ...versions.map(({ facts }) => facts.number + 1))
    catalogue.transaction(() => model.insertMany(catalogue, [{ ...valuesOf(repository), next_version: next }]))
    await this.makeVersions(String(repository['pulp_id']), String(repository['name']), versions)
    return true
  }

  private async makeVersions(repositoryId: string, name: string, versions: readonly FoundVersion[]): Promise<void> {
    const set = new SetHash()
    let before = -1
    let present: ContentCounts = {}
    this.content.begin()
    for (const version of versions) {
      this.signal.throwIfAborted()
      const { number } = version.facts
      try {
        await this.content.goTo(version.manifest)
      } catch (error) {
        this.made.problems.push(`version ${number} of ${name}: ${(error as Error).message}`)
        continue
      }
      this.content.writeMembership(repositoryId, number)
      await followSpan(this.engine, set, { repositoryId, before, number }, this.signal)
      before = number
      const summary = this.summary(repositoryId, number, present)
      present = summary.present
      this.insert(repositoryId, version, set, summary)
      await this.keepMetadata(version)
      if (!this.hasItsRoot(repositoryId, version, set)) this.made.differing.push(`version ${number} of ${name}`)
    }
  }

  private async keepMetadata({ facts: { id, metadata = [] } }: FoundVersion): Promise<void> {
    await this.files.record(
      metadata.map(({ sha256 }) => sha256),
      true,
    )
    const kept = metadata.flatMap(({ path, sha256 }) => {
      const artifact = this.files.idOf(sha256)
      return artifact ? [{ relativePath: path, artifactId: blobToUuid(artifact) }] : []
    })
    // A bit-exact publication needs all of them.
    if (kept.length > 0 && kept.length === metadata.length) linkVersionMetadata(this.engine.catalogue, id, kept)
  }

  private hasItsRoot(repositoryId: string, { facts }: FoundVersion, set: SetHash): boolean {
    if (facts.integrityRoot === null) return true
    const summed = facts.integrityScheme === INTEGRITY_SCHEME.summed
    const root = summed ? set.root : walkedRoot(this.engine, { repositoryId, number: facts.number })
    return root.toString('hex') === facts.integrityRoot
  }

  private insert(repositoryId: string, { facts, manifest }: FoundVersion, set: SetHash, summary: ContentSummary): void {
    const { catalogue } = this.engine
    catalogue.transaction(() => {
      catalogue
        .prepare(
          `INSERT INTO core_repositoryversion (pulp_id, pulp_created, pulp_last_updated, repository_id, number, complete, base_version_id, info,
             content_summary, integrity_root, integrity_scheme) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`,
        )
        .run(
          uuidToBlob(facts.id),
          facts.created,
          facts.created,
          uuidToBlob(repositoryId),
          facts.number,
          facts.baseVersionId && uuidToBlob(facts.baseVersionId),
          JSON.stringify(facts.info),
          JSON.stringify(summary),
          facts.integrityRoot && Buffer.from(facts.integrityRoot, 'hex'),
          facts.integrityScheme,
        )
      for (const header of manifest === null ? [] : this.content.chainOf(manifest)) {
        const size = this.found.sizes.get(header.sha256) ?? 0
        insertManifest(catalogue, { ...header, size })
      }
      insertVersionSeal(catalogue, facts.id, set.state, manifest)
    })
    this.made.versions += 1
  }

  private summary(repositoryId: string, number: number, before: ContentCounts): ContentSummary {
    const count = (column: string): ContentCounts => {
      const sql = `SELECT c.pulp_type AS type, COUNT(*) AS n FROM core_repositorycontent m JOIN core_content c ON c.pulp_id = m.content_id
        WHERE m.repository_id = ? AND m.${column} = ? GROUP BY c.pulp_type ORDER BY c.pulp_type`
      const rows = this.engine.catalogue.prepare(sql).all(uuidToBlob(repositoryId), number) as {
        type: string
        n: number
      }[]
      return Object.fromEntries(rows.map(({ type, n }) => [type, n]))
    }
    const added = count('version_added')
    const removed = count('version_removed')
    const types = [...new Set([...Object.keys(before), ...Object.keys(added)])].toSorted()
    const counts = types.map((type) => [type, (before[type] ?? 0) + (added[type] ?? 0) - (removed[type] ?? 0)] as const)
    return { added, removed, present: Object.fromEntries(counts.filter(([, n]) => n > 0)) }
  }
}
