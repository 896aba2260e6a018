/** Binary packages. Names follow pulp_deb; every field of the index that has a meaning of its own is a column, the stanza stays as it is. */
import * as z from 'zod'
import { Content, defineDetail, digest, flag, integer, text } from '#plugin-api'

/** Columns of packages and installer packages alike; each but the first group is the field of the stanza with the same name. */
const columns = () => ({
  package: text().notNull(),
  version: text().notNull(),
  architecture: text().notNull(),
  /** Path in the archive. */
  relative_path: text().notNull(),
  sha256: digest().notNull(),
  /** Bytes. */
  size: integer().notNull(),
  /** The stanza of the index as upstream has it, with `Filename`, `Size` and checksums. */
  paragraph: text().notNull(),

  source: text(),
  section: text(),
  priority: text(),
  origin: text(),
  tag: text(),
  bugs: text(),
  essential: flag(),
  build_essential: flag(),
  installed_size: integer(),
  maintainer: text(),
  original_maintainer: text(),
  description: text(),
  description_md5: text(),
  homepage: text(),
  built_using: text(),
  auto_built_package: text(),
  multi_arch: text(),
  breaks: text(),
  conflicts: text(),
  depends: text(),
  recommends: text(),
  suggests: text(),
  enhances: text(),
  pre_depends: text(),
  provides: text(),
  replaces: text(),
})

const naturalKey = ['relative_path', 'sha256'] as const

export const Package = defineDetail(Content, {
  name: 'Package',
  type: 'deb.package',
  endpoint: 'packages',
  table: 'deb_package',
  columns: columns(),
  naturalKey,
  repoKey: ['relative_path'],
})

/** A package of the installer (udeb). */
export const InstallerPackage = defineDetail(Content, {
  name: 'InstallerPackage',
  type: 'deb.installer_package',
  endpoint: 'installer_packages',
  table: 'deb_installerpackage',
  columns: columns(),
  naturalKey,
  repoKey: ['relative_path'],
})

/** A source package: its .dsc and the files that one names. */
export const SourcePackage = defineDetail(Content, {
  name: 'SourcePackage',
  type: 'deb.source_package',
  endpoint: 'source_packages',
  table: 'deb_sourcepackage',
  columns: {
    /** Path of the .dsc in the archive. */
    relative_path: text().notNull(),
    /** Of the .dsc. */
    sha256: digest().notNull(),
    source: text().notNull(),
    version: text().notNull(),
    /** The stanza of the index as upstream has it. */
    paragraph: text().notNull(),
    format: text(),
    binary: text(),
    architecture: text(),
    maintainer: text(),
    uploaders: text(),
    homepage: text(),
    vcs_browser: text(),
    vcs_git: text(),
    testsuite: text(),
    section: text(),
    priority: text(),
    standards_version: text(),
    build_depends: text(),
    build_depends_indep: text(),
    build_depends_arch: text(),
    build_conflicts: text(),
    package_list: text(),
  },
  naturalKey,
  repoKey: ['relative_path'],
})

/** What an upload may say beside the file: where in the suites the package goes. */
export const uploadFields = z.object({
  relative_path: z.string().optional(),
  distribution: z.string().min(1).max(255).optional(),
  component: z.string().min(1).max(255).optional(),
})
