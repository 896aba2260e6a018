/** An update that came by other ways than a network: a package is what its release says, or it is not used. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gt } from 'semver'
import { StillwaterError } from '#shared/error'
import { readKeyring } from '#engine/signature/keyring'
import { verifyDetached } from '#engine/signature/verify-signature'
import { describedIn, type Described } from './feed.ts'

/** Packages that each system takes. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  linux: ['.AppImage', '.deb', '.rpm'],
  darwin: ['.dmg'],
  win32: ['.exe'],
}

export interface UpdateOptions {
  /** Folder for the copy; made anew, and the user's alone. */
  folder: string
  /** Version that runs. */
  current: string
  platform: string
  /** Public keys of those who make releases, or null where the program was built without. */
  releaseKey: string | null
}

export interface VerifiedUpdate {
  /** The copy, whose bytes were checked while they were written: what was chosen may change meanwhile. */
  path: string
  name: string
  version: string
  /** Name of the description it was held against. */
  feed: string
  /** Whose signature the description has; null where nobody can tell. */
  signer: string | null
}

export const endingsOf = (platform: string): readonly string[] => ENDINGS[platform] ?? []

/**
 * Checks a package against the description beside it, and the description's signature where the program knows a release key.
 * @throws StillwaterError `desktop.update_wrong_system`, `…_not_described`, `…_not_newer`, `…_unsigned`, `…_damaged`, and what verifyDetached
 * refuses a signature for
 */
export async function verifiedCopy(path: string, options: UpdateOptions): Promise<VerifiedUpdate> {
  const name = basename(path)
  if (!endingsOf(options.platform).some((ending) => name.endsWith(ending)))
    throw new StillwaterError('desktop.update_wrong_system', { name }, { status: 400 })
  const described = await describedIn(dirname(path), name)
  const signer = options.releaseKey === null ? null : await signerOf(described, options.releaseKey)
  if (!gt(described.version, options.current)) {
    const params = { version: described.version, current: options.current }
    throw new StillwaterError('desktop.update_not_newer', params, { status: 400 })
  }
  const copy = await copyChecked(path, described, options.folder)
  return { path: copy, name, version: described.version, feed: basename(described.feed), signer }
}

async function signerOf({ feed, bytes }: Described, releaseKey: string): Promise<string> {
  const signature = await readFile(`${feed}.asc`).catch((cause: unknown) => {
    throw new StillwaterError('desktop.update_unsigned', { feed: basename(feed) }, { status: 400, cause })
  })
  const [first] = await verifyDetached(bytes, signature, await readKeyring([releaseKey]))
  if (!first) throw new StillwaterError('desktop.update_unsigned', { feed: basename(feed) }, { status: 400 })
  return first.signer
}

/** Reads what was chosen once, and leaves nothing behind when it is not what was described. */
async function copyChecked(path: string, { sha512, size, feed }: Described, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  const name = basename(path)
  const copy = join(folder, name)
  const hash = createHash('sha512')
  let bytes = 0
  try {
    const file = await open(copy, 'wx', 0o600)
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
        bytes += chunk.byteLength
        if (bytes > size) break
        hash.update(chunk)
        await file.writeFile(chunk)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    if (bytes !== size || hash.digest('base64') !== sha512)
      throw new StillwaterError('desktop.update_damaged', { name, feed: basename(feed) }, { status: 400 })
    await chmod(copy, 0o500)
    return copy
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    if (cause instanceof StillwaterError) throw cause
    throw new StillwaterError('desktop.file_unreadable', { name }, { status: 400, cause })
  }
}
