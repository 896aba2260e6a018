/** Custom headers of a remote: their names are plain, their values are kept like passwords, for they often hold a token. */
import type { SealedText } from '../db/secret-column.ts'

/** The column, and what their values are sealed as. */
export const HEADERS = 'headers'
/** What answers show in place of a value; written back it means the value that is kept. */
export const MASK = '********'

type HeaderMaps = readonly Readonly<Record<string, unknown>>[]

export function isHeaders(value: unknown): value is HeaderMaps {
  return Array.isArray(value) && value.every((map) => typeof map === 'object' && map !== null)
}

/** The headers with each value as `move` answers it. */
export function mapHeaders<T>(
  headers: HeaderMaps,
  move: (value: unknown, name: string, index: number) => T,
): Record<string, T>[] {
  return headers.map((map, index) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, move(value, name, index)] as const)),
  )
}

export function maskHeaders(headers: unknown): unknown {
  return isHeaders(headers) ? mapHeaders(headers, () => MASK) : headers
}

/** What a client wrote, with kept values (sealed) where it wrote back the mask; a mask that stands for nothing stays as it is. */
export function unmaskHeaders(given: unknown, kept: unknown): unknown {
  if (!isHeaders(given) || !isHeaders(kept)) return given
  return mapHeaders(given, (value, name, index) => {
    if (value !== MASK) return value
    const before = kept[index]?.[name] ?? kept.find((map) => name in map)?.[name]
    return typeof before === 'string' ? ({ sealed: before } satisfies SealedText) : value
  })
}
