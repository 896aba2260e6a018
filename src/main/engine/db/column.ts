/** Column types of the catalogue: what is compact on disk and what the code sees. */
import { customType, integer, text } from 'drizzle-orm/sqlite-core'

const UUID_LENGTH = 36
const DASHES = new Set([8, 13, 18, 23])
/** Where the sixteen pairs of digits begin in the text of a UUID. */
const PAIRS = Array.from({ length: UUID_LENGTH }, (_, at) => at).filter(
  (at) => !DASHES.has(at) && (at - [...DASHES].filter((dash) => dash < at).length) % 2 === 0,
)
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0)

/** A UUID's 16 bytes, in the order of its text. Called many times for each unit of a sync, so digit by digit: that costs a quarter. */
export function uuidToBlob(id: string): Buffer {
  if (id.length !== UUID_LENGTH) return Buffer.from(id.replaceAll('-', ''), 'hex')
  const blob = Buffer.allocUnsafe(16)
  for (let byte = 0; byte < 16; byte += 1) {
    const at = PAIRS[byte] as number
    blob[byte] = ((DIGITS[id.charCodeAt(at)] as number) << 4) | (DIGITS[id.charCodeAt(at + 1)] as number)
  }
  return blob
}

/** The canonical text of a UUID's 16 bytes. */
export function blobToUuid(blob: Uint8Array): string {
  const bytes = Buffer.isBuffer(blob) ? blob : Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  const hex = bytes.toString('hex')
  if (hex.length !== 32) throw new TypeError('not a UUID blob')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const uuidType = customType<{ data: string; driverData: Buffer }>({
  dataType: () => 'blob',
  toDriver: uuidToBlob,
  fromDriver: blobToUuid,
})

const hexType = customType<{ data: string; driverData: Buffer }>({
  dataType: () => 'blob',
  toDriver: (hex) => Buffer.from(hex, 'hex'),
  fromDriver: (blob) => Buffer.from(blob).toString('hex'),
})

/** A UUID: 16 bytes on disk, canonical text in code. */
export const uuid = () => uuidType()

/** A digest: raw bytes on disk, lower-case hexadecimal in code. */
export const digest = () => hexType()

/** Milliseconds since the epoch. */
export const timestamp = () => integer()

/** True or false, stored as 1 or 0. */
export const flag = () => integer({ mode: 'boolean' })

/** A JSON value of the given type, stored as text. */
export const json = <T>() => text({ mode: 'json' }).$type<T>()

export { blob, integer, real, text } from 'drizzle-orm/sqlite-core'
