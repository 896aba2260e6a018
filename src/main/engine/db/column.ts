/** Column types of the catalogue: what is compact on disk and what the code sees. */
import { customType, integer, text } from 'drizzle-orm/sqlite-core'

const HEX_ID = /^[0-9a-f]{32}$/

/** A UUID's 16 bytes, in the order of its text. */
export function uuidToBlob(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The canonical text of a UUID's 16 bytes. */
export function blobToUuid(blob: Uint8Array): string {
  const hex = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('hex')
  if (!HEX_ID.test(hex)) throw new TypeError('not a UUID blob')
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
