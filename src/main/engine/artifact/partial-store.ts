/**
 * Beginnings of large files whose download was cut off: kept beside the store, found again by the digest that the whole must have, whoever
 * asks next. A part that is being written carries a name of its own; only one that nobody writes has the plain name and can be taken.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digests } from '#shared/digest'
import { systemCode, toWriteError } from './storage-error.ts'

const MEGABYTE = 1_000_000
const DAY = 86_400_000
/** Milliseconds after which nobody will ask for the rest any more. */
const MAX_AGE = 14 * DAY
const STRONGEST_FIRST = ['sha512', 'sha384', 'sha256', 'sha224'] as const
const PART = /^((?:sha\d{3})-[0-9a-f]+)(\.[0-9a-f-]{36})?\.(part|json)$/

/** What is known of a part beside its bytes. */
export interface PartFacts {
  /** Which address was asked, and the headers of its answer that identify the file. */
  readonly source: string
  readonly headers: Readonly<Record<string, string>>
}

/** A part in somebody's hands. */
export interface Part {
  readonly key: string
  readonly path: string
  readonly facts: PartFacts | null
}

export class PartialStore {
  readonly folder: string
  /** Bytes. */
  readonly #limit: number

  /** `limit` in megabytes, for all parts together; 0 keeps none. */
  constructor(folder: string, limit: number) {
    this.folder = folder
    this.#limit = limit * MEGABYTE
  }

  /** Under which name a file with these digests is kept; null when nothing would prove the whole, or no parts are kept. */
  keyOf(expected: Digests): string | null {
    const name = STRONGEST_FIRST.find((algorithm) => /^[0-9a-f]{56,128}$/.test(expected[algorithm] ?? ''))
    return name === undefined || this.#limit === 0 ? null : `${name}-${expected[name]}`
  }

  /** A place for a new part. */
  begin(key: string): Part {
    return { key, path: join(this.folder, `${key}.${randomUUID()}.part`), facts: null }
  }

  /** Takes the part that somebody left; null when there is none, or another was faster. @throws StillwaterError `storage.*` */
  async take(key: string): Promise<Part | null> {
    const { path } = this.begin(key)
    try {
      await rename(this.#parked(key), path)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null
      throw toWriteError(error, path)
    }
    await rename(factsAt(this.#parked(key)), factsAt(path)).catch(() => {})
    return { key, path, facts: readFacts(factsAt(path)) }
  }

  /** Notes what the part is the beginning of, for a download that finds it after a crash. @throws StillwaterError `storage.*` */
  describe(part: Part, facts: PartFacts): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      writeFileSync(factsAt(part.path), JSON.stringify(facts), { mode: 0o600 })
    } catch (error) {
      // Told apart from the connection's troubles, in the middle of which it happens.
      throw toWriteError(error, part.path)
    }
  }

  /** Leaves the part for the next one who asks; of two the newer is kept. */
  async leave(part: Part): Promise<void> {
    await rename(factsAt(part.path), factsAt(this.#parked(part.key))).catch(() => {})
    await rename(part.path, this.#parked(part.key))
    await this.prune()
  }

  /** Removes what belongs to a part that is complete or useless; its bytes have gone elsewhere by then. */
  async forget(part: Part): Promise<void> {
    await rm(factsAt(part.path), { force: true })
  }

  /** At start, by the owner of the data folder: what was being written when the program ended can be taken up again. */
  recover(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(this.folder)) {
      const [, key, writer, kind] = PART.exec(name) ?? []
      if (!key) rmSync(join(this.folder, name), { recursive: true, force: true })
      else if (writer) renameSync(join(this.folder, name), join(this.folder, `${key}.${kind}`))
    }
  }

  /** Removes parts that are old, and the oldest when there are too many; those being written are left alone. */
  async prune(now = Date.now()): Promise<void> {
    const names = await this.#names()
    const parked = names.filter((name) => PART.exec(name)?.[2] === undefined)
    const parts = parked.filter((name) => name.endsWith('.part'))
    const found = await Promise.all(parts.map((name) => this.#look(name)))
    let total = 0
    for (const { path, size, time } of found.toSorted((one, other) => other.time - one.time)) {
      total += size
      if (total <= this.#limit && now - time <= MAX_AGE) continue
      await Promise.all([path, factsAt(path)].map((one) => rm(one, { force: true })))
    }
    const orphans = parked.filter((name) => name.endsWith('.json') && !parts.includes(name.replace(/json$/, 'part')))
    // A part is described before it has bytes; what has been alone for long belongs to none.
    for (const { path, time } of await Promise.all(orphans.map((name) => this.#look(name))))
      if (now - time > DAY) await rm(path, { force: true })
  }

  #parked(key: string): string {
    return join(this.folder, `${key}.part`)
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.folder)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return []
      throw error
    }
  }

  async #look(name: string): Promise<{ path: string; size: number; time: number }> {
    const path = join(this.folder, name)
    const found = await stat(path).catch(() => null)
    return { path, size: found?.size ?? 0, time: found?.mtimeMs ?? 0 }
  }
}

const factsAt = (part: string): string => part.replace(/\.part$/, '.json')

function readFacts(path: string): PartFacts | null {
  try {
    const facts = JSON.parse(readFileSync(path, 'utf8')) as PartFacts
    return typeof facts.source === 'string' && typeof facts.headers === 'object' ? facts : null
  } catch {
    return null
  }
}
