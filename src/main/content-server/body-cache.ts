/**
 * Small bodies in memory. The memory is taken once, in segments, and written over again and again: were each body a buffer of its own, V8
 * would go through all its heap for every few thousand of them that leave, which costs more than to read them. Holds only bytes that were
 * checked against their digest.
 */

/** Bytes of a segment. No body may be larger. */
const SEGMENT = 1024 * 1024

interface Entry {
  readonly key: string
  readonly segment: Segment
  bytes: Buffer
  /** Whether it was asked for since the segment was last tidied. */
  asked: boolean
}

/** Memory with bodies in it. What is being sent from it stays where it is. */
export class Segment {
  readonly memory = Buffer.allocUnsafeSlow(SEGMENT)
  entries: Entry[] = []
  used = 0
  /** Answers that are being sent from here. */
  senders = 0
}

/** Who is given a body. */
export interface Sender {
  /** Counts itself among the senders until the body has been sent, and answers true; or false: it cannot tell when that is, and gets a copy. */
  hold(segment: Segment): boolean
}

export class BodyCache {
  readonly #entries = new Map<string, Entry>()
  readonly #segments: Segment[] = []
  readonly #most: number
  #current = 0

  /** `limit` in bytes, rounded to whole segments. */
  constructor(limit: number) {
    this.#most = Math.max(1, Math.round(limit / SEGMENT))
  }

  /** Bytes of memory that are taken. */
  get bytes(): number {
    return this.#segments.length * SEGMENT
  }

  /** The body, which stays as it is while the sender holds its segment. */
  get(key: string, sender: Sender): Buffer | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    entry.asked = true
    return lend(entry, sender)
  }

  /** Keeps a copy. Answers bytes that the sender may send: the kept ones, or a copy of its own where there is no room. */
  put(key: string, body: Buffer, sender: Sender): Buffer {
    const known = this.get(key, sender)
    if (known) return known
    const segment = body.byteLength > SEGMENT ? null : this.#segmentFor(body.byteLength)
    if (!segment) return Buffer.from(body)
    const { used } = segment
    body.copy(segment.memory, used)
    const entry = { key, segment, bytes: segment.memory.subarray(used, used + body.byteLength), asked: false }
    segment.used += body.byteLength
    segment.entries.push(entry)
    this.#entries.set(key, entry)
    return lend(entry, sender)
  }

  /** A segment with room for `size` bytes; null when answers are being sent from all the others. */
  #segmentFor(size: number): Segment | null {
    const current = this.#segments[this.#current]
    if (current && current.used + size <= SEGMENT) return current
    if (this.#segments.length < this.#most) {
      this.#current = this.#segments.length
      const added = new Segment()
      this.#segments.push(added)
      return added
    }
    // In the first round what was asked for lately stays; by the second nothing was.
    for (let step = 0; step < 2 * this.#most; step += 1) {
      this.#current = (this.#current + 1) % this.#most
      const segment = this.#segments[this.#current] as Segment
      if (segment.senders === 0) this.#tidy(segment)
      if (segment.used + size <= SEGMENT) return segment
    }
    return null
  }

  /** Forgets what nobody asked for, and moves the rest together. */
  #tidy(segment: Segment): void {
    const kept: Entry[] = []
    let used = 0
    for (const entry of segment.entries) {
      if (!entry.asked) {
        this.#entries.delete(entry.key)
        continue
      }
      const { byteLength } = entry.bytes
      const start = entry.bytes.byteOffset - segment.memory.byteOffset
      if (start !== used) {
        segment.memory.copyWithin(used, start, start + byteLength)
        entry.bytes = segment.memory.subarray(used, used + byteLength)
      }
      entry.asked = false
      used += byteLength
      kept.push(entry)
    }
    segment.entries = kept
    segment.used = used
  }
}

function lend({ bytes, segment }: Entry, sender: Sender): Buffer {
  return sender.hold(segment) ? bytes : Buffer.from(bytes)
}
