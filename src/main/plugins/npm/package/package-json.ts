/** Reads package.json out of a package's tarball. */
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import semver from 'semver'
import { StillwaterError } from '#shared/error'
import { isObject } from './manifest.ts'
import { findInTar, TarProblem } from './tar-walk.ts'

const LIMITS = { maxArchive: 4 * 1024 ** 3, maxFile: 16 * 1024 ** 2 }
const CHUNK = 64 * 1024

/** As npm does when unpacking, the topmost folder may have any name. */
const isPackageJson = (path: string): boolean => /^(\.\/)?[^/]+\/package\.json$/.test(path) && !path.startsWith('../')

/**
 * The object in a tarball's package.json; null when there is none, or none that is a JSON object, as in some very old packages.
 * @throws StillwaterError `npm.unreadable_package` for damaged archives and for those that unpack beyond all measure
 */
export async function readPackageJson(file: string, label: string): Promise<Record<string, unknown> | null> {
  const bytes = await findPackageJson(file, label)
  if (!bytes) return null
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

async function findPackageJson(file: string, label: string): Promise<Buffer | null> {
  try {
    return await findInTar(unpacked(file), isPackageJson, LIMITS)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (!(cause instanceof TarProblem) && !code.startsWith('Z_')) throw cause
    const reason = cause instanceof TarProblem ? cause.message : 'it is damaged'
    throw new StillwaterError('npm.unreadable_package', { package: label, reason }, { status: 400, cause })
  }
}

/** The tar archive in the file, which is nearly always compressed. */
async function* unpacked(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const source = createReadStream(file, { highWaterMark: CHUNK })
  const gunzip = createGunzip({ chunkSize: CHUNK })
  source.on('error', (error) => gunzip.destroy(error))
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

/**
 * Refuses a tarball that says it is another package than the one it is listed as.
 * @throws StillwaterError `npm.name_mismatch`
 */
export function assertSamePackage(
  listed: { name: string; version: string },
  packageJson: Record<string, unknown>,
): void {
  const name = textOf(packageJson.name)
  const version = textOf(packageJson.version)
  if (name === listed.name && sameVersion(version, listed.version)) return
  throw new StillwaterError(
    'npm.name_mismatch',
    { listed: `${listed.name}@${listed.version}`, found: `${name.slice(0, 214)}@${version.slice(0, 256)}` },
    { status: 400 },
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** Registries clean versions when packages are published: `v1.0.0` and `1.0.0+build` are listed as `1.0.0`. */
function sameVersion(a: string, b: string): boolean {
  return a === b || (semver.clean(a, { loose: true }) ?? a) === (semver.clean(b, { loose: true }) ?? b)
}
