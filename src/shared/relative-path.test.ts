import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRelativePath } from './relative-path.ts'

test.each(['a', 'a/b', '@scope/name/-/name-1.0.0.tgz', 'Ünïcode/文件.txt', 'a b/c,d', '.hidden', '...a', 'a+b%41'])(
  '%j is fine',
  (path) => {
    expect(isRelativePath(path)).toBe(true)
  },
)

test.each([
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/./b',
  'a/../b',
  '../a',
  'a\\b',
  'C:/x',
  'c:x',
  'a\0b',
  'a\nb',
  'a?b',
  'a#b',
  ' a',
  'a /b',
  'a./b',
  'con',
  'x/NUL.txt',
  'lpt1',
  '\ud800',
  'x'.repeat(256),
  'a/'.repeat(3000) + 'a',
])('%j is refused', (path) => {
  expect(isRelativePath(path)).toBe(false)
})

test('what passes never climbs out of a folder', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('..', '.', 'a', '', 'b c', '\\', '/', '\0')).map((parts) => parts.join('/')),
      (path) => {
        if (!isRelativePath(path)) return
        const resolved = new URL(encodeURI(path), 'http://x/base/folder/').pathname
        expect(resolved.startsWith('/base/folder/')).toBe(true)
      },
    ),
  )
})
