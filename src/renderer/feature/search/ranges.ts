/** Versions in words of one line, such as `1–4, 7`. */
export function rangesText(ranges: readonly { first: number; last: number }[]): string {
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(', ')
}
