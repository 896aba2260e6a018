/** Suites and what is in them: releases, components, architectures, and packages in components. Names follow pulp_deb. */
import { Content, defineDetail, digest, text, uuid } from '#plugin-api'

/** A suite, as its Release file describes it. */
export const Release = defineDetail(Content, {
  name: 'Release',
  type: 'deb.release',
  endpoint: 'releases',
  table: 'deb_release',
  columns: {
    /** Path below `dists/`; with a slash at the end it is a flat repository at that path, `./` at the root. */
    distribution: text().notNull(),
    codename: text().notNull().default(''),
    suite: text().notNull().default(''),
    version: text().notNull().default(''),
    origin: text().notNull().default(''),
    label: text().notNull().default(''),
    description: text().notNull().default(''),
  },
  naturalKey: ['distribution', 'codename', 'suite', 'version', 'origin', 'label', 'description'],
  repoKey: ['distribution'],
})

export const ReleaseArchitecture = defineDetail(Content, {
  name: 'ReleaseArchitecture',
  type: 'deb.release_architecture',
  endpoint: 'release_architectures',
  table: 'deb_releasearchitecture',
  columns: { distribution: text().notNull(), architecture: text().notNull() },
  naturalKey: ['distribution', 'architecture'],
  repoKey: ['distribution', 'architecture'],
})

export const ReleaseComponent = defineDetail(Content, {
  name: 'ReleaseComponent',
  type: 'deb.release_component',
  endpoint: 'release_components',
  table: 'deb_releasecomponent',
  columns: { distribution: text().notNull(), component: text().notNull() },
  naturalKey: ['distribution', 'component'],
  repoKey: ['distribution', 'component'],
})

/** A package, or installer package, in a component of a suite. */
export const PackageReleaseComponent = defineDetail(Content, {
  name: 'PackageReleaseComponent',
  type: 'deb.package_release_component',
  endpoint: 'package_release_components',
  table: 'deb_packagereleasecomponent',
  columns: {
    package_id: uuid().notNull(),
    release_component_id: uuid().notNull(),
    /** Suites may describe the same file differently (phased updates, overridden priorities): the stanza of this one. */
    paragraph: text(),
    /** Of `paragraph`; of nothing when the package's own holds. */
    paragraph_sha256: digest().notNull(),
  },
  naturalKey: ['package_id', 'release_component_id', 'paragraph_sha256'],
  repoKey: ['package_id', 'release_component_id'],
})

/** A source package in a component of a suite. */
export const SourcePackageReleaseComponent = defineDetail(Content, {
  name: 'SourcePackageReleaseComponent',
  type: 'deb.source_package_release_component',
  endpoint: 'source_package_release_components',
  table: 'deb_sourcepackagereleasecomponent',
  columns: { source_package_id: uuid().notNull(), release_component_id: uuid().notNull() },
  naturalKey: ['source_package_id', 'release_component_id'],
  repoKey: ['source_package_id', 'release_component_id'],
})
