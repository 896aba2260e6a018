import { expect, test } from 'vitest'
import { isRelativePath } from '#shared/relative-path'
import { slugOf } from './mirror-plan.ts'

test('any name becomes one plain segment of a path', () => {
  expect(slugOf('My Project')).toBe('my-project')
  expect(slugOf('@scope/pkg@1.2.3')).toBe('scope-pkg-1.2.3')
  expect(slugOf('Grüne, Москва!')).toBe('grune')
  expect(slugOf('../../etc')).toBe('etc')
  expect(slugOf('日本')).toBe('mirror')
  for (const name of ['con', '.', '...', 'a.', 'LPT1', 'x'.repeat(255), '-a-', '"\u0000"']) {
    expect([name, slugOf(name), isRelativePath(slugOf(name))]).toEqual([name, slugOf(name), true])
  }
})
