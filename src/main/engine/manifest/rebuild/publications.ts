import { uuidv7 } from '#shared/id'
import { uuidToBlob } from '../../db/column.ts'
import type { Engine } from '../../engine.ts'
import { PublishedMetadata } from '../../repository/published-metadata.ts'
import { insertManifest, insertPublicationSeal } from '../manifest-row.ts'
import { type ManifestLine, readObject } from '../object.ts'
import { valuesOf } from '../plain.ts'
import type { PublishedLine } from '../publication-manifest.ts'
import type { FileFinder } from './file-finder.ts'
import type { Found, FoundRepository } from './source.ts'

type FoundPublication = FoundRepository['publications'][number]

/** Makes a publication again, complete or not at all. Answers what kept it from being made, in words, or null. */
export async function makePublication(
  engine: Engine,
  found: Found,
  files: FileFinder,
  { publication, manifest }: FoundPublication,
): Promise<string | null> {
  const { catalogue, registry } = engine
  const id = String(publication['pulp_id'])
  const model = registry.findModel('publication', String(publication['pulp_type']))
  const version = uuidToBlob(String(publication['repository_version_id']))
  if (!model || manifest === null) return `publication ${id} has to be made anew`
  if (!catalogue.prepare('SELECT 1 FROM core_repositoryversion WHERE pulp_id = ?').get(version))
    return `publication ${id}: its version is not there`
  try {
    const lines = await readLines(found, manifest)
    await files.record(
      lines.flatMap((line) => ('metadata' in line ? [line.sha256] : [])),
      true,
    )
    catalogue.transaction(() => {
      model.insertMany(catalogue, [{ ...valuesOf(publication), task_id: null, complete: true }])
      for (const line of lines) publishLine(engine, files, id, line)
      insertManifest(catalogue, {
        sha256: manifest,
        base: null,
        depth: 0,
        changes: 0,
        size: found.sizes.get(manifest) ?? 0,
      })
      insertPublicationSeal(catalogue, id, manifest)
    })
    return null
  } catch (error) {
    return `publication ${id}: ${(error as Error).message}`
  }
}

async function readLines(found: Found, manifest: string): Promise<PublishedLine[]> {
  const lines: ManifestLine[] = []
  for await (const line of readObject(found.storage, manifest)) if (line['path']) lines.push(line)
  return lines as unknown as PublishedLine[]
}

function publishLine(engine: Engine, files: FileFinder, publicationId: string, line: PublishedLine): void {
  const { catalogue } = engine
  const publication = uuidToBlob(publicationId)
  if ('metadata' in line) {
    const artifact = files.idOf(line.sha256)
    if (!artifact) throw new Error(`the index ${line.path} is not in the store`)
    const values = { pulp_id: line.metadata, publication_id: publicationId, relative_path: line.path }
    PublishedMetadata.insertMany(catalogue, [values])
    catalogue
      .prepare('INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, ?, ?)')
      .run(uuidToBlob(uuidv7()), uuidToBlob(line.metadata), artifact, line.path)
  }
  const [unit, file] = 'metadata' in line ? [line.metadata, line.path] : [line.unit, line.file]
  catalogue
    .prepare(
      `INSERT INTO core_publishedartifact (publication_id, relative_path, content_artifact_id, renamed)
       SELECT ?, ?, pulp_id, ? FROM core_contentartifact WHERE content_id = ? AND relative_path = ?`,
    )
    .run(publication, line.path, file === line.path ? 0 : 1, uuidToBlob(unit), file)
}
