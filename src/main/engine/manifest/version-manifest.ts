/** The manifest of a version: what it changed, as a durable object, before the version appears. */
import { setImmediate as turn } from 'node:timers/promises'
import { saveWritten, writeObject, type ManifestLine } from './object.ts'
import { blobToUuid } from '../db/column.ts'
import type { RepositoryInstance } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import { addedUnits, type Member, removedUnits, type Span } from '../repository/version-delta.ts'
import type { VersionRef } from '../repository/version.ts'
import { findManifest, type ManifestRow } from './manifest-row.ts'
import { plainObject } from './plain.ts'
import { touchedSince } from './touched.ts'
import { unitLines } from './unit-line.ts'

export const FORMAT = 1

/** Objects one upon the other at most: beyond this a delta goes down to the object that says everything. */
const MAX_DEPTH = 50

/** What a version's manifest says of the version itself. */
export type VersionFacts = Pick<
  VersionRef,
  'id' | 'number' | 'created' | 'baseVersionId' | 'info' | 'summary' | 'integrityRoot' | 'integrityScheme'
> & {
  /** Upstream's own index files that are kept with the version. */
  metadata?: { path: string; sha256: string }[]
}

export interface ManifestPlan {
  repository: RepositoryInstance
  version: VersionFacts
  /** What happened since the version before. */
  span: Span
  /** Units in the version. */
  present: number
  /** Changes of the version. */
  changes: number
  /** The manifest of the version before; null when it has none. */
  previous: ManifestRow | null
}

type Context = Pick<Engine, 'catalogue' | 'registry' | 'folder'> & { tempDir: string; signal: AbortSignal }

/**
 * Writes the manifest of a version that is about to be completed, or that was before there were manifests. The object is on disk for good
 * when the promise resolves; its row is the caller's to write, with the version's. Costs what changed: all units are written only when as
 * many as half of them changed since that was last done, so that over time each change is written a few times at most.
 */
export async function writeVersionManifest(context: Context, plan: ManifestPlan): Promise<ManifestRow> {
  const { previous, present, changes } = plan
  const since = (previous?.changes ?? 0) + changes
  if (!previous || since * 2 > present) return await write(context, plan, null, 0, everything(context, plan))
  if (previous.depth < MAX_DEPTH) return await write(context, plan, previous, since, changed(context, plan.span))
  const bottom = bottomOf(context, previous)
  return await write(context, plan, bottom, since, merged(context, plan, previous))
}

function bottomOf({ catalogue }: Context, from: ManifestRow): ManifestRow {
  let row = from
  while (row.base !== null) {
    const base = findManifest(catalogue, row.base)
    if (!base) throw new TypeError('rows of manifests hold on to their bases')
    row = base
  }
  return row
}

async function write(
  context: Context,
  { repository, version }: ManifestPlan,
  base: ManifestRow | null,
  changes: number,
  lines: AsyncIterable<ManifestLine>,
): Promise<ManifestRow> {
  const depth = base ? base.depth + 1 : 0
  const header = {
    format: FORMAT,
    kind: 'version',
    base: base?.sha256 ?? null,
    depth,
    changes,
    repository: plainObject(repository.cast()),
    version,
  }
  const file = await writeObject(context.tempDir, withHeader(header, lines))
  return { ...(await saveWritten(context.folder, file)), base: base?.sha256 ?? null, depth, changes }
}

async function* withHeader(header: ManifestLine, lines: AsyncIterable<ManifestLine>): AsyncGenerator<ManifestLine> {
  yield header
  yield* lines
}

async function* linesOf(context: Context, pages: Iterable<Member[]>): AsyncGenerator<ManifestLine> {
  for (const page of pages) {
    context.signal.throwIfAborted()
    yield* unitLines(context, page)
    await turn()
  }
}

function everything(context: Context, { span }: ManifestPlan): AsyncGenerator<ManifestLine> {
  return linesOf(context, addedUnits(context.catalogue, { ...span, before: -1 }))
}

async function* changed(context: Context, span: Span): AsyncGenerator<ManifestLine> {
  for (const page of removedUnits(context.catalogue, span)) {
    context.signal.throwIfAborted()
    for (const { id } of page) yield { gone: blobToUuid(id) }
    await turn()
  }
  yield* linesOf(context, addedUnits(context.catalogue, span))
}

/** All that changed since the object that says everything, as it stands now: read from the objects between, not from versions, which may be gone. */
async function* merged(context: Context, plan: ManifestPlan, previous: ManifestRow): AsyncGenerator<ManifestLine> {
  const { gone, pages } = await touchedSince(context, plan.span, previous)
  for (const id of gone) yield { gone: id }
  yield* linesOf(context, pages)
}
