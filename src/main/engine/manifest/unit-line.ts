/** Units as lines of a manifest: everything about them but the bytes of their files. */
import { DIGEST_NAMES, type DigestName, type Digests } from '#shared/digest'
import { blobToUuid, uuidToBlob } from '../db/column.ts'
import type { BaseRow, Instance } from '../db/model.ts'
import type { Engine } from '../engine.ts'
import type { Member } from '../repository/version-delta.ts'
import type { ManifestLine } from './object.ts'
import { plainObject } from './plain.ts'

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

function sourceLine(raw: RawFile, remote: Buffer): SourceLine {
  const digests: Digests = {}
  for (const name of DIGEST_NAMES) if (raw[name]) digests[name] = raw[name].toString('hex')
  return { remote: blobToUuid(remote), url: raw.url, size: raw.size, digests }
}

function filesOf({ catalogue }: Pick<Engine, 'catalogue'>, contentId: string): FileLine[] {
  const files: FileLine[] = []
  let id: Buffer | null = null
  for (const raw of catalogue.prepare(FILES).all(uuidToBlob(contentId)) as RawFile[]) {
    const { path, stored, stored_size: size, remote } = raw
    if (!id?.equals(raw.id))
      files.push({ path, ...(stored && size !== null ? { sha256: stored.toString('hex'), size } : {}) })
    id = raw.id
    if (remote) ((files.at(-1) as FileLine).sources ??= []).push(sourceLine(raw, remote))
  }
  return files
}

/** Lines of a page of units, in no order. */
export function* unitLines(
  engine: Pick<Engine, 'catalogue' | 'registry'>,
  page: readonly Member[],
): Generator<ManifestLine> {
  for (const [type, members] of Map.groupBy(page, (member) => member.type)) {
    const ids = members.map(({ id }) => blobToUuid(id))
    const units: Instance<BaseRow>[] = engine.registry.model('content', type).list(engine.catalogue, { ids })
    for (const unit of units) {
      const line: UnitLine = { unit: withoutClock(plainObject(unit)), files: filesOf(engine, unit.pulp_id) }
      yield line as unknown as ManifestLine
    }
  }
}

/** When somebody last looked for the unit says nothing later. */
function withoutClock(unit: ManifestLine): ManifestLine {
  const { timestamp_of_interest: _clock, pulp_last_updated: _updated, ...rest } = unit
  return Object.fromEntries(Object.entries(rest).filter(([name, value]) => !isUsual(name, value)))
}

const isUsual = (name: string, value: unknown): boolean =>
  (name === 'upstream_id' && value === null) || (name === 'pulp_labels' && JSON.stringify(value) === '{}')
