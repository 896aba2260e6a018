/** What a sync need not look at again: stanzas that the index of the last sync had, word for word, of a repository that holds what that one made. */
import { StillwaterError } from '#shared/error'
import { blobToUuid, type InstanceOf, type TaskContext, uuidToBlob } from '#plugin-api'
import { type Compression, compressionOf, readUnpacked } from '../compression.ts'
import { packageFromIndex, sourceFromIndex } from '../control/package-fields.ts'
import { readParagraphs } from '../control/read.ts'
import type { AptRepository } from '../model/resource.ts'
import type { LoadedIndex } from './fetch-index.ts'
import type { LoadedSuite } from './load.ts'
import { digestOf, type StanzaList, StanzaSet } from './stanza-list.ts'
import { findStanzas, StanzaRecorder } from './stanza-records.ts'

type Repository = InstanceOf<typeof AptRepository>

/** An index of the last sync. */
interface OldIndex {
  relativePath: string
  /** Where it lies. */
  path: string
  sha256: string
  compression: Compression
}

/** The indices of one kind and component of a suite: the same package may stand in several of them. */
interface Group {
  key: string
  kind: LoadedIndex['wanted']['kind']
  distribution: string
  component: string
  isChanged: boolean
  old: OldIndex[]
  /** The stanzas of those that were there; null until they are needed. */
  before: StanzaSet | null
}

/** Bytes that an index of ours may unpack to; its size was checked when it was read first. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER
const plainPath = (path: string): string => path.slice(0, path.length - compressionOf(path).length)
const groupKey = (suite: LoadedSuite, { wanted }: LoadedIndex): string =>
  `${suite.suite.name} ${wanted.component} ${wanted.kind}`

/** Types whose units are declared anew by each sync: there are few of them. */
const SMALL_TABLES = [
  'deb_release',
  'deb_releasearchitecture',
  'deb_releasecomponent',
  'deb_releasefile',
  'deb_packageindex',
  'deb_sourceindex',
  'deb_installerfileindex',
  'deb_genericcontent',
]

/** A unit with the id is a member of the newest version. Binds the repository. */
const member = (column: string): string =>
  `EXISTS (SELECT 1 FROM core_repositorycontent m WHERE m.repository_id = ? AND m.content_id = ${column} AND m.version_removed IS NULL)`

export class KnownStanzas {
  private readonly context: TaskContext
  private readonly repository: Buffer
  private readonly groups: Map<string, Group>
  /** Packages in the place of which another file was declared. */
  private readonly replaced = new Map<string, string>()

  private constructor(context: TaskContext, repository: Repository, groups: Map<string, Group>) {
    this.context = context
    this.repository = uuidToBlob(repository.pulp_id)
    this.groups = groups
  }

  /** Null when an index of the last sync is not here any more, or there are others now. */
  static async of(
    context: TaskContext,
    repository: Repository,
    suites: readonly LoadedSuite[],
  ): Promise<KnownStanzas | null> {
    const groups = groupsOf(suites, oldIndices(context, repository))
    if (!groups) return null
    const known = new KnownStanzas(context, repository, groups)
    for (const group of groups.values()) {
      if (group.isChanged) group.before = new StanzaSet(await stanzasOf(context, group))
    }
    return known
  }

  /** Whether an index has to be read. */
  isChanged(suite: LoadedSuite, index: LoadedIndex): boolean {
    return this.groups.get(groupKey(suite, index))?.isChanged ?? true
  }

  private before(suite: LoadedSuite, index: LoadedIndex): StanzaSet | null {
    return this.groups.get(groupKey(suite, index))?.before ?? null
  }

  /** Whether a stanza is new. */
  filter(suite: LoadedSuite, index: LoadedIndex): (stanza: Uint8Array) => boolean {
    const before = this.before(suite, index)
    return (stanza) => !before?.has(digestOf(stanza))
  }

  /** Notes what an index has; its stanzas that are not new count as still there. */
  recorder(suite: LoadedSuite, index: LoadedIndex): StanzaRecorder {
    return new StanzaRecorder(this.before(suite, index))
  }

  /** Notes that a file is declared: what the repository has at its path must leave. */
  declare(table: string, path: string, sha256: string): void {
    const sql = `SELECT p.pulp_id AS id FROM ${table} p WHERE p.relative_path = ? AND p.sha256 <> ? AND ${member('p.pulp_id')}`
    const row = this.context.catalogue.prepare(sql).get(path, Buffer.from(sha256, 'hex'), this.repository)
    if (row) this.replaced.set(blobToUuid((row as { id: Buffer }).id), path)
  }

  /** Units that leave unless they are declared. @throws StillwaterError `deb.conflicting_package` when two files claim one path */
  async leaving(): Promise<string[]> {
    const leaving = new Set(SMALL_TABLES.flatMap((table) => this.members(table)))
    for (const group of this.groups.values()) for (const id of this.gone(group)) leaving.add(id)
    const packages = new Set<string>()
    for (const id of leaving) for (const one of this.abandoned(id, leaving)) packages.add(one)
    for (const [id, path] of this.replaced)
      if (!packages.has(id)) throw new StillwaterError('deb.conflicting_package', { path }, { status: 400 })
    return [...leaving, ...packages]
  }

  private members(table: string): string[] {
    const rows = this.context.catalogue
      .prepare(`SELECT t.pulp_id AS id FROM ${table} t WHERE ${member('t.pulp_id')}`)
      .all(this.repository)
    return (rows as { id: Buffer }[]).map(({ id }) => blobToUuid(id))
  }

  /** That packages are in the component, for stanzas that are there no more. */
  private *gone({ kind, distribution, component, before }: Group): Generator<string, void, undefined> {
    if (!before) return
    const { table, relation, column } = TABLES[kind]
    const statement = this.context.catalogue.prepare(
      `SELECT r.pulp_id AS id FROM ${table} p CROSS JOIN ${relation} r ON r.${column} = p.pulp_id
       CROSS JOIN deb_releasecomponent c ON c.pulp_id = r.release_component_id
       WHERE p.relative_path = ? AND c.distribution = ? AND c.component = ? AND ${member('r.pulp_id')}`,
    )
    for (const path of before.unmet()) {
      // A unit that was declared in its place is among them; whatever was declared stays.
      const rows = statement.all(path, distribution, component, this.repository) as { id: Buffer }[]
      for (const { id } of rows) yield blobToUuid(id)
    }
  }

  /** The package of a relation that leaves, when none stays that names it. */
  private abandoned(relationId: string, leaving: ReadonlySet<string>): string[] {
    for (const { relation, column } of [TABLES.packages, TABLES.sources]) {
      const row = this.context.catalogue
        .prepare(`SELECT ${column} AS id FROM ${relation} WHERE pulp_id = ?`)
        .get(uuidToBlob(relationId)) as { id: Buffer } | undefined
      if (!row) continue
      const all = this.context.catalogue
        .prepare(`SELECT r.pulp_id AS id FROM ${relation} r WHERE r.${column} = ? AND ${member('r.pulp_id')}`)
        .all(row.id, this.repository) as { id: Buffer }[]
      return all.every(({ id }) => leaving.has(blobToUuid(id))) ? [blobToUuid(row.id)] : []
    }
    return []
  }
}

const PACKAGE_RELATION = { relation: 'deb_packagereleasecomponent', column: 'package_id' }

const TABLES: Record<LoadedIndex['wanted']['kind'], { table: string; relation: string; column: string }> = {
  packages: { table: 'deb_package', ...PACKAGE_RELATION },
  udebs: { table: 'deb_installerpackage', ...PACKAGE_RELATION },
  sources: {
    table: 'deb_sourcepackage',
    relation: 'deb_sourcepackagereleasecomponent',
    column: 'source_package_id',
  },
  // Its files are declared anew each time.
  installer: { table: 'deb_package', ...PACKAGE_RELATION },
}

/** What the indices of the last sync had: as it was remembered, or read from them once more. */
async function stanzasOf({ catalogue }: TaskContext, { kind, old }: Group): Promise<StanzaList[]> {
  const lists: StanzaList[] = []
  for (const index of old) lists.push(findStanzas(catalogue, index.sha256) ?? (await readStanzas(kind, index)))
  return lists
}

async function readStanzas(kind: Group['kind'], index: OldIndex): Promise<StanzaList> {
  const { path, compression, relativePath: name } = index
  const recorder = new StanzaRecorder(null)
  for await (const paragraph of readParagraphs(readUnpacked(path, compression, NO_LIMIT, name), name, recorder.isNew)) {
    const { values } = kind === 'sources' ? sourceFromIndex(paragraph, name) : packageFromIndex(paragraph, name)
    recorder.name(values.relative_path)
  }
  return recorder.finish()
}

/** Indices of the newest version that lie here and can be read, by their path without a compression's ending. */
function oldIndices({ catalogue, storage }: TaskContext, repository: Repository): Map<string, OldIndex[]> {
  const found = new Map<string, OldIndex[]>()
  for (const table of ['deb_packageindex', 'deb_sourceindex']) {
    const sql = `SELECT i.relative_path AS path, i.sha256 FROM ${table} i
      WHERE ${member('i.pulp_id')} AND EXISTS (SELECT 1 FROM core_artifact a WHERE a.sha256 = i.sha256)`
    const rows = catalogue.prepare(sql).all(uuidToBlob(repository.pulp_id)) as { path: string; sha256: Buffer }[]
    for (const { path: relativePath, sha256: digest } of rows) {
      const sha256 = digest.toString('hex')
      const path = storage.path(sha256)
      if (path === null) continue
      const index = { relativePath, path, sha256, compression: compressionOf(relativePath) }
      const plain = plainPath(relativePath)
      found.set(plain, [...(found.get(plain) ?? []), index])
    }
  }
  return found
}

function groupsOf(
  suites: readonly LoadedSuite[],
  old: ReadonlyMap<string, readonly OldIndex[]>,
): Map<string, Group> | null {
  const groups = new Map<string, Group>()
  const met = new Set(
    suites.flatMap(({ suite, kept }) => kept.map((one) => plainPath(suite.folder + one.kept.entry.path))),
  )
  for (const suite of suites) {
    for (const index of suite.indices) {
      const { kind, component } = index.wanted
      if (kind === 'installer') continue
      const plain = plainPath(suite.suite.folder + index.entry.path)
      const candidates = old.get(plain)
      const same = candidates?.find(({ sha256 }) => sha256 === index.entry.digests.sha256)
      const used = same ?? candidates?.[0]
      if (!used) return null
      met.add(plain)
      const key = groupKey(suite, index)
      const group = groups.get(key) ?? {
        key,
        kind,
        distribution: suite.suite.name,
        component,
        isChanged: false,
        old: [],
        before: null,
      }
      group.old.push(used)
      group.isChanged ||= same === undefined
      groups.set(key, group)
    }
  }
  // One that is there no more had stanzas that nobody would look at.
  return [...old.keys()].every((plain) => met.has(plain)) ? groups : null
}
