import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRanges } from './range.ts'

test('spans cover exactly the bytes that were asked for and are there, in order and apart from each other', () => {
  const size = 200
  const range = fc.oneof(
    fc
      .tuple(fc.nat(300), fc.nat(300))
      .map(([a, b]) => ({ text: `${Math.min(a, b)}-${Math.max(a, b)}`, from: Math.min(a, b), to: Math.max(a, b) })),
    fc.nat(300).map((from) => ({ text: `${from}-`, from, to: Infinity })),
    fc.nat(300).map((last) => ({ text: `-${last}`, from: size - last, to: last === 0 ? -1 : Infinity })),
  )
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (ranges) => {
      const spans = parseRanges(`bytes=${ranges.map(({ text }) => text).join(',')}`, size)
      for (let byte = 0; byte < size; byte += 1) {
        const wanted = ranges.some(({ from, to }) => from <= byte && byte <= to)
        expect(spans?.some(({ start, end }) => start <= byte && byte <= end)).toBe(wanted)
      }
      for (const [index, span] of (spans ?? []).entries()) {
        expect(span.start).toBeLessThanOrEqual(span.end)
        expect(span.end).toBeLessThan(size)
        if (index > 0) expect(span.start).toBeGreaterThan((spans?.[index - 1]?.end ?? 0) + 1)
      }
    }),
  )
})

test('anything else is no range', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const spans = parseRanges(`bytes=${text}`, 10)
      if (!/^[\d\s,-]+$/.test(text)) expect(spans).toBeNull()
    }),
  )
})
