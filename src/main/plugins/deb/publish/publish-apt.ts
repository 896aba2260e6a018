import * as z from 'zod'
import {
  createPublication,
  defineTask,
  getVersion,
  type PublicationBuilder,
  type TaskContext,
  type VersionRef,
} from '#plugin-api'
import { InstallerPackage, Package, SourcePackage } from '../model/package.ts'
import { AptPublication, AptRepository, type Layout, LAYOUTS } from '../model/resource.ts'
import { FLAT_COMPONENT, parseSuite } from '../release/suite.ts'
import { reportUnread, type Unread, withContents } from './contents.ts'
import { writePlain } from './index-writer.ts'
import { publishByDigest } from './layout.ts'
import { formatIndexRelease, type ReleaseDescription } from './release-text.ts'
import { SuiteKeys } from './suite-keys.ts'
import { SuitePublisher } from './suite-publisher.ts'
import { supersededFiles } from './superseded.ts'
import { installerFiles, upstreamFiles } from './upstream-files.ts'
import {
  countUdebs,
  packageArchitectures,
  packageStanzas,
  sourceStanzas,
  type SuiteContent,
  suitesOf,
} from './version-content.ts'

export interface PublishOptions {
  simple: boolean
  structured: boolean
  /** Null: as the repository says. */
  publish_upstream_release_fields: boolean | null
  sign: boolean
  /** Href of the key that signs; null: as the repository says. */
  signing_service: string | null
  publish_legacy_release_files: boolean
  layout: Layout
  /** Whether the files of packages are listed. */
  contents: boolean
  /** Days that Release says it is valid; null: as the repository says. */
  valid_days: number | null
  /** Whether it stays reachable under the time it was made. */
  checkpoint?: boolean
}

/** Where clients find the public key, from the distribution's root. */
export const KEY_PATH = 'archive-key.asc'

const OUR_NAME = 'Stillwater'

/** Milliseconds. */
const DAY = 24 * 60 * 60 * 1000

const CONTENTS = /(^|\/)Contents-/

/** Whether a suite is as a sync left it: what upstream says of its packages still holds. */
function isUpstreams({ info }: VersionRef, { distribution }: SuiteContent): boolean {
  const releases = info.releases as Record<string, unknown> | undefined
  return releases !== undefined && distribution in releases
}

/** Publishes a version with indices of our own, signed with our own key. */
export async function publishApt(context: TaskContext, version: VersionRef, options: PublishOptions): Promise<void> {
  const repository = AptRepository.get(context.catalogue, version.repositoryId)
  const keys = options.sign ? new SuiteKeys(context, repository, options.signing_service) : null
  const upstreamFields = options.publish_upstream_release_fields ?? repository.publish_upstream_release_fields
  await createPublication(context, AptPublication, version, { ...options }, async (publication) => {
    const { layout, publish_legacy_release_files: legacy, contents } = options
    const models = layout === 'nested_by_digest' ? [SourcePackage] : [Package, InstallerPackage, SourcePackage]
    publication.addAllContent({ types: models.map(({ type }) => type) })
    if (layout !== 'nested_alphabetically') publishByDigest(context.catalogue, version, publication)
    const how = { upstreamFields, contents, validDays: options.valid_days ?? repository.valid_days, layout, legacy }
    const work = new AptWork(context, version, publication, keys, how)
    if (options.structured) await work.publishSuites()
    if (options.simple) await work.publishSimple()
    await work.finish()
  })
}

interface WorkOptions {
  upstreamFields: boolean
  contents: boolean
  validDays: number | null
  layout: Layout
  /** Whether there is a Release beside each Packages. */
  legacy: boolean
}

class AptWork {
  private readonly context: TaskContext
  private readonly version: VersionRef
  private readonly publication: PublicationBuilder
  private readonly keys: SuiteKeys | null
  private readonly options: WorkOptions
  private readonly unread: Unread = new Set()
  private readonly byHash = new Set<string>()
  private readonly now = Date.now()
  private readonly dates: Pick<ReleaseDescription, 'date' | 'validUntil'>

  constructor(
    context: TaskContext,
    version: VersionRef,
    publication: PublicationBuilder,
    keys: SuiteKeys | null,
    options: WorkOptions,
  ) {
    this.context = context
    this.version = version
    this.publication = publication
    this.keys = keys
    this.options = options
    this.dates = { date: this.now, validUntil: options.validDays && this.now + options.validDays * DAY }
  }

  async publishSuites(): Promise<void> {
    const suites = suitesOf(this.context.catalogue, this.version)
    const progress = this.context.progress({
      message: 'Publishing Suites',
      code: 'publish.publishing_suites',
      total: suites.length,
    })
    for (const suite of suites) {
      await this.publishSuite(suite)
      progress.increment()
    }
    progress.finish()
  }

  private async publishSuite(suite: SuiteContent): Promise<void> {
    const { folder, flat } = parseSuite(suite.distribution)
    const publisher = new SuitePublisher(this.context, this.publication, folder, this.byHash)
    const release = this.describe(suite, flat)
    if (flat) await this.addFlat(publisher, suite)
    else for (const component of suite.components) await this.addComponent(publisher, suite, component, release)
    const theirs = await upstreamFiles(this.context, suite, folder)
    const isOurs = this.options.contents && !flat && !isUpstreams(this.version, suite)
    const taken = theirs.filter(({ entries }) => !isOurs || !entries.some(({ path }) => CONTENTS.test(path)))
    for (const { entries, contentArtifactId } of taken) publisher.addUpstream(entries, contentArtifactId)
    this.publication.addArtifacts(installerFiles(this.context, suite))
    if (this.options.contents && !flat) await this.addContents(publisher, suite)
    await publisher.finish(release, (await this.keys?.of(suite.distribution)) ?? null)
  }

  private describe(suite: SuiteContent, flat: boolean): ReleaseDescription {
    const fields = this.options.upstreamFields ? suite.release : null
    return {
      origin: fields?.origin || OUR_NAME,
      label: fields?.label || OUR_NAME,
      suite: suite.release?.suite ?? '',
      codename: suite.release?.codename || (flat ? '' : suite.distribution),
      version: fields?.version ?? '',
      description: fields?.description ?? '',
      architectures: suite.architectures,
      components: flat ? [] : suite.components.map(({ component }) => component),
      ...this.dates,
    }
  }

  private async addFlat(publisher: SuitePublisher, { components }: SuiteContent): Promise<void> {
    const { catalogue } = this.context
    const id = components.find(({ component }) => component === FLAT_COMPONENT)?.pulp_id
    if (id === undefined) return
    const { layout } = this.options
    const scope = { table: 'deb_package', componentId: id, architecture: null, layout } as const
    await publisher.addIndex('Packages', packageStanzas(catalogue, this.version, scope))
    const sources = sourceStanzas(catalogue, this.version, id)
    if (sources.count > 0) await publisher.addIndex('Sources', sources)
  }

  private async addComponent(
    publisher: SuitePublisher,
    { architectures }: SuiteContent,
    { component, pulp_id: componentId }: SuiteContent['components'][number],
    release: ReleaseDescription,
  ): Promise<void> {
    const { catalogue } = this.context
    const udebs = countUdebs(catalogue, this.version, componentId) > 0
    for (const architecture of architectures) {
      const scope = { componentId, architecture, layout: this.options.layout }
      const packages = packageStanzas(catalogue, this.version, { ...scope, table: 'deb_package' })
      const folder = `${component}/binary-${architecture}/`
      await publisher.addIndex(`${folder}Packages`, packages)
      if (this.options.legacy)
        await publisher.addText(`${folder}Release`, formatIndexRelease(release, component, architecture))
      if (!udebs) continue
      const installer = packageStanzas(catalogue, this.version, { ...scope, table: 'deb_installerpackage' })
      await publisher.addIndex(`${component}/debian-installer/binary-${architecture}/Packages`, installer)
    }
    const sources = sourceStanzas(catalogue, this.version, componentId)
    if (sources.count > 0) await publisher.addIndex(`${component}/source/Sources`, sources)
  }

  /** Lists the files of packages, where upstream's own lists are not published. */
  private async addContents(publisher: SuitePublisher, { components, architectures }: SuiteContent): Promise<void> {
    const progress = this.context.progress({
      message: 'Listing Files of Packages',
      code: 'publish.contents',
      total: components.length * architectures.length,
    })
    for (const { component, pulp_id: componentId } of components) {
      for (const architecture of architectures) {
        const path = `${component}/Contents-${architecture}`
        if (!publisher.lists(path)) {
          const write = (lines: Iterable<string>) => publisher.addIndex(path, { fingerprint: null, texts: lines })
          await withContents(this.context, this.version, { componentId, architecture }, this.unread, write)
        }
        progress.increment()
      }
    }
    progress.finish()
  }

  /** Pulp's simple publication: every package in one component of one suite. */
  async publishSimple(): Promise<void> {
    const { catalogue } = this.context
    const publisher = new SuitePublisher(this.context, this.publication, 'dists/default/', this.byHash)
    const architectures = packageArchitectures(catalogue, this.version)
    for (const architecture of architectures.length > 0 ? architectures : ['all']) {
      const scope = { table: 'deb_package', componentId: null, architecture, layout: this.options.layout } as const
      await publisher.addIndex(`all/binary-${architecture}/Packages`, packageStanzas(catalogue, this.version, scope))
    }
    const sources = sourceStanzas(catalogue, this.version, null)
    if (sources.count > 0) await publisher.addIndex('all/source/Sources', sources)
    const release = { origin: OUR_NAME, label: OUR_NAME, suite: 'default', codename: 'default', version: '' }
    const rest = { description: '', architectures, components: ['all'], ...this.dates }
    await publisher.finish({ ...release, ...rest }, (await this.keys?.of('default')) ?? null)
  }

  /** The public key, and what clients in the middle of an update still ask for. */
  async finish(): Promise<void> {
    const { publication, context } = this
    reportUnread(context, this.unread)
    if (this.keys) {
      await publication.addMetadata(KEY_PATH, await writePlain(context, KEY_PATH, [await this.keys.publicKeys()]))
    }
    const { pulp_id: id } = publication.publication
    const { files, since } = supersededFiles(context.catalogue, this.version, id, this.byHash, this.now)
    for (const { path, artifactId } of files) publication.addStoredMetadata(path, artifactId)
    AptPublication.get(context.catalogue, id).save({ superseded: since })
  }
}

export const publishAptTask = defineTask<{ repository_version: string } & Record<string, unknown>, void>({
  id: 'deb.publish',
  version: 1,
  input: z.object({
    repository_version: z.string(),
    simple: z.boolean().default(false),
    structured: z.boolean().default(true),
    publish_upstream_release_fields: z.boolean().nullable().default(null),
    sign: z.boolean().default(true),
    signing_service: z.string().nullable().default(null),
    publish_legacy_release_files: z.boolean().default(false),
    layout: z.enum(LAYOUTS).default('nested_alphabetically'),
    contents: z.boolean().default(false),
    valid_days: z.number().nullable().default(null),
    checkpoint: z.boolean().default(false),
  }),
  async run(context, { repository_version: version, ...options }) {
    await publishApt(context, getVersion(context.catalogue, version), options as unknown as PublishOptions)
  },
})
