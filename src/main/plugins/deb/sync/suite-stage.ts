import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DeclarativeContent, type ProgressReport, type RemoteInstance, Stage, unit, type Unit } from '#plugin-api'
import { Release, ReleaseArchitecture, ReleaseComponent } from '../model/release.ts'
import { readUnpacked } from '../compression.ts'
import { packageFromIndex, sourceFromIndex } from '../control/package-fields.ts'
import type { Paragraph } from '../control/paragraph.ts'
import { readParagraphGroups } from '../control/read.ts'
import { archiveAddress } from './archive.ts'
import { declareIndex, type DeclareOptions, declarePackage, declareReleaseFile, declareSource } from './declare.ts'
import type { LoadedIndex } from './fetch-index.ts'
import { installerFiles } from './installer.ts'
import type { KnownStanzas } from './known-stanzas.ts'
import type { LoadedSuite } from './load.ts'
import { SeenFiles } from './seen-files.ts'
import type { StanzaList } from './stanza-list.ts'
import { StanzaRecorder } from './stanza-records.ts'
import type { WantedPackages } from './wanted.ts'

/** Declares suites, then their packages index by index, then the index files themselves, which are read until then. */
export class SuiteStage extends Stage {
  private readonly remote: RemoteInstance
  private readonly suites: readonly LoadedSuite[]
  private readonly progress: ProgressReport
  private readonly seen: SeenFiles
  private readonly wanted: WantedPackages
  private readonly known: KnownStanzas | null
  /** What was read of the indices, by their SHA-256; whole once the stage has run. */
  readonly stanzas = new Map<string, StanzaList>()
  private places = 0

  /**
   * @param known what was declared by the last sync and need not be again
   */
  constructor(
    tempDir: string,
    remote: RemoteInstance,
    suites: readonly LoadedSuite[],
    progress: ProgressReport,
    wanted: WantedPackages,
    known: KnownStanzas | null,
  ) {
    super()
    this.known = known
    this.seen = new SeenFiles(join(tempDir, `declared-${randomUUID()}`))
    this.remote = remote
    this.suites = suites
    this.progress = progress
    this.wanted = wanted
  }

  async run(): Promise<void> {
    try {
      for (const suite of this.suites) {
        const components = await this.declareSuite(suite)
        for (const index of suite.indices) await this.declareContent(suite, index, components)
      }
    } finally {
      this.seen.close()
    }
    this.progress.total = this.progress.done
    this.progress.finish()
    for (const suite of this.suites) await this.declareFiles(suite)
  }

  /** Answers the units of the components, saved, and a number for each. */
  private async declareSuite({ suite, release, plan }: LoadedSuite): Promise<Components> {
    const distribution = suite.name
    const { paragraph, codename, suite: suiteName } = release
    const line = (name: string): string => paragraph.line(name) ?? ''
    const values = { version: line('Version'), origin: line('Origin'), label: line('Label') }
    const description = line('Description')
    await this.putUnit(unit(Release, { distribution, codename, suite: suiteName, ...values, description }))
    for (const architecture of plan.architectures) {
      await this.putUnit(unit(ReleaseArchitecture, { distribution, architecture }))
    }
    const components: Components = new Map()
    for (const component of plan.components) {
      const item = await this.putUnit(unit(ReleaseComponent, { distribution, component }))
      this.places += 1
      components.set(component, { unit: await item.resolution(), place: this.places })
    }
    return components
  }

  private async putUnit(content: Unit): Promise<DeclarativeContent> {
    const item = new DeclarativeContent({ content, doesBatch: false })
    await this.put(item)
    return item
  }

  private async declareContent(suite: LoadedSuite, index: LoadedIndex, components: Components): Promise<void> {
    const component = components.get(index.wanted.component)
    if (!component) throw new TypeError('every index belongs to a component that is mirrored')
    if (index.wanted.kind === 'installer') return await this.declareInstaller(suite, index)
    const name = suite.suite.folder + index.entry.path
    if (this.known?.isChanged(suite, index) === false) return
    const record = this.recorder(suite, index)
    const bytes = readUnpacked(index.path, index.compression, index.limit, name)
    const { archive } = suite
    const options = { remote: this.remote, addressIn: archiveAddress(archive), releaseComponent: component.unit }
    const from = { archive, kind: index.wanted.kind, place: component.place, name, options, record }
    for await (const group of readParagraphGroups(bytes, name, record?.isNew)) {
      let read = 0
      for (const paragraph of group) {
        read += 1
        const item = from.kind === 'sources' ? this.sourceOf(paragraph, from) : this.packageOf(paragraph, from)
        const waiting = item && this.pass(item)
        if (waiting) await waiting
      }
      this.progress.increment(read)
    }
    const sha256 = index.entry.digests.sha256
    if (record && sha256 !== undefined) this.stanzas.set(sha256, record.finish())
  }

  /** Nobody asks for what was chosen among. */
  private recorder(suite: LoadedSuite, index: LoadedIndex): StanzaRecorder | null {
    if (!this.wanted.isWhole) return null
    return this.known?.recorder(suite, index) ?? new StanzaRecorder(null)
  }

  private sourceOf(paragraph: Paragraph, { place, name, options, record }: IndexPart): DeclarativeContent | null {
    const read = sourceFromIndex(paragraph, name)
    const { relative_path: path, sha256 } = read.values
    record?.name(path)
    if (!this.wanted.hasSource(read.values)) return null
    const seen = this.seen.add(path, sha256, place)
    this.known?.declare('deb_sourcepackage', path, sha256)
    return seen === 'here' ? null : declareSource(read, { ...options, repeated: seen === 'elsewhere' })
  }

  private packageOf(
    paragraph: Paragraph,
    { archive, kind, place, name, options, record }: IndexPart,
  ): DeclarativeContent | null {
    const read = packageFromIndex(paragraph, name)
    const { relative_path: path, sha256 } = read.values
    record?.name(path)
    const isUdeb = kind === 'udebs'
    const { wanted } = this
    if (!(isUdeb ? wanted.hasInstallerPackage(read.values) : wanted.hasPackage(archive, read.values))) return null
    const seen = this.seen.add(path, sha256, place)
    this.known?.declare(isUdeb ? 'deb_installerpackage' : 'deb_package', path, sha256)
    return seen === 'here' ? null : declarePackage(read, isUdeb, { ...options, repeated: seen === 'elsewhere' })
  }

  private async declareInstaller(suite: LoadedSuite, index: LoadedIndex): Promise<void> {
    const { component, architecture } = index.wanted
    const place = { kind: 'generic' as const, component, architecture }
    const listed = new Set(suite.kept.map(({ kept }) => kept.entry.path))
    for (const entry of await installerFiles(index)) {
      if (listed.has(entry.path)) continue
      const item = declareIndex(this.remote, suite, place, entry, null)
      if (item) await this.put(item)
    }
  }

  private async declareFiles(suite: LoadedSuite): Promise<void> {
    const { release, indices, kept } = suite
    const from = { suite: suite.suite, archive: suite.archive, release }
    for (const { wanted, entry, file } of indices) {
      const item = declareIndex(this.remote, from, wanted, entry, file)
      if (item) await this.put(item)
    }
    for (const one of kept) {
      const item = declareIndex(this.remote, from, one.kept, one.kept.entry, one.file)
      if (item) await this.put(item)
    }
    for (const [name, file] of suite.files) {
      await this.put(declareReleaseFile(this.remote, from, name, file))
    }
  }
}

/** Where a stanza stands. */
interface IndexPart {
  /** Address of the archive. */
  archive: string
  kind: LoadedIndex['wanted']['kind']
  place: number
  /** Of the index, for messages. */
  name: string
  options: Omit<DeclareOptions, 'repeated'>
  /** Null where nobody asks for it. */
  record: StanzaRecorder | null
}

interface Component {
  unit: Unit
  place: number
}
type Components = Map<string, Component>
