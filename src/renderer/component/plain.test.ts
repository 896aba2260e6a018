import { expect, test } from 'vitest'
import { marked, plain } from './plain.ts'

test('what turns the direction or hides is written out; what languages need stays', () => {
  expect(marked('lake\u202etxt.exe')).toBe('lake[U+202E]txt.exe')
  expect(marked('re\u200bed\u200dx\ufeff\u0007')).toBe('re[U+200B]ed[U+200D]x[U+FEFF][U+0007]')
  expect(marked('\u{e0041}')).toBe('[U+E0041]')
  for (const fine of [
    'one\ttwo\nthree',
    '\u05d0\u05d2\u05dd',
    '\u0646\u200c\u06c1',
    '\u{1f469}\u200d\u{1f4bb}',
    '\u00fc\u00df',
  ])
    expect(marked(fine)).toBe(fine)
})

test('a text without an end has one, and no letter is cut in two', () => {
  const long = plain(`a${'\u{1f30a}'.repeat(5_000_000)}z`)
  expect(long.length).toBeLessThan(2100)
  expect(long).toMatch(/^a.*z$/u)
  expect(long.isWellFormed()).toBe(true)
})
