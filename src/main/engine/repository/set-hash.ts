import { createCipheriv, createHash, hash } from 'node:crypto'

/** Numbers of 16 bits in a state: the parameters of LtHash16-1024. */
const LANES = 1024
const ZEROS = Buffer.alloc(LANES * 2)
const COUNTER = Buffer.alloc(16)
const DOMAIN = 'stillwater version 1\n'

/**
 * A digest of a set that follows its changes: the units' vectors added up, each number modulo 2^16, so that the order is of no account and
 * what was added can be taken away. A unit's vector is the AES-256-CTR key stream (counter from 0) of the SHA-256 of its line, 2048 bytes read
 * as 16-bit numbers, low byte first. Source: Bellare and Micciancio's AdHash with the vectors and parameters of LtHash16
 * (Lewi, Kim, Maykov, Weis, "Securing Update Propagation with Homomorphic Hashing", 2019); reasons in docs/decisions/0007.
 */
export class SetHash {
  private readonly lanes: Uint16Array

  /** The empty set, or a kept state. @throws TypeError for a state of another size */
  constructor(state?: Uint8Array) {
    if (state && state.byteLength !== ZEROS.byteLength) throw new TypeError('a state has 2048 bytes')
    this.lanes = lanesOf(Uint8Array.from(state ?? ZEROS))
  }

  add(line: string): void {
    const { lanes } = this
    const vector = vectorOf(line)
    for (let index = 0; index < LANES; index += 1) lanes[index] = (lanes[index] as number) + (vector[index] as number)
  }

  remove(line: string): void {
    const { lanes } = this
    const vector = vectorOf(line)
    for (let index = 0; index < LANES; index += 1) lanes[index] = (lanes[index] as number) - (vector[index] as number)
  }

  /** What to keep for the next change. */
  get state(): Buffer {
    return Buffer.from(Uint8Array.from(new Uint8Array(this.lanes.buffer)))
  }

  /** SHA-256 of the state under a name of its own. */
  get root(): Buffer {
    return createHash('sha256').update(DOMAIN).update(this.state).digest()
  }
}

/** Every system that Node or Electron runs on keeps the low byte first. */
function lanesOf(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, LANES)
}

/** The key as a text: of an object Node first makes sure, by errors thrown and caught, that it is no key of another kind. */
const KEY_TEXT = { encoding: 'latin1' } as const

function vectorOf(line: string): Uint16Array {
  const stream = createCipheriv('aes-256-ctr', hash('sha256', line, 'binary'), COUNTER, KEY_TEXT).update(ZEROS)
  return lanesOf(stream.byteOffset % 2 === 0 ? stream : Uint8Array.from(stream))
}
