/**
 * What a plugin declares. Routes, OpenAPI, command line, forms and reference docs are derived from this and nothing else;
 * a new content type is one folder that exports one of these.
 */
import * as z from 'zod'
import type { ZodObject } from 'zod'
import type { ClientSnippet, MirrorField, MirrorPreview, MirrorRequest } from '#shared/api/mirror'
import type { DistributionInstance, RemoteInstance, RepositoryInstance } from '../db/masters.ts'
import type { ClientDeclaration, ClientSubject } from '../client/declaration.ts'
import type { Migration } from '../db/migrate.ts'
import type { AnyModel, BaseRow, Instance } from '../db/model.ts'
import type { Artifact } from '../artifact/artifact.ts'
import type { TemporaryFile } from '../artifact/temporary-file.ts'
import type { Engine } from '../engine.ts'
import type { CopyDeclaration } from './copy.ts'
import type { DiscoveryDeclaration } from './discovery.ts'
import type {
  ContentAnswer,
  ContentRequest,
  ContentRootDeclaration,
  PullThroughDeclaration,
  ServingContext,
} from './serving.ts'
import type { PackageVersions } from '../repository/newest-packages.ts'
import type { VersionRef } from '../repository/version.ts'
import type { VersionBuilder } from '../repository/version-builder.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { AnyTaskDefinition, TaskDefinition } from '../tasking/task-definition.ts'

export type {
  ContentAnswer,
  ContentRequest,
  ContentRootDeclaration,
  PullAnswer,
  PulledFile,
  PullThroughDeclaration,
  RootAnswer,
  RootRequest,
  ServingContext,
  Upstream,
} from './serving.ts'

/** Input every sync task accepts; a plugin's own options come beside it. Ids, not hrefs. */
export interface SyncInput {
  repository: string
  remote: string
  mirror: boolean
  optimize: boolean
  /** Whether bad files are set aside instead of failing the sync; the repository's own setting when left out. */
  quarantine?: boolean | undefined
  /** Read this address instead of the remote's own: a path of an alternate content source. */
  url?: string | undefined
}

/** Checks the input of a sync; plugins extend it by options of their own. */
export const syncInput = z.object({
  repository: z.string(),
  remote: z.string(),
  mirror: z.boolean(),
  optimize: z.boolean(),
  quarantine: z.boolean().optional(),
  url: z.string().optional(),
})

export interface RepositoryDeclaration {
  model: AnyModel
  /** Content a version may hold. */
  contentTypes: readonly AnyModel[]
  remoteTypes: readonly AnyModel[]
  /** Whether units leave that upstream no longer lists, when the request does not say. */
  mirrorByDefault: boolean
  sync: TaskDefinition<SyncInput>
  /** For types whose model has a column `retain_package_versions`: what of it the newest are. */
  packageVersions?: PackageVersions
  /** Whether the repository is kept exactly as upstream has it, so that nobody can change what it holds by hand. */
  isExact?(repository: RepositoryInstance): boolean
  /** Refuses or corrects a version before it is completed. @throws StillwaterError with what is wrong */
  finalizeNewVersion?(version: VersionBuilder): void
  /** Runs inside the task after a version is complete, for autopublish. */
  onNewVersion?(context: TaskContext, repository: RepositoryInstance, version: VersionRef): Promise<void>
}

/** How the remotes of a type pin the keys that upstream signs with. */
export interface PinDeclaration {
  /** Column that holds the keys, as text. */
  field: string
  /** Every text with keys that counts for the remote, those of further sources too. */
  keyrings(remote: RemoteInstance): string[]
  /** Weak signatures that the remote accepts, by name. */
  weak(remote: RemoteInstance): string[]
}

export interface RemoteDeclaration {
  model: AnyModel
  pins?: PinDeclaration
}

/** One link of the chain from a key, or whatever else is believed, to the bytes of a file. */
export interface TrustStep {
  /** Of the message `trust.<id>`, which says what this link is. */
  id: string
  /**
   * `verified`: done again just now. `recorded`: done when it was fetched, and what it was done with is not kept. `unchecked`: nobody asked
   * for it. `failed`: it does not hold.
   */
  state: 'verified' | 'recorded' | 'unchecked' | 'failed'
  params: Readonly<Record<string, string | number>>
}

/** One link of the chain from what somebody chose to a unit of a version. */
export interface ReasonStep {
  /** Of the message `reason.<id>`, which says why this link follows from the one before. */
  id: string
  params: Readonly<Record<string, string | number>>
  /** Unit that the link leads to; none for what was chosen, such as a lockfile. */
  unit?: NamedUnit
}

/** A unit by its id, and what people call it; the id is null where the version does not hold it. */
export interface NamedUnit {
  id: string | null
  name: string
}

/** Why a unit is in a version. */
export interface Reasons {
  /** From what was chosen to the unit itself, the shortest way. */
  chain: readonly ReasonStep[]
  /** Every unit of the version that needs it directly. */
  neededBy: readonly NamedUnit[]
}

/** A type of alternate content source: the API, its refresh and the look-up by digest follow from this. */
export interface AlternateContentSourceDeclaration {
  model: AnyModel
  /** Type of the hidden repositories that hold what a source has; its sync heeds `url`. */
  repository: AnyModel
  remoteTypes: readonly AnyModel[]
}

export interface PublicationDeclaration {
  model: AnyModel
  /** Makes a publication of a version. Input: `{ repository_version: id, …options }`; options are the model's schema. */
  publish: TaskDefinition<{ repository_version: string } & Record<string, unknown>>
}

export interface ContentUpload {
  /** Fields a client sends beside the file. */
  fields: ZodObject
  /** Reads the file and says which unit it is; the core stores it. @throws StillwaterError when the file is not what it claims */
  toUnit(file: TemporaryFile, fields: Record<string, unknown>, engine: Engine): Promise<UploadedUnit>
  /** Ids of further units that join a repository with an uploaded one, such as its place in a suite; made or found here. */
  companions?(engine: Engine, contentId: string, fields: Record<string, unknown>): string[]
  /** How people add files of the type to a mirror by hand: form, drop and `mirrors_files_add` follow from it. */
  form?: UploadForm
}

export interface UploadForm {
  /** Endings of file names that the type takes, such as `.deb`; none for any file. */
  endings: readonly string[]
  /** Endings of files that are no units of their own but belong to one, and come with it. */
  parts?: readonly string[]
  /** Field that says where a file goes; it is asked of each file, with the file's own name as its answer. */
  path?: string
  /** What is asked once for all files; names are those of `fields`. What the mirror holds may be offered. */
  questions?(engine: Engine, repository: RepositoryInstance): readonly MirrorField[]
}

/** What an uploaded file is. */
export interface UploadedUnit {
  values: Record<string, unknown>
  relativePath: string
  /** Further files of the unit, which are stored already. */
  artifacts?: readonly { relativePath: string; artifact: Artifact }[]
}

export interface ContentDeclaration {
  model: AnyModel
  upload?: ContentUpload
  /** Columns of the model by whose text units are found in a search; the paths of their files unless given. */
  searchBy?: readonly string[]
  /** Fields a table of units shows, the one people look for first; derived from the model unless given. */
  columns?: readonly string[]
  /** Why a unit of a version is believed to be what upstream made: the links before the bytes themselves, which the core checks. */
  trust?(engine: Engine, unit: AnyInstance, version: VersionRef): Promise<TrustStep[]>
  /** Why a unit is in a version; null where the plugin has nothing to add to what the core knows: the source lists it, or somebody put it there. */
  reasons?(engine: Engine, unit: AnyInstance, version: VersionRef, signal: AbortSignal): Promise<Reasons | null>
}

export interface DistributionDeclaration {
  model: AnyModel
  /** Whether clients get a publication, or the version itself. */
  servesFrom: 'publication' | 'version'
  /** Answers made on the spot, asked before stored files are looked up. Must depend on the request and the version alone. */
  handler?(request: ContentRequest, context: ServingContext): ContentAnswer | null
  /** Fetches what is not here from a remote of the distribution. */
  pullThrough?: PullThroughDeclaration
  /** Whether folders get an HTML listing. */
  listing?: boolean
  /** Media type of a stored file by its path; null leaves it to the core. */
  contentType?(path: string): string | null
  /** Paths whose answers clients must always revalidate, such as index files. */
  isMutable?(path: string): boolean
  /** Text to paste into a client's configuration. */
  clientSetup(distribution: DistributionInstance, baseUrl: string, subject: ClientSubject): ClientSnippet[]
  /** Programs of this machine that can be set up for it, and run to show that it works; the usual one first. */
  clients?: readonly ClientDeclaration[]
}

/** What would be made for a mirror request. */
export interface MirrorPlan {
  name: string
  repository: Record<string, unknown>
  remote: Record<string, unknown>
  /** Type of the remote, when it is not the one that the mirror declares. */
  remoteModel?: AnyModel
  distribution: Record<string, unknown>
  syncOptions?: { mirror?: boolean }
  /** Whether the distribution fetches from the remote what clients ask for and is not here. */
  pullThrough?: boolean
  /**
   * Whether a mirror that has the name already, with this remote, is an earlier state of the very same thing (a project whose lockfile
   * changed since): its definition is then replaced. Otherwise another definition under a taken name is refused.
   */
  supersedes?(remote: RemoteInstance): boolean
  preview: Omit<MirrorPreview, 'name'>
}

export interface PlanOptions {
  /** Nobody looks at the preview: what only it needs is left out, and it may be empty. */
  withoutPreview?: boolean
}

export interface MirrorSourceDeclaration {
  id: string
  label: string
  description: string
  /** Questions of the form; also the options of `stillwater mirror <plugin>`. Defaults may depend on the machine. */
  fields: readonly MirrorField[]
  /** Turns answers into objects, without writing anything; `signal` is aborted when nobody waits any more. @throws ValidationError naming the field */
  plan(request: MirrorRequest, engine: Engine, signal?: AbortSignal, options?: PlanOptions): Promise<MirrorPlan>
  /** Whether its preview reads so much that it is worked out in a thread of its own. */
  isHeavy?: boolean
  /** Whether a mirror is made without the preview: nothing hangs on what that finds, and the first sync says what is wrong. */
  makesUnseen?: boolean
}

export interface MirrorDeclaration {
  label: string
  repository: AnyModel
  remote: AnyModel
  distribution: AnyModel
  sources: readonly MirrorSourceDeclaration[]
  /** One line about the upstream. */
  describeSource(remote: RemoteInstance): string
}

export interface PluginDeclaration {
  /** Lower-case label, first part of every `pulp_type` and table name. */
  name: string
  label: string
  version: string
  /** The Pulp component and version whose API the plugin follows, for `status/`. */
  follows: { component: string; version: string; package: string; module: string }
  migrations: readonly Migration[]
  settings?: ZodObject
  tasks: readonly AnyTaskDefinition[]
  repositories: readonly RepositoryDeclaration[]
  remotes: readonly RemoteDeclaration[]
  content: readonly ContentDeclaration[]
  publications: readonly PublicationDeclaration[]
  distributions: readonly DistributionDeclaration[]
  alternateContentSources?: readonly AlternateContentSourceDeclaration[]
  /** Served by the content server beside the distributions; also in the snippets for reverse proxies. */
  contentRoots?: readonly ContentRootDeclaration[]
  /** `POST <plugin>/copy/`, and the command derived from it. */
  copy?: CopyDeclaration
  mirror: MirrorDeclaration
  /** How the plugin finds what it can mirror, for the starts of *Add a mirror*. */
  discovery?: DiscoveryDeclaration
}

/** An object of whatever type. */
export type AnyInstance = Instance<BaseRow>

export function definePlugin(declaration: PluginDeclaration): PluginDeclaration {
  return declaration
}
