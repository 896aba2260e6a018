/** The master models (Pulp: pulpcore.plugin.models). Plugins build their details on these. */
import { defineMaster } from './define-detail.ts'
import type { InstanceOf } from './model.ts'
import * as table from './table/master.ts'

export const Repository = defineMaster('repository', 'Repository', table.repositoryTable)
export const Remote = defineMaster('remote', 'Remote', table.remoteTable)
export const Content = defineMaster('content', 'Content', table.contentTable)
export const Publication = defineMaster('publication', 'Publication', table.publicationTable)
export const Distribution = defineMaster('distribution', 'Distribution', table.distributionTable)
export const ContentGuard = defineMaster('contentguard', 'ContentGuard', table.contentGuardTable)
export const AlternateContentSource = defineMaster(
  'alternatecontentsource',
  'AlternateContentSource',
  table.alternateContentSourceTable,
)
export const Exporter = defineMaster('exporter', 'Exporter', table.exporterTable)
export const Importer = defineMaster('importer', 'Importer', table.importerTable)

export type RepositoryInstance = InstanceOf<typeof Repository>
export type RemoteInstance = InstanceOf<typeof Remote>
export type ContentInstance = InstanceOf<typeof Content>
export type PublicationInstance = InstanceOf<typeof Publication>
export type DistributionInstance = InstanceOf<typeof Distribution>
