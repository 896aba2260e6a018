/** A catalogue made anew from what lies in the data folder beside it. */
import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import { syncFolder } from '../../artifact/sync.ts'
import { type DataFolder, prepareDataFolder } from '../../data-folder.ts'
import type { Engine } from '../../engine.ts'
import { openEngine, type OpenEngineOptions } from '../../open-engine.ts'
import { FREE_KINDS } from '../record.ts'
import { valuesOf } from '../plain.ts'
import { danglingReferences } from './dangling.ts'
import { FileFinder } from './file-finder.ts'
import { makePublication } from './publications.ts'
import { type Found, findManifests } from './source.ts'
import { UnitMaker } from './units.ts'
import { VersionContent } from './version-content.ts'
import { RepositoryMaker } from './versions.ts'

export interface RebuildResult {
  repositories: number
  versions: number
  units: number
  publications: number
  distributions: number
  files: number
  /** Bytes of the files, all of which were read. */
  bytes: number
  /** Digests of files that are not there, or not as they were. */
  missing: string[]
  /** Versions whose content does not give the root that was fixed when they were made. */
  differing: string[]
  /** What could not be made again, in words. */
  problems: string[]
}

/**
 * Makes the catalogue from the manifests and the files alone, beside its place, and puts it there when it is whole. The caller holds the data
 * folder. Passwords and keys are not in the store: remotes that need them have to be given them again.
 * @throws StillwaterError `rebuild.catalogue_exists` (409), `rebuild.nothing_there`
 */
export async function rebuildCatalogue(
  options: Omit<OpenEngineOptions, 'migrate'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<RebuildResult> {
  const { folder } = options
  if (existsSync(folder.catalogue))
    throw new StillwaterError('rebuild.catalogue_exists', { file: folder.catalogue }, { status: 409 })
  prepareDataFolder(folder)
  const found = await findManifests(folder)
  if (found.repositories.length === 0) throw new StillwaterError('rebuild.nothing_there', { path: folder.manifest })
  const draft = { ...folder, catalogue: `${folder.catalogue}.rebuild` }
  await removeCatalogue(draft)
  const engine = openEngine({ ...options, folder: draft, migrate: true })
  let result: RebuildResult
  try {
    // Nothing relies on the draft before it is in place; what refers to nothing is looked for at the end.
    engine.catalogue.sqlite.pragma('synchronous = OFF')
    engine.catalogue.sqlite.pragma('foreign_keys = OFF')
    result = await fill(engine, found, signal)
    engine.catalogue.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    engine.catalogue.close()
  }
  await putInPlace(draft, folder)
  return result
}

async function removeCatalogue({ catalogue }: DataFolder): Promise<void> {
  for (const ending of ['', '-wal', '-shm']) await rm(catalogue + ending, { force: true })
}

async function putInPlace(draft: DataFolder, folder: DataFolder): Promise<void> {
  const handle = await open(draft.catalogue, 'r+')
  await handle.sync()
  await handle.close()
  await rename(draft.catalogue, folder.catalogue)
  await syncFolder(folder.root)
}

async function fill(engine: Engine, found: Found, signal: AbortSignal): Promise<RebuildResult> {
  const files = new FileFinder(engine)
  const units = new UnitMaker(engine, files)
  const maker = new RepositoryMaker(engine, found, new VersionContent(engine, found, units), files, signal)
  const problems = found.damaged.map((sha256) => `manifest ${sha256} cannot be read`)
  makeObjects(
    engine,
    found,
    FREE_KINDS.filter((kind) => kind !== 'distribution'),
    problems,
  )
  let repositories = 0
  let publications = 0
  for (const repository of found.repositories) {
    if (!(await maker.make(repository))) continue
    repositories += 1
    for (const publication of repository.publications) {
      signal.throwIfAborted()
      const problem = await makePublication(engine, found, files, publication)
      if (problem === null) publications += 1
      else problems.push(problem)
    }
  }
  const distributions = makeObjects(engine, found, ['distribution'], problems)
  problems.push(...maker.made.problems, ...danglingReferences(engine.catalogue))
  const { versions, differing } = maker.made
  return {
    repositories,
    versions,
    units: units.made,
    publications,
    distributions,
    ...files.counts,
    differing,
    problems,
  }
}

/** Remotes, distributions and the like. Answers how many. */
function makeObjects(
  engine: Engine,
  found: Found,
  kinds: readonly (typeof FREE_KINDS)[number][],
  problems: string[],
): number {
  const { catalogue, registry } = engine
  let made = 0
  for (const kind of kinds) {
    for (const object of found.objects[kind] ?? []) {
      const type = String(object['pulp_type'])
      const model = registry.findModel(kind, type)
      if (!model) problems.push(`${kind} ${String(object['name'])}: nothing here knows ${type}`)
      else {
        catalogue.transaction(() => model.insertMany(catalogue, [valuesOf(object)]))
        made += 1
      }
    }
  }
  return made
}
