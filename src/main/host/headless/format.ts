/** Sizes, times and tables as people read them. */
import { bytesText } from '#shared/bytes'

/** A number of bytes in decimal units with three significant digits, such as `43.1 MB`. */
export const formatBytes = (bytes: number): string => bytesText(bytes, 'en')

/** Milliseconds as seconds, such as `3.2 s`. */
export function formatSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: seconds < 10 ? 1 : 0 }).format(seconds)} s`
}

/** A time of the API to the second, such as `2026-01-31T12:00:00Z`. */
export const formatTime = (time: string): string => time.replace(/\.\d+Z$/, 'Z')

export function formatCount(value: number): string {
  return new Intl.NumberFormat('en').format(value)
}

/** Lines of a table with aligned columns. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [headings.map((heading) => heading.toUpperCase()), ...rows]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
