import type { PackumentForm } from './build.ts'

export const MEDIA_TYPE: Readonly<Record<PackumentForm, string>> = {
  full: 'application/json',
  abbreviated: 'application/vnd.npm.install-v1+json',
}

/** Which form a client prefers; the full one when it does not say. Source: RFC 9110, section 12.5.1, for these two types. */
export function formOf(accept: string | undefined): PackumentForm {
  const ranges = (accept ?? '').split(',').map(parseRange)
  const abbreviated = quality(ranges, MEDIA_TYPE.abbreviated)
  return abbreviated > 0 && abbreviated >= quality(ranges, MEDIA_TYPE.full) ? 'abbreviated' : 'full'
}

interface Range {
  type: string
  q: number
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
  return { type, q: Number.isFinite(q) ? q : 0 }
}

/** Quality of exactly the named type; wildcards do not ask for a special form. */
function quality(ranges: readonly Range[], type: string): number {
  return ranges.find((range) => range.type === type)?.q ?? 0
}
