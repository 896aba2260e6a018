import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortenDigests, splitMiddle, truncateMiddle } from './truncate.ts'

test('short text stays whole', () => {
  expect(truncateMiddle('left-pad', 8)).toBe('left-pad')
  expect(splitMiddle('left-pad')).toEqual({ head: 'left-pad', tail: '' })
})

test('both ends of long text stay', () => {
  expect(truncateMiddle('abcdefghij', 5)).toBe('ab…ij')
  expect(truncateMiddle('abcdefghij', 4)).toBe('ab…j')
  expect(truncateMiddle('abcdefghij', 1)).toBe('…')
})

test('the tail starts at a separator when one is near', () => {
  expect(splitMiddle('@very-long-scope/package-of-many-words-1.20.3.tgz', 14).tail).toBe('-1.20.3.tgz')
})

test('letters made of several code points are not cut', () => {
  const family = '👨‍👩‍👧'
  expect(truncateMiddle(family.repeat(6), 3)).toBe(`${family}…${family}`)
})

test('halves always join to the text, and truncation keeps its promise', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
      const { head, tail } = splitMiddle(text)
      expect(head + tail).toBe(text)
      expect([...new Intl.Segmenter().segment(truncateMiddle(text, max))].length).toBeLessThanOrEqual(max)
    }),
  )
})

test('the tail of a text of any length is made of whole letters', () => {
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'
  for (let length = 120; length < 160; length += 1) {
    const text = `${'x'.repeat(length)}${family.repeat(200)}`
    const { head, tail } = splitMiddle(text, 14)
    expect(tail).toBe(family.repeat(14))
    expect(head + tail).toBe(text)
  }
  const one = `e${'\u0301'.repeat(3000)}`
  expect(splitMiddle(one)).toEqual({ head: one, tail: '' })
})

test('checksums in a sentence keep their ends, other words stay', () => {
  const hex = `${'a'.repeat(20)}${'b'.repeat(108)}`
  expect(shortenDigests(`x-1.tgz is damaged: ${hex}, expected ${hex}.`)).toBe(
    'x-1.tgz is damaged: aaaaaaaaa…bbbbbbbbb, expected aaaaaaaaa…bbbbbbbbb.',
  )
  expect(shortenDigests(`got sha512-${'Q'.repeat(86)}==`)).toBe('got sha512-QQ…QQQQQQQ==')
  const plain = 'http://example.org/a-long-path/of-many-words/deadbeef'
  expect(shortenDigests(plain)).toBe(plain)
})
