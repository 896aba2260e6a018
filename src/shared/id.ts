/** Identifiers of rows: UUID version 7 (RFC 9562 section 5.7), time-ordered so that new rows land at the end of their index. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

let lastTime = 0
let sequence = 0

/** Milliseconds and a 12-bit counter that only ever grow within a thread, so ids made in one thread sort in order of making. */
function tick(): { time: number; counter: number } {
  const now = Date.now()
  if (now > lastTime) {
    lastTime = now
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastTime += 1
    sequence = 0
  }
  return { time: lastTime, counter: sequence }
}

/** Asking for random bytes costs more than the rest of an id, so many are asked for at once. */
const pool = new Uint8Array(4096)
let used = pool.length

/** Eight random bytes. They need not be secret: an id is no credential. */
function randomBytes(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  used += 8
  return pool.subarray(used - 8, used)
}

/** A new UUIDv7 in its canonical lower-case text form. */
export function uuidv7(): string {
  const { time, counter } = tick()
  const bytes = new Uint8Array(16)
  bytes.set(randomBytes(), 8)
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(time / 2 ** (8 * (5 - index))) & 0xff
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  let text = ''
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += HEX[bytes[index] ?? 0]
  }
  return text
}

/** Whether the text is a UUID in canonical lower-case form. */
export function isUuid(text: string): boolean {
  return PATTERN.test(text)
}
