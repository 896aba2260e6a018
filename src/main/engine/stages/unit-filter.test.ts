import { expect, test } from 'vitest'
import { patternProblem, unitFilter } from './unit-filter.ts'

const taken = (include: string[], exclude: string[], subjects: [path: string, name?: string][]): string[] => {
  const filter = unitFilter({ include, exclude })
  return subjects
    .filter(([path, name]) => filter?.({ paths: [path], names: name === undefined ? [] : [name] }) ?? true)
    .map(([path]) => path)
}

test('52 globs match whole paths, the last segment when they have no slash, and letters that are no globs', () => {
  const files: [string][] = [['a.rpm'], ['x/b.rpm'], ['x/y/c.txt'], ['.hidden'], ['g++ (1).txt'], ['A.RPM']]
  expect(taken([], [], files)).toHaveLength(6)
  expect(taken(['*.rpm'], [], files)).toEqual(['a.rpm', 'x/b.rpm'])
  expect(taken(['x/*'], [], files)).toEqual(['x/b.rpm'])
  expect(taken(['x/**'], ['*.rpm'], files)).toEqual(['x/y/c.txt'])
  expect(taken(['*'], ['.*'], files)).not.toContain('.hidden')
  expect(taken(['g++ (1).*'], [], files)).toEqual(['g++ (1).txt'])
  expect(taken(['{a,b}.rpm', '[gG]*'], [], files)).toEqual(['a.rpm', 'x/b.rpm', 'g++ (1).txt'])
  expect(taken(['!a.rpm'], [], files)).toEqual([])
})

test('52 units with a name go by it and by their whole path', () => {
  const packages: [string, string][] = [
    ['react/-/react-1.0.0.tgz', 'react'],
    ['react-dom/-/react-dom-1.0.0.tgz', 'react-dom'],
    ['@types/react/-/react-1.0.0.tgz', '@types/react'],
  ]
  const paths = packages.map(([path]) => path)
  expect(taken([], ['react'], packages)).toEqual(paths.slice(1))
  expect(taken(['react-*'], [], packages)).toEqual([paths[1]])
  expect(taken(['@types/*'], [], packages)).toEqual([paths[2]])
  expect(taken(['**/react-1.0.0.tgz'], [], packages)).toEqual([paths[0], paths[2]])
})

test('52 patterns that cannot be read, or could take for ever, are told by what is wrong', () => {
  expect(['*.rpm', 'a/**/b', '{a,b}*', '[0-9]?', 'a(b)+c|d', '\\*'].map(patternProblem)).toEqual(Array(6).fill(null))
  expect([' ', 'x'.repeat(257), '*a*a*a*a*a*', '[a'].map(patternProblem)).toEqual([
    'empty',
    'too_long',
    'wildcards',
    'syntax',
  ])
})
