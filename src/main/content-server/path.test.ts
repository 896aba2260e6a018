import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodePath, parsePath, rawPathOf, rawTail } from './path.ts'

test('whatever is asked, the path that is looked up is plain or the request is refused', () => {
  const piece = fc.constantFrom(
    '/',
    '%2f',
    '.',
    '%2e',
    '..',
    '\\',
    '%5c',
    'a',
    'é',
    '%',
    '%00',
    '%25',
    '%c3%a9',
    '%ff',
    '#',
    '?',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const parsed = parsePath(rawPathOf(`/${pieces.join('')}`))
      if ('refused' in parsed) return
      const segments = parsed.path.slice(1).split('/')
      expect(parsed.path.startsWith('/')).toBe(true)
      expect(segments.some((segment) => segment === '.' || segment === '..')).toBe(false)
      expect(segments.slice(0, -1)).not.toContain('')
      // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
      expect(parsed.path).not.toMatch(/[\u0000-\u001f\\]/)
    }),
    { numRuns: 3000 },
  )
})

test('a path survives being written and read', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !/[/\\\p{Cc}]/u.test(text) && !/^\.\.?$/.test(text))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      fc.pre(names.every((one) => one.isWellFormed()))
      const path = `/${names.join('/')}`
      expect(parsePath(encodePath(path))).toMatchObject({ path })
    }),
  )
})

test.for([
  ['/a/b/c/d', 2, 'c/d'],
  ['/a/./b/c%2Fd', 2, 'c%2Fd'],
  ['/a%2fb/c', 2, 'c'],
  ['/a/%2e/b/c/', 2, 'c/'],
  ['/a/b/', 2, ''],
  ['/a/b', 2, ''],
] as const)('%s without its first %i segments', ([raw, count, tail]) => {
  expect(rawTail(raw, count)).toBe(tail)
})
