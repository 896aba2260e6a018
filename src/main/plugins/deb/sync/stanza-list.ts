/** The stanzas of an index in short: a digest and a path of each. Some bytes a stanza, so that all of a large index fit in memory. */
import { hash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** 32-bit numbers of a digest: 128 bits, of which nobody finds two alike. */
const WORDS = 4
/** Stanzas whose paths are compressed together. */
const PART = 8192

/** The first bits of a digest. */
export type Digest = readonly [number, number, number, number]

export interface StanzaPart {
  /** Four numbers a stanza. Every system that Node or Electron runs on keeps the low byte first. */
  digests: Int32Array
  /** Each ended by a line feed, compressed. */
  paths: Buffer
}

/** In the order of the index. */
export type StanzaList = readonly StanzaPart[]

export function digestOf(stanza: Uint8Array): Digest {
  // As letters: a buffer for each would cost more than its digest.
  const made = hash('sha256', stanza, 'binary')
  return [wordAt(made, 0), wordAt(made, 4), wordAt(made, 8), wordAt(made, 12)]
}

/** Four bytes of a text as a number, the low one first. */
function wordAt(bytes: string, at: number): number {
  const [a, b] = [bytes.charCodeAt(at), bytes.charCodeAt(at + 1)]
  return a | (b << 8) | (bytes.charCodeAt(at + 2) << 16) | (bytes.charCodeAt(at + 3) << 24)
}

/** Makes a list, stanza by stanza. */
export class StanzaListBuilder {
  private readonly parts: StanzaPart[] = []
  private readonly digests = new Int32Array(PART * WORDS)
  private paths: string[] = []

  add(digest: Digest, path: string): void {
    this.digests.set(digest, this.paths.length * WORDS)
    this.paths.push(path)
    if (this.paths.length === PART) this.close()
  }

  private close(): void {
    if (this.paths.length === 0) return
    const text = this.paths.map((path) => `${path}\n`).join('')
    this.parts.push({ digests: this.digests.slice(0, this.paths.length * WORDS), paths: zstdCompressSync(text) })
    this.paths = []
  }

  finish(): StanzaList {
    this.close()
    return this.parts
  }
}

/** The stanzas of some indices, to be looked up by their digests; it notes which were. */
export class StanzaSet {
  private readonly parts: readonly StanzaPart[]
  /** Position of the first stanza of each part. */
  private readonly starts: number[] = []
  private readonly size: number
  /** Open addressing: position and 1, or 0. */
  private readonly slots: Int32Array
  private readonly met: Uint8Array
  private readonly digests: Int32Array
  private unpacked: { part: number; paths: string[] } = { part: -1, paths: [] }

  constructor(lists: readonly StanzaList[]) {
    this.parts = lists.flat()
    let size = 0
    for (const { digests } of this.parts) {
      this.starts.push(size)
      size += digests.length / WORDS
    }
    this.size = size
    this.met = new Uint8Array(size)
    this.digests = new Int32Array(size * WORDS)
    for (const [index, { digests }] of this.parts.entries())
      this.digests.set(digests, (this.starts[index] as number) * WORDS)
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(size * 2 + 1)))
    for (let position = 0; position < size; position += 1) this.place(position)
  }

  private place(position: number): void {
    const at = position * WORDS
    const { digests } = this
    const digest = [digests[at], digests[at + 1], digests[at + 2], digests[at + 3]] as unknown as Digest
    const slot = this.slotOf(digest)
    // The same stanza stands in the index of each architecture.
    if (this.slots[slot] === 0) this.slots[slot] = position + 1
  }

  /** Where the digest is, or would be. */
  private slotOf(digest: Digest): number {
    const { slots, digests } = this
    const [a, b, c, d] = digest
    const mask = slots.length - 1
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const found = slots[slot] as number
      if (found === 0) return slot
      const at = (found - 1) * WORDS
      if (digests[at] === a && digests[at + 1] === b && digests[at + 2] === c && digests[at + 3] === d) return slot
    }
  }

  has(digest: Digest): boolean {
    return this.slots[this.slotOf(digest)] !== 0
  }

  /** Path of the stanza with the digest, which counts as met from now on; null when there is none. */
  meet(digest: Digest): string | null {
    const found = this.slots[this.slotOf(digest)] as number
    if (found === 0) return null
    this.met[found - 1] = 1
    return this.pathAt(found - 1)
  }

  /** Paths of which no stanza was met. One file may be described by several, such as in the indices of two architectures. */
  unmet(): Set<string> {
    const paths = new Set<string>()
    for (let position = 0; position < this.size; position += 1)
      if (!this.isMet(position)) paths.add(this.pathAt(position))
    if (paths.size === 0) return paths
    for (let position = 0; position < this.size; position += 1)
      if (this.met[position] === 1) paths.delete(this.pathAt(position))
    return paths
  }

  /** Or the same stanza in another index was. */
  private isMet(position: number): boolean {
    if (this.met[position]) return true
    const at = position * WORDS
    const { digests } = this
    const digest = [digests[at], digests[at + 1], digests[at + 2], digests[at + 3]] as unknown as Digest
    return this.met[(this.slots[this.slotOf(digest)] as number) - 1] === 1
  }

  private pathAt(position: number): string {
    let part = this.unpacked.part
    if (part === -1 || position < (this.starts[part] as number) || position >= (this.starts[part + 1] ?? this.size)) {
      part = this.starts.findLastIndex((start) => start <= position)
      const { paths } = this.parts[part] as StanzaPart
      this.unpacked = { part, paths: zstdDecompressSync(paths).toString('utf8').split('\n') }
    }
    return this.unpacked.paths[position - (this.starts[part] as number)] as string
  }
}
