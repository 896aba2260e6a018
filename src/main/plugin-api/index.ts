/**
 * The one public surface for plugins. What is not exported here is private to the engine. Breaking changes follow docs/plugin-guide.md:
 * the old form stays for a release and logs its removal.
 */
export { definePlugin, syncInput } from '#engine/plugin/declaration'
export type {
  AnyInstance,
  ContentAnswer,
  ContentRootDeclaration,
  PullAnswer,
  PulledFile,
  PullThroughDeclaration,
  RootAnswer,
  RootRequest,
  Upstream,
  ContentDeclaration,
  ContentRequest,
  ContentUpload,
  DistributionDeclaration,
  MirrorDeclaration,
  MirrorPlan,
  MirrorSourceDeclaration,
  NamedUnit,
  PinDeclaration,
  PlanOptions,
  PluginDeclaration,
  PublicationDeclaration,
  ReasonStep,
  Reasons,
  RemoteDeclaration,
  RepositoryDeclaration,
  ServingContext,
  SyncInput,
  TrustStep,
  UploadedUnit,
  UploadForm,
} from '#engine/plugin/declaration'
export { soleReason, walkReasons } from '#engine/reason/walk'
export { retainPackageVersions } from '#engine/repository/newest-packages'
export { remoteOfVersion } from '#engine/repository/remote-of-version'
export type { Terrain, Way } from '#engine/reason/walk'
export { copyEntry } from '#engine/plugin/copy'
export { previewCopy } from '#engine/repository/copy-preview'
export type { CopyDeclaration, CopyInput, CopyPreview, CopyResult } from '#engine/plugin/copy'
export type { Engine } from '#engine/engine'
export type {
  DiscoveryDeclaration,
  MachineFinding,
  ProbeContext,
  Proposal,
  SeenConfiguration,
} from '#engine/plugin/discovery'
export { BILL_FILES, isBill, packagesInBill } from '#engine/machine/bill-of-materials'
export { cleanAddress, hasSecrets } from '#engine/machine/clean-address'
export type { Machine } from '#engine/machine/machine'
export { machineRoot, systemPath } from '#engine/machine/machine'
export type {
  AirplaneRequest,
  ClientDeclaration,
  ClientMachine,
  ClientRun,
  ClientSubject,
  WantedFile,
} from '#engine/client/declaration'
export type { ProgramResult } from '#engine/client/run-program'

export {
  AlternateContentSource,
  Content,
  ContentGuard,
  Distribution,
  Exporter,
  Importer,
  Publication,
  Remote,
  Repository,
} from '#engine/db/masters'
export type {
  ContentInstance,
  DistributionInstance,
  PublicationInstance,
  RemoteInstance,
  RepositoryInstance,
} from '#engine/db/masters'
export { defineDetail } from '#engine/db/define-detail'
export type { DetailOptions } from '#engine/db/define-detail'
export type { AnyModel, BaseRow, Instance, InstanceOf, Model, Query, RowOf, Where } from '#engine/db/model'
export type { FilterTerm, Lookup } from '#engine/db/filter'
export type { RemotePolicy } from '#engine/db/table/master'
export {
  blob,
  blobToUuid,
  digest,
  flag,
  integer,
  json,
  real,
  text,
  timestamp,
  uuid,
  uuidToBlob,
} from '#engine/db/column'
export type { Catalogue } from '#engine/db/catalogue'
export { migrationsFrom } from '#engine/db/migrate'
export { ScratchMap, ScratchPairs } from '#engine/db/scratch'
export type { Migration } from '#engine/db/migrate'

export { Artifact, findArtifact } from '#engine/artifact/artifact'
export { createHasher, digestsOf } from '#engine/artifact/hash'
export { TemporaryFile } from '#engine/artifact/temporary-file'
export type { Downloader } from '#engine/download/downloader'
export type { DownloaderPool } from '#engine/download/downloader-pool'
export type { DownloadRequest, FetchRequest } from '#engine/download/types'
export { linearRegex } from '#engine/db/regex'
export { withPreview } from '#engine/plugin/preview'
export { readMachineFile, listMachineFolder } from '#engine/plugin/machine-file'
export { withDownloader } from '#engine/download/with-downloader'

export { defineTask } from '#engine/tasking/task-definition'
export type { AnyTaskDefinition, TaskDefinition } from '#engine/tasking/task-definition'
export type { TaskContext } from '#engine/tasking/task-context'
export type { ProgressReport } from '#engine/tasking/progress-report'
export { dispatch } from '#engine/tasking/dispatch'
export type { DispatchOptions } from '#engine/tasking/dispatch'
export { closeTaskGroup, createTaskGroup } from '#engine/tasking/task-group'
export { incrementGroupProgress, startGroupProgress } from '#engine/tasking/group-progress'

export { DeclarativeArtifact, DeclarativeContent, unit } from '#engine/stages/declarative'
export type { Unit } from '#engine/stages/declarative'
export { DeclarativeVersion } from '#engine/stages/declarative-version'
export type { DeclarativeVersionOptions } from '#engine/stages/declarative-version'
export type { DeclaredSync } from '#engine/stages/declarative-version'
export { followsLastSync, skipUnchanged } from '#engine/stages/sync-state'
export type { SyncFacts } from '#engine/stages/sync-state'
export { unitFilter } from '#engine/stages/unit-filter'
export type { FilterSettings, FilterSubject } from '#engine/stages/unit-filter'
export { Quarantine } from '#engine/stages/quarantine'
export type { QuarantineResult } from '#engine/stages/quarantine'
export { FilterContent } from '#engine/stages/filter-content'
export type { ExpectedDownload } from '#engine/stages/download-progress'
export { EndStage } from '#engine/stages/end-stage'
export { createPipeline } from '#engine/stages/pipeline'
export { Stage } from '#engine/stages/stage'
export { ArtifactBudget } from '#engine/stages/artifact-budget'
export { ArtifactDownloader } from '#engine/stages/artifact-downloader'
export { ArtifactSaver } from '#engine/stages/artifact-saver'
export { ContentAssociation } from '#engine/stages/content-association'
export { ContentSaver } from '#engine/stages/content-saver'
export { QueryExistingArtifacts } from '#engine/stages/query-existing-artifacts'
export { QueryExistingContents } from '#engine/stages/query-existing-contents'
export { RemoteArtifactSaver } from '#engine/stages/remote-artifact-saver'
export { ResolveContentFutures } from '#engine/stages/resolve-content-futures'

export { contentIdsOf, findVersion, getVersion, IN_VERSION, latestVersion } from '#engine/repository/version'
export type { VersionRef } from '#engine/repository/version'
export { refuseDuplicatePaths } from '#engine/repository/duplicate-paths'
export { newVersion } from '#engine/repository/new-version'
export type { VersionBuilder } from '#engine/repository/version-builder'
export { createPublication } from '#engine/repository/publication-builder'
export type { PublicationBuilder } from '#engine/repository/publication-builder'
export type { Settings } from '#engine/settings/load'

export { parseClearSigned } from '#engine/signature/clear-signed'
export type { ClearSigned } from '#engine/signature/clear-signed'
export {
  joinPublicKeys,
  readKeyring,
  signingKey,
  signingService,
  verifyClearSigned,
  verifyDetached,
} from '#engine/signature/on-demand'
export type { Keyring } from '#engine/signature/keyring'
export {
  MAX_CLEAR_SIGNED,
  MAX_SIGNATURE,
  STRICT,
  weaknessesSchema,
  WEAKNESSES,
} from '#engine/signature/signature-policy'
export type { SignaturePolicy, Weakness } from '#engine/signature/signature-policy'
export type { SigningKey } from '#engine/signature/signing-key'
export type { SignedData, VerifiedSignature } from '#engine/signature/verify-signature'

export { keepVersionMetadata, metadataOfVersion } from '#engine/repository/version-metadata'
export type { KeptMetadata, MetadataFile } from '#engine/repository/version-metadata'
