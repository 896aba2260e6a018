/** Which units of a version a copy takes. */
import { StillwaterError } from '#shared/error'
import { blobToUuid, contentIdsOf, IN_VERSION, type TaskContext, uuidToBlob, type VersionRef } from '#plugin-api'
import { closuresOf } from '../closure/choose.ts'
import type { Unmet } from '../closure/closure.ts'
import { QuerySet } from '../closure/query-set.ts'
import type { Stanza } from '../closure/stanza.ts'
import { InstallerPackage, Package, SourcePackage } from '../model/package.ts'
import type { AptCopyEntry, CopyOptions } from './options.ts'
import { stanzasOfVersion } from './stanzas.ts'

export interface Selection {
  ids: Set<string>
  /** Queries that took nothing. */
  unmatched: readonly string[]
  unmet: readonly Unmet[]
}

/** @throws StillwaterError `deb.not_in_source` */
export async function selectContent(
  context: TaskContext,
  entry: AptCopyEntry,
  source: VersionRef,
  base: VersionRef,
  options: CopyOptions,
): Promise<Selection> {
  const isChosen = entry.content !== null || entry.package_query.length > 0
  // A version's index files are true of that version alone: they come along where nothing else is.
  if (!isChosen && Object.keys(base.summary.present).length === 0) {
    return { ids: new Set(contentIdsOf(context.catalogue, source)), unmatched: [], unmet: [] }
  }
  const ids = new Set(isChosen ? membersAmong(context, source, entry.content ?? []) : everyPackage(context, source))
  const isRead = entry.package_query.length > 0 || options.dependency_solving || options.sync_sources
  if (!isRead) return { ids, unmatched: [], unmet: [] }
  return await withStanzas(context, { entry, source, base, options, ids })
}

function everyPackage({ catalogue }: TaskContext, source: VersionRef): string[] {
  return [Package, InstallerPackage, SourcePackage].flatMap(({ type }) => contentIdsOf(catalogue, source, type))
}

/** @throws StillwaterError `deb.not_in_source` */
function membersAmong({ catalogue }: TaskContext, source: VersionRef, content: readonly string[]): readonly string[] {
  const member = catalogue.prepare(
    `SELECT 1 FROM core_repositorycontent m WHERE m.content_id = ? AND m.repository_id = ? AND ${IN_VERSION}`,
  )
  const rest = [uuidToBlob(source.repositoryId), source.number, source.number]
  const foreign = content.find((id) => member.get(uuidToBlob(id), ...rest) === undefined)
  if (foreign !== undefined) throw new StillwaterError('deb.not_in_source', { id: foreign }, { status: 400 })
  return content
}

interface Choice {
  entry: AptCopyEntry
  source: VersionRef
  base: VersionRef
  options: CopyOptions
  ids: Set<string>
}

async function withStanzas(context: TaskContext, choice: Choice): Promise<Selection> {
  const { entry, source, base, options, ids } = choice
  const queries = new QuerySet(entry.package_query)
  const known = new Map<Stanza, string>()
  const roots = new Set<Stanza>()
  for await (const { id, paragraph, stanza } of stanzasOfVersion(context, source)) {
    known.set(stanza, id)
    queries.take(paragraph, stanza)
    if (ids.has(id)) roots.add(stanza)
  }
  for (const stanza of queries.matched()) roots.add(stanza)
  const chosen = new Set(roots)
  let unmet: readonly Unmet[] = []
  if (options.dependency_solving) {
    const closure = await dependenciesOf(context, { stanzas: [...known.keys()], roots, base, options })
    for (const stanza of closure.packages) if (known.has(stanza)) chosen.add(stanza)
    ;({ unmet } = closure)
  }
  for (const stanza of chosen) ids.add(known.get(stanza) ?? '')
  if (options.sync_sources) for (const id of sourcesOf(context, source, chosen)) ids.add(id)
  return { ids, unmatched: queries.unmatched(), unmet }
}

interface Wanted {
  /** All of the source. */
  stanzas: readonly Stanza[]
  roots: ReadonlySet<Stanza>
  base: VersionRef
  options: CopyOptions
}

/** What the destination has may be what a package needs, as for apt, which knows of both. */
async function dependenciesOf(context: TaskContext, { stanzas, roots, base, options }: Wanted) {
  const there: Stanza[] = []
  for await (const { stanza } of stanzasOfVersion(context, base)) there.push(stanza)
  const own = architecturesAmong(roots)
  const theirs = architecturesAmong(there)
  const architectures = [own, theirs, architecturesAmong(stanzas), ['all']].find((one) => one.length > 0) ?? []
  const rootsIn = (universe: { versions(name: string): readonly Stanza[] }): Stanza[] =>
    [...roots].filter((one) => universe.versions(one.name).includes(one))
  return await closuresOf([...stanzas, ...there], architectures, rootsIn, options.query_recommends, context.signal)
}

function architecturesAmong(stanzas: Iterable<Stanza>): string[] {
  const names = new Set([...stanzas].map(({ architecture }) => architecture))
  names.delete('all')
  return [...names]
}

/** Source packages of the version that chosen packages are built from. */
function sourcesOf({ catalogue }: TaskContext, version: VersionRef, chosen: ReadonlySet<Stanza>): string[] {
  const wanted = new Set([...chosen].map(({ source }) => source))
  const sql = `SELECT s.pulp_id AS id, s.source || ' ' || s.version AS name FROM core_repositorycontent m
    CROSS JOIN deb_sourcepackage s ON s.pulp_id = m.content_id WHERE m.repository_id = ? AND ${IN_VERSION}`
  const rows = catalogue.prepare(sql).all(uuidToBlob(version.repositoryId), version.number, version.number)
  return (rows as { id: Buffer; name: string }[]).filter(({ name }) => wanted.has(name)).map(({ id }) => blobToUuid(id))
}
