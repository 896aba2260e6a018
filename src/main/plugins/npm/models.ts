/** Models of pulp_npm: a unit is one version of one package. */
import * as z from 'zod'
import {
  Content,
  defineDetail,
  Distribution,
  integer,
  json,
  Remote,
  Repository,
  retainPackageVersions,
  text,
} from '#plugin-api'
import type { Manifest } from './package/manifest.ts'
import { isPlatform, thisPlatform } from './package/platform.ts'

export const NpmPackage = defineDetail(Content, {
  name: 'Package',
  type: 'npm.package',
  endpoint: 'packages',
  table: 'npm_package',
  columns: {
    name: text().notNull(),
    version: text().notNull(),
    /** Subresource integrity of the tarball: one digest, the strongest upstream gave. */
    integrity: text().notNull(),
    /** What registries say of the version, without the addresses in `dist`. */
    manifest: json<Manifest>().notNull(),
    relative_path: text().notNull(),
  },
  naturalKey: ['name', 'version', 'integrity'],
  repoKey: ['name', 'version'],
})

/** `url` is the base of a registry. What is mirrored is told by a lockfile, by package specs, or by both. */
export const NpmRemote = defineDetail(Remote, {
  name: 'NpmRemote',
  type: 'npm.npm',
  table: 'npm_npmremote',
  columns: {
    /** Text of a package-lock.json or npm-shrinkwrap.json. */
    package_lock: text(),
    /** Such as `left-pad@^1`; their dependencies come with them. */
    package_specs: json<string[]>().notNull().default([]),
    /** Platforms whose packages are fetched with the sync, such as `linux-x64`, or `*`. Others stay on demand. */
    platforms: json<string[]>()
      .notNull()
      .$defaultFn(() => [thisPlatform()]),
  },
  schema: z.object({
    package_lock: z.string().nullable().default(null),
    package_specs: z.array(z.string().min(1)).default([]),
    platforms: z
      .array(z.string().refine(isPlatform, 'must look like linux-x64, linux-x64-musl or *'))
      .min(1)
      .optional(),
  }),
})

export const NpmRepository = defineDetail(Repository, {
  name: 'NpmRepository',
  type: 'npm.npm',
  table: 'npm_npmrepository',
  columns: {
    /** How many versions of each package are kept, the newest ones; 0 for all. */
    retain_package_versions: integer().notNull().default(0),
  },
  schema: z.object({
    retain_package_versions: retainPackageVersions,
  }),
})

export const NpmDistribution = defineDetail(Distribution, {
  name: 'NpmDistribution',
  type: 'npm.npm',
  table: 'npm_npmdistribution',
  columns: {},
})
