/** What a data folder's manifests say there should be. */
import type { DataFolder } from '../../data-folder.ts'
import type { FileSystemStorage } from '../../artifact/file-system-storage.ts'
import type { ManifestLine } from '../object.ts'
import { manifestStorage, readHeader } from '../object.ts'
import { readRecords, type RepositoryRecord } from '../record.ts'
import type { VersionFacts } from '../version-manifest.ts'

export interface VersionHeader {
  sha256: string
  base: string | null
  depth: number
  changes: number
  repository: ManifestLine
  version: VersionFacts
}

export interface FoundVersion {
  facts: VersionFacts
  /** Null for one that never held anything. */
  manifest: string | null
}

export interface FoundRepository {
  repository: ManifestLine
  versions: FoundVersion[]
  publications: RepositoryRecord['publications']
}

export interface Found {
  storage: FileSystemStorage
  headers: ReadonlyMap<string, VersionHeader>
  repositories: FoundRepository[]
  objects: Awaited<ReturnType<typeof readRecords>>['objects']
  /** Bytes of each object. */
  sizes: ReadonlyMap<string, number>
  /** Digests of objects that cannot be read. */
  damaged: string[]
}

/** Reads the records and the first line of every object. */
export async function findManifests(folder: DataFolder): Promise<Found> {
  const storage = manifestStorage(folder)
  const headers = new Map<string, VersionHeader>()
  const sizes = new Map<string, number>()
  const damaged: string[] = []
  for await (const sha256 of storage.list()) {
    const header = await readHeader(storage, sha256)
    sizes.set(sha256, (await storage.stat(sha256))?.size ?? 0)
    if (!header) damaged.push(sha256)
    else if (header['kind'] === 'version') headers.set(sha256, { ...(header as unknown as VersionHeader), sha256 })
  }
  const { repositories, objects } = await readRecords(folder)
  return { storage, headers, repositories: merge(repositories, [...headers.values()]), objects, sizes, damaged }
}

const idOf = (line: ManifestLine): string => String(line['pulp_id'])

/**
 * Repositories as their records tell, and what was committed after a record was last written: a version's object is there before the
 * version is, its record a moment later. A number that a record knows to be used up comes from an older state or from a task cut off.
 */
function merge(records: readonly RepositoryRecord[], headers: readonly VersionHeader[]): FoundRepository[] {
  const found = new Map<string, FoundRepository>()
  const nextNumbers = new Map<string, number>()
  for (const { repository, versions, publications } of records) {
    const known = versions.map(({ manifest, ...facts }) => ({ facts, manifest }))
    found.set(idOf(repository), { repository, versions: known, publications })
    nextNumbers.set(idOf(repository), Number(repository['next_version']))
  }
  const newestFirst = headers.toSorted((a, b) => b.version.created - a.version.created)
  for (const { repository, version, sha256 } of newestFirst) {
    const id = idOf(repository)
    if (version.number < (nextNumbers.get(id) ?? 0)) continue
    const one = found.get(id) ?? { repository, versions: [], publications: [] }
    found.set(id, one)
    const isTaken = one.versions.some(({ facts }) => facts.number === version.number)
    if (!isTaken) one.versions.push({ facts: version, manifest: sha256 })
  }
  for (const one of found.values()) one.versions.sort((a, b) => a.facts.number - b.facts.number)
  return [...found.values()]
}
