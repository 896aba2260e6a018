/**
 * What stands beside the manifest objects and may change: for each repository which versions and publications it has now, and all remotes,
 * distributions and the like. Small files, each written anew as a whole.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../artifact/sync.ts'
import type { DataFolder } from '../data-folder.ts'
import { Publication, Repository } from '../db/masters.ts'
import type { AnyModel, MasterKind } from '../db/model.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'
import { listVersions, type VersionRef } from '../repository/version.ts'
import { metadataOfVersion } from '../repository/version-metadata.ts'
import type { ManifestLine } from './object.ts'
import { plainObject } from './plain.ts'
import { FORMAT, type VersionFacts } from './version-manifest.ts'

export interface RepositoryRecord {
  format: number
  repository: ManifestLine
  versions: (VersionFacts & { manifest: string | null })[]
  publications: { publication: ManifestLine; manifest: string | null }[]
}

export interface ObjectsRecord {
  format: number
  /** By kind. */
  objects: Partial<Record<MasterKind, ManifestLine[]>>
}

/** Kinds that belong to no repository, in the order in which they can be made again. */
export const FREE_KINDS: readonly MasterKind[] = [
  'remote',
  'contentguard',
  'alternatecontentsource',
  'exporter',
  'importer',
  'distribution',
]

/** Index files of upstream that are kept with a version, as its facts have them. */
export function upstreamMetadata(catalogue: Catalogue, versionId: string): Pick<VersionFacts, 'metadata'> {
  const files = metadataOfVersion(catalogue, versionId)
  return files.length === 0
    ? {}
    : { metadata: files.map(({ relativePath, sha256 }) => ({ path: relativePath, sha256 })) }
}

type Readers = Pick<Engine, 'catalogue' | 'registry'>

const repositoryFolder = (folder: DataFolder): string => join(folder.manifest, 'repository')
const objectsFile = (folder: DataFolder): string => join(folder.manifest, 'objects.json')
const repositoryFile = (folder: DataFolder, id: string): string => join(repositoryFolder(folder), `${id}.json`)

export function factsOf({ catalogue }: Pick<Engine, 'catalogue'>, version: VersionRef): VersionFacts {
  const { id, number, created, baseVersionId, info, summary, integrityRoot, integrityScheme } = version
  const facts = { id, number, created, baseVersionId, info, summary, integrityRoot, integrityScheme }
  return { ...facts, ...upstreamMetadata(catalogue, id) }
}

function sealed({ catalogue }: Readers, table: 'version' | 'publication', id: string): string | null {
  const sql = `SELECT lower(hex(manifest)) AS manifest FROM core_${table}seal WHERE ${table}_id = ? AND manifest IS NOT NULL`
  const row = catalogue.prepare(sql).get(uuidToBlob(id)) as { manifest: string } | undefined
  return row?.manifest ?? null
}

function repositoryRecord(engine: Readers, id: string): RepositoryRecord | null {
  const { catalogue } = engine
  const repository = Repository.find(catalogue, { pulp_id: id })
  if (!repository || !engine.registry.findModel('repository', repository.pulp_type)) return null
  const versions = listVersions(catalogue, id).toReversed()
  const publications = versions.flatMap((version) =>
    Publication.list(catalogue, { where: { repository_version_id: version.id, complete: true } }),
  )
  return {
    format: FORMAT,
    repository: plainObject(repository.cast()),
    versions: versions.map((version) => ({
      ...factsOf(engine, version),
      manifest: sealed(engine, 'version', version.id),
    })),
    publications: publications.map((publication) => ({
      publication: plainObject(publication.cast()),
      manifest: sealed(engine, 'publication', publication.pulp_id),
    })),
  }
}

function objectsRecord({ catalogue, registry }: Readers): ObjectsRecord {
  const ofKind = (kind: MasterKind): AnyModel[] => registry.allModels.filter((model) => model.kind === kind)
  const listed = FREE_KINDS.map((kind) => [
    kind,
    ofKind(kind).flatMap((model) => model.list(catalogue).map(plainObject)),
  ])
  return { format: FORMAT, objects: Object.fromEntries(listed) as ObjectsRecord['objects'] }
}

/** Writes records that differ from what was written last. One for each data folder and process. */
export class Records {
  private readonly engine: Engine
  private readonly written = new Map<string, string>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Everything; for the start, and for tests. */
  async keepAll(): Promise<void> {
    const { catalogue, folder } = this.engine
    const ids = Repository.list(catalogue).map((repository) => repository.pulp_id)
    for (const id of ids) await this.keepRepository(id)
    for (const id of await recordedRepositories(folder)) if (!ids.includes(id)) await this.keepRepository(id)
    await this.keepObjects()
  }

  async keepRepository(id: string): Promise<void> {
    const { folder } = this.engine
    const record = repositoryRecord(this.engine, id)
    if (record) await this.write(repositoryFolder(folder), repositoryFile(folder, id), record)
    else if (!Repository.find(this.engine.catalogue, { pulp_id: id }))
      await rm(repositoryFile(folder, id), { force: true })
  }

  async keepObjects(): Promise<void> {
    const { folder } = this.engine
    await this.write(folder.manifest, objectsFile(folder), objectsRecord(this.engine))
  }

  private async write(folder: string, file: string, record: object): Promise<void> {
    const text = `${JSON.stringify(record)}\n`
    const digest = createHash('sha256').update(text).digest('base64')
    if (this.written.get(file) === digest) return
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const draft = `${file}.new`
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(text)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
    await syncFolder(folder)
    this.written.set(file, digest)
  }
}

async function recordedRepositories(folder: DataFolder): Promise<string[]> {
  const names = await readdir(repositoryFolder(folder)).catch(() => [])
  return names.flatMap((name) => /^([0-9a-f-]{36})\.json$/.exec(name)?.[1] ?? [])
}

/** The records of a data folder; those that cannot be read are left out, as the objects say most of it too. */
export async function readRecords(
  folder: DataFolder,
): Promise<{ repositories: RepositoryRecord[]; objects: ObjectsRecord['objects'] }> {
  const ids = await recordedRepositories(folder)
  const repositories = await Promise.all(ids.map((id) => readJson<RepositoryRecord>(repositoryFile(folder, id))))
  const objects = await readJson<ObjectsRecord>(objectsFile(folder))
  return { repositories: repositories.filter((record) => record !== null), objects: objects?.objects ?? {} }
}

async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch {
    return null
  }
}
