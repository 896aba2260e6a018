/** Sizes as people read them: decimal units, three significant digits. */
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

export type ByteUnit = (typeof UNITS)[number]

export interface Size {
  value: number
  unit: ByteUnit
  fractionDigits: number
}

/** The fitting unit for a number of bytes, and how many digits after the point it deserves. */
export function byteSize(bytes: number): Size {
  let value = bytes
  let index = 0
  // 999.5 kB would be written as 1,000 kB, so it is already the next unit
  while (Math.abs(value) >= 999.5 && index < UNITS.length - 1) {
    value /= 1000
    index += 1
  }
  const fractionDigits = index === 0 || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2
  return { value, unit: UNITS[index] ?? 'byte', fractionDigits }
}

/** Options of `Intl.NumberFormat`. */
interface SizeFormat {
  style: 'unit'
  unit: ByteUnit
  unitDisplay: 'long' | 'short'
  maximumFractionDigits: number
}

/** How `Intl.NumberFormat` writes the value of a size: of bytes alone, the word. */
export function sizeFormat({ unit, fractionDigits }: Size): SizeFormat {
  const unitDisplay = unit === 'byte' ? 'long' : 'short'
  return { style: 'unit', unit, unitDisplay, maximumFractionDigits: fractionDigits }
}

/** A number of bytes as text, such as `43.1 MB`. */
export function bytesText(bytes: number, language: string): string {
  const size = byteSize(bytes)
  return new Intl.NumberFormat(language, sizeFormat(size)).format(size.value)
}
