/** Remotes, repositories, publications and distributions. Types and fields follow pulp_deb; what it lacks is marked as our own. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import {
  defineDetail,
  Distribution,
  flag,
  integer,
  json,
  Publication,
  Remote,
  Repository,
  retainPackageVersions,
  text,
} from '#plugin-api'
import '../messages.ts'
import './field-messages.ts'
import { parseQuery } from '../query/parse.ts'

/** Kinds of further index files a sync may take along. */
export const GENERIC_KINDS = ['translation', 'contents', 'cnf', 'dep11'] as const
export type GenericKind = (typeof GENERIC_KINDS)[number]

/** What a system begins with: nothing; what is essential; what `debootstrap --variant=minbase` or without a variant installs. */
export const BASE_PACKAGES = ['none', 'essential', 'minbase', 'standard'] as const
export type BasePackages = (typeof BASE_PACKAGES)[number]

/** Suites of another archive. */
export interface FurtherSource {
  url: string
  distributions: string
  components: string | null
  /** Public keys that this archive signs with. */
  gpgkey: string | null
}

/** Where packages are published: at the path they have upstream; under their digest beside it, which caches may keep for ever; at both. */
export const LAYOUTS = ['nested_alphabetically', 'nested_by_digest', 'nested_by_both'] as const
export type Layout = (typeof LAYOUTS)[number]

export const MAX_QUERIES = 20_000

/** Pulp's remotes take lists separated by blanks. */
const list = z.string().trim().max(4096)

export const queryText = z.string().transform((text, context) => {
  try {
    parseQuery(text)
    return text
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    context.addIssue({ code: 'custom', message: formatMessage(`error.${error.code}`, error.params) })
    return z.NEVER
  }
})

/** Href or PRN of one of our keys. */
const service = z
  .string()
  .regex(/^(\/.*\/signing-services\/|prn:core\.signingservice:)[0-9a-f-]{36}\/?$/)
  .meta({ format: 'uri' })

const furtherSource = z.strictObject({
  url: z.url({ protocol: /^(https?|file)$/ }),
  distributions: list.min(1),
  components: list.nullable().default(null),
  gpgkey: z.string().nullable().default(null),
})

export const AptRemote = defineDetail(Remote, {
  name: 'AptRemote',
  type: 'deb.apt-remote',
  endpoint: 'apt',
  table: 'deb_aptremote',
  columns: {
    /** Suites, separated by blanks; one with a slash at the end is a flat repository. */
    distributions: text().notNull().default(''),
    /** Null takes every one. */
    components: text(),
    /** Null takes every one. */
    architectures: text(),
    sync_sources: flag().notNull().default(false),
    sync_udebs: flag().notNull().default(false),
    sync_installer: flag().notNull().default(false),
    /** Public keys that upstream signs with: armored text, or a binary keyring in base64. */
    gpgkey: text(),
    ignore_missing_package_indices: flag().notNull().default(false),
    /** Our own: kinds of further index files. */
    generic_indices: json<GenericKind[]>().notNull().default(['translation']),
    /** Our own: languages of translations, empty for all. */
    languages: json<string[]>().notNull().default([]),
    /** Our own: weak signatures that are accepted, by name. */
    allow_weak_signatures: json<string[]>().notNull().default([]),
    /** Our own: mirrors a suite although its Valid-Until has passed, as those of archives have. */
    ignore_valid_until: flag().notNull().default(false),
    /** Our own: the newest Date seen, in milliseconds, by address of the suite. */
    release_dates: json<Record<string, number>>().notNull().default({}),
    /** Our own: packages that any of these queries takes, instead of all. The language is in docs/deb-query.md. */
    package_query: json<string[]>().notNull().default([]),
    /** Our own: with everything that those packages need. */
    query_dependencies: flag().notNull().default(true),
    /** Our own: with what they recommend. */
    query_recommends: flag().notNull().default(false),
    /** Our own: packages that a system begins with. */
    base_packages: text().$type<BasePackages>().notNull().default('none'),
    /** Our own: archives whose suites are mirrored into the same repository, such as that of security updates. */
    further_sources: json<FurtherSource[]>().notNull().default([]),
  },
  schema: z.object({
    distributions: list.min(1),
    components: list.nullable().default(null),
    architectures: list.nullable().default(null),
    sync_sources: z.boolean().default(false),
    sync_udebs: z.boolean().default(false),
    sync_installer: z.boolean().default(false),
    gpgkey: z.string().nullable().default(null).describe('Keys upstream signs with.'),
    ignore_missing_package_indices: z.boolean().default(false),
    generic_indices: z.array(z.enum(GENERIC_KINDS)).default(['translation']),
    languages: z.array(z.string().regex(/^[A-Za-z_-]{2,16}$/)).default([]),
    allow_weak_signatures: z.array(z.enum(['md5', 'sha1', 'short_rsa', 'dsa', 'expired_key'])).default([]),
    ignore_valid_until: z.boolean().default(false),
    package_query: z.array(queryText).max(MAX_QUERIES).default([]),
    query_dependencies: z.boolean().default(true),
    query_recommends: z.boolean().default(false),
    base_packages: z.enum(BASE_PACKAGES).default('none'),
    further_sources: z.array(furtherSource).max(20).default([]),
  }),
})

const validDays = z.number().int().min(1).max(3650).nullable().default(null)

export const AptRepository = defineDetail(Repository, {
  name: 'AptRepository',
  type: 'deb.apt-repo',
  endpoint: 'apt',
  table: 'deb_aptrepository',
  columns: {
    /** Whether each new version is published at once. */
    autopublish: flag().notNull().default(false),
    /** Whether publications carry upstream's Origin, Label, Version and Description. */
    publish_upstream_release_fields: flag().notNull().default(true),
    /** Our own: whether Release files are signed. */
    sign: flag().notNull().default(true),
    /** Our own: upstream's metadata is mirrored whole, and autopublish serves it bit for bit. */
    verbatim: flag().notNull().default(false),
    /** Href of the key that signs; null for the usual one. */
    signing_service: text(),
    /** Hrefs of other keys, by suite. */
    signing_service_release_overrides: json<Record<string, string>>().notNull().default({}),
    /** Our own: whether autopublish lists the files of packages. */
    contents: flag().notNull().default(false),
    /** Our own: days after which clients take a publication for stale (Valid-Until); null for never. */
    valid_days: integer(),
    /** How many versions of each package are kept, the newest ones; 0 for all. */
    retain_package_versions: integer().notNull().default(0),
  },
  schema: z.object({
    retain_package_versions: retainPackageVersions,
    autopublish: z.boolean().default(false).describe('Whether each new version is published at once.'),
    publish_upstream_release_fields: z.boolean().default(true),
    sign: z.boolean().default(true),
    verbatim: z.boolean().default(false),
    signing_service: service.nullable().default(null),
    signing_service_release_overrides: z.record(z.string(), service).default({}),
    contents: z.boolean().default(false),
    valid_days: validDays,
  }),
})

export const AptPublication = defineDetail(Publication, {
  name: 'AptPublication',
  type: 'deb.apt-publication',
  endpoint: 'apt',
  table: 'deb_aptpublication',
  columns: {
    /** One suite `default` with one component `all` that holds every package. */
    simple: flag().notNull().default(false),
    /** The suites and components of the version. */
    structured: flag().notNull().default(true),
    /** Null: as the repository says. */
    publish_upstream_release_fields: flag(),
    /** Whether Release files are signed. */
    sign: flag().notNull().default(true),
    /** Href of the key that signs; null: as the repository says. */
    signing_service: text(),
    /** Whether there is a Release file beside each Packages, as old programs want it. */
    publish_legacy_release_files: flag().notNull().default(false),
    layout: text().$type<Layout>().notNull().default('nested_alphabetically'),
    /** Our own: whether there are Contents files, of the packages that are stored. */
    contents: flag().notNull().default(false),
    /** Our own: days after which clients take it for stale; null: as the repository says. */
    valid_days: integer(),
    /** Index files of earlier publications served by their hash for clients that are in the middle of an update: since when they are history. */
    superseded: json<Record<string, number>>().notNull().default({}),
  },
  schema: z.object({
    simple: z.boolean().default(false),
    structured: z.boolean().default(true),
    publish_upstream_release_fields: z.boolean().nullable().default(null),
    sign: z.boolean().default(true),
    signing_service: service.nullable().default(null),
    publish_legacy_release_files: z.boolean().default(false),
    layout: z.enum(LAYOUTS).default('nested_alphabetically'),
    contents: z.boolean().default(false),
    valid_days: validDays,
  }),
})

export const VerbatimPublication = defineDetail(Publication, {
  name: 'VerbatimPublication',
  type: 'deb.verbatim-publication',
  endpoint: 'verbatim',
  table: 'deb_verbatimpublication',
  columns: {},
})

export const AptDistribution = defineDetail(Distribution, {
  name: 'AptDistribution',
  type: 'deb.apt-distribution',
  endpoint: 'apt',
  table: 'deb_aptdistribution',
  columns: {},
})
