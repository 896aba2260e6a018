/** Package documents. Source: npm's registry API and package-metadata documents. */
import type { VersionRef } from '#plugin-api'
import { registryUrl } from '../package/identity.ts'
import { INSTALL_FIELDS, isObject, pick, TOP_FIELDS } from '../package/manifest.ts'
import { distTagsOf, servedTags } from './dist-tags.ts'
import type { StoredPackage } from './stored.ts'

/** Full is what people and npm ask for; abbreviated is what resolvers need. */
export type PackumentForm = 'full' | 'abbreviated'

type Json = Record<string, unknown>

/**
 * The version object of one package. `base` is the address of the distribution, with a closing slash, or empty for
 * Yarn 1. That one also gets an empty SHA-1 where none is known, for it would write `undefined` into its lockfile.
 */
export function versionObject(one: StoredPackage, form: PackumentForm, base: string): Json {
  const { name, version, manifest } = one
  const dist = {
    ...(base === '' ? { shasum: '' } : {}),
    ...(isObject(manifest.dist) ? manifest.dist : {}),
    integrity: one.integrity,
    tarball: registryUrl(base, one.relativePath),
  }
  const fields = form === 'full' ? manifest : pick(manifest, INSTALL_FIELDS)
  return { name, version, ...(form === 'full' ? { _id: `${name}@${version}` } : {}), ...fields, dist }
}

/** Tags of a package by name, as they are served. */
export function tagsOf(packages: readonly StoredPackage[], version: VersionRef): [tag: string, version: string][] {
  const candidates = packages.map((one) => ({ version: one.version, deprecated: Boolean(one.manifest.deprecated) }))
  return servedTags(distTagsOf(version.info, packages[0]?.name ?? ''), candidates)
}

/** The document of a package of which at least one version is here. When versions were published is not known, so `time` is left out. */
export function packument(
  packages: readonly StoredPackage[],
  version: VersionRef,
  form: PackumentForm,
  base: string,
): Json {
  const tags = tagsOf(packages, version)
  const latest = packages.find((one) => one.version === new Map(tags).get('latest'))
  const name = packages[0]?.name
  return {
    ...(form === 'full' ? { _id: name } : {}),
    name,
    'dist-tags': Object.fromEntries(tags),
    versions: Object.fromEntries(packages.map((one) => [one.version, versionObject(one, form, base)])),
    ...(form === 'full'
      ? pick(latest?.manifest ?? {}, TOP_FIELDS)
      : { modified: new Date(version.created).toISOString() }),
  }
}
