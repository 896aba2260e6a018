/** Upstream's own index files, one unit each, kept bit for bit: evidence of what was signed, and what a verbatim publication serves. */
import { Content, defineDetail, digest, text } from '#plugin-api'

/** `relative_path` is from the archive's root, such as `dists/bookworm/main/binary-amd64/Packages.xz`. */
const columns = () => ({
  relative_path: text().notNull(),
  sha256: digest().notNull(),
  /** The suite as the remote names it. */
  distribution: text().notNull(),
})

const keys = { naturalKey: ['relative_path', 'sha256'], repoKey: ['relative_path'] } as const

/** Release, Release.gpg or InRelease. */
export const ReleaseFile = defineDetail(Content, {
  name: 'ReleaseFile',
  type: 'deb.release_file',
  endpoint: 'release_files',
  table: 'deb_releasefile',
  columns: columns(),
  ...keys,
})

export const PackageIndex = defineDetail(Content, {
  name: 'PackageIndex',
  type: 'deb.package_index',
  endpoint: 'package_indices',
  table: 'deb_packageindex',
  columns: { ...columns(), component: text().notNull().default(''), architecture: text().notNull().default('') },
  ...keys,
})

export const SourceIndex = defineDetail(Content, {
  name: 'SourceIndex',
  type: 'deb.source_index',
  endpoint: 'source_indices',
  table: 'deb_sourceindex',
  columns: { ...columns(), component: text().notNull().default('') },
  ...keys,
})

/** The list of checksums of an installer's files. */
export const InstallerFileIndex = defineDetail(Content, {
  name: 'InstallerFileIndex',
  type: 'deb.installer_file_index',
  endpoint: 'installer_file_indices',
  table: 'deb_installerfileindex',
  columns: { ...columns(), component: text().notNull().default(''), architecture: text().notNull().default('') },
  ...keys,
})

/** Any other file of a suite: translations, contents, command-not-found data, AppStream data, files of the installer. */
export const GenericContent = defineDetail(Content, {
  name: 'GenericContent',
  type: 'deb.generic',
  endpoint: 'generic_contents',
  table: 'deb_genericcontent',
  columns: columns(),
  ...keys,
})
