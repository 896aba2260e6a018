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

const LF = 0x0a

/** Lines of a text, from one place to another. */
interface Run {
  text: Buffer
  start: number
  end: number
}

/** Makes a list, stanza by stanza. */
export class StanzaListBuilder {
  private readonly parts: StanzaPart[] = []
  private readonly digests = new Int32Array(PART * WORDS)
  private count = 0
  private runs: Run[] = []

  add(digest: Digest, path: string): void {
    const text = Buffer.from(`${path}\n`)
    this.append(digest, text, 0, text.length)
  }

  /** The same with the line of another list that the path is. Lines that follow each other there cost nothing. */
  append(digest: Digest, text: Buffer, start: number, end: number): void {
    const last = this.runs.at(-1)
    if (last?.text === text && last.end === start) last.end = end
    else this.runs.push({ text, start, end })
    this.digests.set(digest, this.count * WORDS)
    this.count += 1
    if (this.count === PART) this.close()
  }

  private close(): void {
    if (this.count === 0) return
    const paths = Buffer.concat(this.runs.map(({ text, start, end }) => text.subarray(start, end)))
    this.parts.push({ digests: this.digests.slice(0, this.count * WORDS), paths: zstdCompressSync(paths) })
    this.runs = []
    this.count = 0
  }

  finish(): StanzaList {
    this.close()
    return this.parts
  }
}

/** The paths of one part, unpacked. */
interface Lines {
  part: number
  text: Buffer
  /** Where each line ends, behind its line feed. */
  ends: Int32Array
}

/** Tells most lines apart. Source: Fowler, Noll and Vo, FNV-1a. */
function hashOf(text: Buffer, start: number, end: number): number {
  let made = 0x811c9dc5
  for (let at = start; at < end; at += 1) made = Math.imul(made ^ (text[at] as number), 0x01000193)
  return made
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
  private unpacked: Lines = { part: -1, text: Buffer.alloc(0), ends: new Int32Array() }

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

  /** Whether there is a stanza with the digest. It counts as met from now on, and its path goes into the list that is made. */
  meet(digest: Digest, into: StanzaListBuilder): boolean {
    const found = this.slots[this.slotOf(digest)] as number
    if (found === 0) return false
    this.met[found - 1] = 1
    const { text, ends } = this.linesOf(found - 1)
    const line = this.lineOf(found - 1)
    into.append(digest, text, startOf(ends, line), ends[line] as number)
    return true
  }

  /** Paths of which no stanza was met. One file may be described by several, such as in the indices of two architectures. */
  unmet(): Set<string> {
    const paths = new Set<string>()
    const hashes = new Set<number>()
    for (let position = 0; position < this.size; position += 1) {
      if (this.isMet(position)) continue
      paths.add(this.pathAt(position))
      hashes.add(this.hashAt(position))
    }
    if (paths.size === 0) return paths
    for (let position = 0; position < this.size; position += 1)
      if (this.met[position] === 1 && hashes.has(this.hashAt(position))) paths.delete(this.pathAt(position))
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
    const { text, ends } = this.linesOf(position)
    const line = this.lineOf(position)
    return text.toString('utf8', startOf(ends, line), (ends[line] as number) - 1)
  }

  private hashAt(position: number): number {
    const { text, ends } = this.linesOf(position)
    const line = this.lineOf(position)
    return hashOf(text, startOf(ends, line), ends[line] as number)
  }

  /** In its part. */
  private lineOf(position: number): number {
    return position - (this.starts[this.unpacked.part] as number)
  }

  /** The paths of the part that a position is in. */
  private linesOf(position: number): Lines {
    const { part } = this.unpacked
    const isOther = part === -1 || position < (this.starts[part] as number)
    if (isOther || position >= (this.starts[part + 1] ?? this.size))
      this.unpacked = this.unpack(this.starts.findLastIndex((start) => start <= position))
    return this.unpacked
  }

  private unpack(part: number): Lines {
    const { paths, digests } = this.parts[part] as StanzaPart
    const text = zstdDecompressSync(paths)
    const ends = new Int32Array(digests.length / WORDS)
    for (let line = 0, at = 0; line < ends.length; line += 1) {
      at = text.indexOf(LF, at) + 1
      ends[line] = at
    }
    return { part, text, ends }
  }
}

const startOf = (ends: Int32Array, line: number): number => (line === 0 ? 0 : (ends[line - 1] as number))
