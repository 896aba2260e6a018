/** From what upstream lists to units with their files. */
import {
  type AnyModel,
  DeclarativeArtifact,
  DeclarativeContent,
  type RemoteInstance,
  type TemporaryFile,
  unit,
  type Unit,
} from '#plugin-api'
import type { ListedFile, PackageValues, SourceValues } from '../control/package-fields.ts'
import { GenericContent, InstallerFileIndex, PackageIndex, ReleaseFile, SourceIndex } from '../model/index-file.ts'
import { InstallerPackage, Package, SourcePackage } from '../model/package.ts'
import type { KeptFile } from '../release/index-plan.ts'
import type { ReleaseEntry, ReleaseFacts } from '../release/release-file.ts'
import type { Suite } from '../release/suite.ts'
import { archiveUrl, indexUrls } from './archive.ts'

/** That a package is in a component, with the words of that suite's index. */
export interface Association {
  /** Saved before any package is declared. */
  releaseComponent: Unit
  paragraph: string
}

export const ASSOCIATION = 'deb.association'

function artifactOf({ remote, addressIn }: DeclareFrom, listed: ListedFile, deferred: boolean): DeclarativeArtifact {
  return new DeclarativeArtifact({
    artifact: { digests: listed.digests, size: listed.size },
    url: addressIn(listed.relativePath),
    relativePath: listed.relativePath,
    remote,
    deferredDownload: deferred || remote.policy !== 'immediate',
  })
}

interface DeclareFrom {
  remote: RemoteInstance
  /** Address of a path in the archive that the file is of. */
  addressIn: (path: string) => string
}

export interface DeclareOptions extends DeclareFrom {
  releaseComponent: Unit
  /** Another index of this sync has declared the same file. */
  repeated: boolean
}

export function declarePackage(
  { values, listed }: { values: PackageValues; listed: ListedFile },
  isUdeb: boolean,
  from: DeclareOptions,
): DeclarativeContent {
  const association: Association = { releaseComponent: from.releaseComponent, paragraph: values.paragraph }
  return new DeclarativeContent({
    content: isUdeb ? unit(InstallerPackage, values) : unit(Package, values),
    dArtifacts: [artifactOf(from, listed, from.repeated)],
    names: [values.package],
    extraData: { [ASSOCIATION]: association },
  })
}

export function declareSource(
  { values, listed }: { values: SourceValues; listed: ListedFile[] },
  from: DeclareOptions,
): DeclarativeContent {
  const association: Association = { releaseComponent: from.releaseComponent, paragraph: values.paragraph }
  return new DeclarativeContent({
    content: unit(SourcePackage, values),
    dArtifacts: listed.map((one) => artifactOf(from, one, from.repeated)),
    names: [values.source],
    extraData: { [ASSOCIATION]: association },
  })
}

const INDEX_MODELS: Readonly<Record<KeptFile['kind'], AnyModel>> = {
  packages: PackageIndex,
  udebs: PackageIndex,
  sources: SourceIndex,
  installer: InstallerFileIndex,
  generic: GenericContent,
} as unknown as Readonly<Record<KeptFile['kind'], AnyModel>>

export interface IndexPlace {
  kind: KeptFile['kind']
  component: string
  architecture: string
}

/** An index file as upstream has it; null when its Release gives no SHA-256 to name it by. */
export function declareIndex(
  remote: RemoteInstance,
  { suite, archive, release }: { suite: Suite; archive: string; release: ReleaseFacts },
  place: IndexPlace,
  entry: Omit<ReleaseEntry, 'size'> & { size: number | null },
  file: TemporaryFile | null,
): DeclarativeContent | null {
  const sha256 = entry.digests.sha256 ?? file?.digests.sha256
  if (sha256 === undefined) return null
  const relativePath = suite.folder + entry.path
  const model = INDEX_MODELS[place.kind]
  const all: Record<string, unknown> = { ...place, relative_path: relativePath, sha256, distribution: suite.name }
  const values = Object.fromEntries(Object.entries(all).filter(([name]) => name in model.columns))
  const artifact = new DeclarativeArtifact({
    artifact: { digests: { ...entry.digests, sha256 }, size: entry.size },
    urls: indexUrls(archive, suite, release, entry),
    relativePath,
    remote,
    deferredDownload: file === null && remote.policy !== 'immediate',
    ...(file === null ? {} : { file }),
  })
  return new DeclarativeContent({ content: unit(model, values), dArtifacts: [artifact] })
}

export function declareReleaseFile(
  remote: RemoteInstance,
  { suite, archive }: { suite: Suite; archive: string },
  name: string,
  file: TemporaryFile,
): DeclarativeContent {
  const relativePath = suite.folder + name
  const sha256 = file.digests.sha256 as string
  return new DeclarativeContent({
    content: unit(ReleaseFile, { relative_path: relativePath, sha256, distribution: suite.name }),
    dArtifacts: [
      new DeclarativeArtifact({
        artifact: { digests: file.digests, size: file.size },
        url: archiveUrl(archive, relativePath),
        relativePath,
        remote,
        file,
      }),
    ],
  })
}
