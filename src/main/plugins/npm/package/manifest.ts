/** The description of one version as registries give it, from whichever source it is known. */
import { baseName } from './identity.ts'

/** A JSON object: what a registry lists below `versions`, its `dist` without addresses and integrity. */
export type Manifest = Readonly<Record<string, unknown>>

/** What decides how a package is installed; the abbreviated form of a package document has these and no more. */
export const INSTALL_FIELDS = [
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'acceptDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bin',
  'directories',
  'engines',
  'os',
  'cpu',
  'libc',
  'funding',
  'hasInstallScript',
  '_hasShrinkwrap',
] as const

/** What tells people about a package; stands at the top of a full document too. */
export const TOP_FIELDS = [
  'description',
  'license',
  'author',
  'contributors',
  'maintainers',
  'homepage',
  'repository',
  'bugs',
  'keywords',
] as const

const DESCRIPTIVE_FIELDS = [...TOP_FIELDS, 'type', 'main'] as const

/** Scripts that an installation runs; others are of no use to whoever installs. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

type Json = Record<string, unknown>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The named fields that are there. Keys of the result are own properties, whatever they are called. */
export function pick(source: Readonly<Json>, names: readonly string[]): Json {
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(source, name) && source[name] !== undefined)
      .map((name) => [name, source[name]]),
  )
}

/** The part of a registry's own version object that is worth keeping. */
export function manifestFromRegistry(version: Readonly<Json>): Manifest {
  const dist = isObject(version.dist) ? pick(version.dist, ['shasum', 'fileCount', 'unpackedSize', 'signatures']) : {}
  return {
    ...pick(version, INSTALL_FIELDS),
    ...pick(version, DESCRIPTIVE_FIELDS),
    ...installScripts(version.scripts),
    ...(Object.keys(dist).length > 0 ? { dist } : {}),
  }
}

/** Fills in what a package's own package.json says and the source of the mirror did not. What is there already wins. */
export function completeManifest(known: Manifest, packageJson: Readonly<Json>): Manifest {
  return {
    ...pick(packageJson, DESCRIPTIVE_FIELDS),
    ...installScripts(packageJson.scripts),
    ...known,
  }
}

/** All that can be known of a package nobody listed, from its package.json alone. */
export function manifestFromPackageJson(packageJson: Readonly<Json>): Manifest {
  const fields = pick(
    packageJson,
    INSTALL_FIELDS.filter((name) => name !== 'bin' && name !== 'devDependencies'),
  )
  const scripts = installScripts(packageJson.scripts)
  return {
    ...completeManifest(fields, packageJson),
    ...(packageJson.bin === undefined ? {} : { bin: binOf(packageJson) }),
    ...(Object.keys(scripts).length > 0 ? { hasInstallScript: true } : {}),
  }
}

function installScripts(scripts: unknown): Json {
  const kept = isObject(scripts) ? pick(scripts, INSTALL_SCRIPTS) : {}
  return Object.keys(kept).length > 0 ? { scripts: kept } : {}
}

function binOf(packageJson: Readonly<Json>): unknown {
  return typeof packageJson.bin === 'string'
    ? { [baseName(String(packageJson.name))]: packageJson.bin }
    : packageJson.bin
}
