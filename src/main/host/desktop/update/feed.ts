/** The description of a release that lies beside its packages: electron-builder's `latest.yml`, `latest-mac.yml`, `latest-linux.yml`. */
import { open, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { valid } from 'semver'
import { parse } from 'yaml'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'

/** Bytes. A description is a few hundred. */
const MOST = 64 * 1024
const NAME = /^[a-z]+(-mac|-linux(-\w+)?)?\.yml$/

const FeedSchema = z.object({
  version: z.string().refine((text) => valid(text) === text),
  files: z
    .array(z.object({ url: z.string(), sha512: z.base64().length(88), size: z.int().positive() }))
    .min(1)
    .max(100),
})

/** What a release says of one of its packages. */
export interface Described {
  version: string
  /** Base64. */
  sha512: string
  /** Bytes. */
  size: number
  /** Path of the description, and its bytes as they were read. */
  feed: string
  bytes: Uint8Array
}

/**
 * Finds the description beside a package that names it.
 * @throws StillwaterError `desktop.update_not_described` when there is none, `desktop.file_unreadable`
 */
export async function describedIn(folder: string, packageName: string): Promise<Described> {
  for (const name of await namesIn(folder)) {
    const bytes = await readBounded(join(folder, name))
    const feed = bytes && readFeed(bytes)
    const file = feed?.files.find(({ url }) => basename(url) === packageName)
    if (bytes && feed && file)
      return { version: feed.version, sha512: file.sha512, size: file.size, feed: join(folder, name), bytes }
  }
  throw new StillwaterError('desktop.update_not_described', { name: packageName }, { status: 400 })
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => NAME.test(name)).toSorted()
  } catch (cause) {
    throw new StillwaterError('desktop.file_unreadable', { name: folder }, { status: 400, cause })
  }
}

/** Null for what is no file, or too long to be a description. */
async function readBounded(path: string): Promise<Uint8Array | null> {
  const file = await open(path).catch(() => null)
  if (!file) return null
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MOST + 1), 0, MOST + 1, 0)
    return bytesRead > MOST ? null : buffer.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    await file.close()
  }
}

function readFeed(bytes: Uint8Array): z.infer<typeof FeedSchema> | null {
  try {
    // No aliases: a description has none, and they can multiply.
    return FeedSchema.parse(parse(Buffer.from(bytes).toString('utf8'), { maxAliasCount: 0 }))
  } catch {
    return null
  }
}
