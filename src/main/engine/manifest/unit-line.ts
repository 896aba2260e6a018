/** Units as lines of a manifest: everything about them but the bytes of their files. */
import { DIGEST_NAMES, type DigestName, type Digests } from '#shared/digest'
import type { Statement } from '../db/catalogue.ts'
import { blobToUuid } from '../db/column.ts'
import type { AnyModel } from '../db/model.ts'
import { RowReader } from '../db/row-reader.ts'
import type { Engine } from '../engine.ts'
import type { Member } from '../repository/version-delta.ts'
import type { ManifestLine } from './object.ts'
import { isKept, plainValue } from './plain.ts'

/** Where a file can be had. */
export interface SourceLine {
  /** Id of the remote. */
  remote: string
  url: string
  size: number | null
  digests: Digests
}

export interface FileLine {
  path: string
  /** Of the stored file; left out while it is only known. */
  sha256?: string
  size?: number
  sources?: SourceLine[]
}

export interface UnitLine {
  unit: ManifestLine
  files: FileLine[]
}

const FILES = `SELECT ca.pulp_id AS id, ca.relative_path AS path, a.sha256 AS stored, a.size AS stored_size, ra.remote_id AS remote, ra.url, ra.size,
    ${DIGEST_NAMES.map((name) => `ra.${name}`).join(', ')}
  FROM core_contentartifact ca LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
  LEFT JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id
  WHERE ca.content_id = ? ORDER BY ca.relative_path`

/** A file with one of its sources, if it has any. */
type RawFile = {
  id: Buffer
  path: string
  stored: Buffer | null
  stored_size: number | null
  remote: Buffer | null
  url: string
  size: number | null
} & Record<DigestName, Buffer | null>

function digestsOf(raw: RawFile): Digests {
  const digests: Digests = {}
  for (const name of DIGEST_NAMES) if (raw[name]) digests[name] = raw[name].toString('hex')
  return digests
}

function filesOf(statement: Statement, contentId: Buffer): FileLine[] {
  const files: FileLine[] = []
  let id: Buffer | null = null
  for (const raw of statement.all(contentId) as RawFile[]) {
    const { path, stored, stored_size: size, remote } = raw
    if (!id?.equals(raw.id))
      files.push({ path, ...(stored && size !== null ? { sha256: stored.toString('hex'), size } : {}) })
    id = raw.id
    if (!remote) continue
    const source = { remote: blobToUuid(remote), url: raw.url, size: raw.size, digests: digestsOf(raw) }
    ;((files.at(-1) as FileLine).sources ??= []).push(source)
  }
  return files
}

/** Lines of a page of units, in no order. */
export function* unitLines(
  { catalogue, registry }: Pick<Engine, 'catalogue' | 'registry'>,
  page: readonly Member[],
): Generator<ManifestLine> {
  const files = catalogue.prepare(FILES)
  for (const { id, type } of page) {
    const unit = readerOf(registry.model('content', type)).read(catalogue, id, plainValue)
    if (!unit) continue
    const line: UnitLine = { unit, files: filesOf(files, id) }
    yield line as unknown as ManifestLine
  }
}

/** When somebody last looked for the unit says nothing later. */
const CLOCKS = new Set(['timestamp_of_interest', 'pulp_last_updated'])

const readers = new WeakMap<AnyModel, RowReader>()

function readerOf(model: AnyModel): RowReader {
  let reader = readers.get(model)
  if (!reader) {
    reader = new RowReader(model, (name) => !CLOCKS.has(name) && isKept(model, name))
    readers.set(model, reader)
  }
  return reader
}
