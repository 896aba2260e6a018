import { expect, test } from 'vitest'
import type { VersionRef } from '#plugin-api'
import { formOf } from './accept.ts'
import { packument, versionObject } from './build.ts'
import { AnswerCache } from './cache.ts'
import { tarballBase } from './client.ts'
import { distTagsOf, servedTags } from './dist-tags.ts'
import { routeOf } from './route.ts'
import type { StoredPackage } from './stored.ts'

const stored = (version: string, manifest: StoredPackage['manifest'] = {}): StoredPackage => ({
  name: '@s/a',
  version,
  integrity: 'sha512-x',
  manifest,
  relativePath: `@s/a/-/a-${version}.tgz`,
})
const versionRef = (info: Record<string, unknown>): VersionRef => ({ info, created: 0 }) as unknown as VersionRef

test('the full document has everything, the abbreviated one what resolvers need', () => {
  const packages = [
    stored('1.0.0', { description: 'old' }),
    stored('1.1.0', { description: 'new', dependencies: { b: '^1' }, dist: { shasum: 's' } }),
  ]
  const ref = versionRef({
    dist_tags: [
      ['@s/a', 'old', '1.0.0'],
      ['b', 'latest', '9.0.0'],
      ['@s/a', 'gone', '0.1.0'],
    ],
  })
  expect(packument(packages, ref, 'full', 'http://h/r/')).toEqual({
    _id: '@s/a',
    name: '@s/a',
    'dist-tags': { latest: '1.1.0', old: '1.0.0' },
    description: 'new',
    versions: {
      '1.0.0': {
        _id: '@s/a@1.0.0',
        name: '@s/a',
        version: '1.0.0',
        description: 'old',
        dist: { integrity: 'sha512-x', tarball: 'http://h/r/@s/a/-/a-1.0.0.tgz' },
      },
      '1.1.0': {
        _id: '@s/a@1.1.0',
        name: '@s/a',
        version: '1.1.0',
        description: 'new',
        dependencies: { b: '^1' },
        dist: { shasum: 's', integrity: 'sha512-x', tarball: 'http://h/r/@s/a/-/a-1.1.0.tgz' },
      },
    },
  })
  expect(packument([packages[1] as StoredPackage], ref, 'abbreviated', 'http://h/r/')).toEqual({
    name: '@s/a',
    'dist-tags': { latest: '1.1.0' },
    modified: '1970-01-01T00:00:00.000Z',
    versions: {
      '1.1.0': {
        name: '@s/a',
        version: '1.1.0',
        dependencies: { b: '^1' },
        dist: { shasum: 's', integrity: 'sha512-x', tarball: 'http://h/r/@s/a/-/a-1.1.0.tgz' },
      },
    },
  })
})

test('Yarn 1 alone gets addresses without a host', () => {
  const base = (agent?: string): string => tarballBase(agent, 'http://h/r/')
  expect(base('yarn/1.22.22 npm/? node/v24 linux x64')).toBe('')
  for (const agent of ['npm/11.19.1 node/v24', 'pnpm/9.15.9 npm/? node/v24', 'yarn/4.5.0 npm/? node/v24', undefined])
    expect(base(agent)).toBe('http://h/r/')
  expect(versionObject(stored('1.0.0'), 'abbreviated', '').dist).toEqual({
    shasum: '',
    integrity: 'sha512-x',
    tarball: '@s/a/-/a-1.0.0.tgz',
  })
})

test('a package always has a latest version', () => {
  const candidates = (...versions: string[]) =>
    versions.map((version) => ({ version: version.replace('!', ''), deprecated: version.endsWith('!') }))
  expect(servedTags([['latest', '1.0.0']], candidates('1.0.0', '2.0.0'))).toEqual([['latest', '1.0.0']])
  expect(
    servedTags(
      [
        ['latest', '3.0.0'],
        ['next', '2.0.0'],
      ],
      candidates('10.0.0', '9.0.0', '2.0.0'),
    ),
  ).toEqual([
    ['latest', '10.0.0'],
    ['next', '2.0.0'],
  ])
  expect(servedTags([], candidates('1.0.0', '2.0.0-rc.1'))).toEqual([['latest', '1.0.0']])
  expect(servedTags([], candidates('1.0.0', '2.0.0!'))).toEqual([['latest', '1.0.0']])
  expect(servedTags([], candidates('2.0.0-rc.1', '2.0.0-rc.10'))).toEqual([['latest', '2.0.0-rc.10']])
  for (const odd of [{}, { dist_tags: 'x' }, { dist_tags: [['a'], 7, null] }]) expect(distTagsOf(odd, 'a')).toEqual([])
})

test.each([
  ['', { kind: 'root' }],
  ['-/ping', { kind: 'ping' }],
  ['-/v1/search', { kind: 'search' }],
  ['-/package/@s/a/dist-tags', { kind: 'tags', name: '@s/a' }],
  ['-/npm/v1/security/advisories/bulk', { kind: 'other' }],
  ['-/whoami', { kind: 'other' }],
  ['a', { kind: 'packument', name: 'a' }],
  ['a/', { kind: 'packument', name: 'a' }],
  ['@s/a', { kind: 'packument', name: '@s/a' }],
  ['@s', { kind: 'other' }],
  ['a/1.0.0', { kind: 'version', name: 'a', wanted: '1.0.0' }],
  ['@s/a/latest', { kind: 'version', name: '@s/a', wanted: 'latest' }],
  ['a/b/c', { kind: 'other' }],
  ['a/-/a-1.0.0.tgz', { kind: 'file' }],
  ['@s/a/-/a-1.0.0.tgz', { kind: 'file' }],
])('%j asks for %j', (path, route) => {
  expect(routeOf(path)).toEqual(route)
})

test.each([
  [undefined, 'full'],
  ['*/*', 'full'],
  ['application/json', 'full'],
  ['application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*', 'abbreviated'],
  ['application/vnd.npm.install-v1+json;q=0.5, application/json', 'full'],
  ['Application/VND.npm.install-v1+json', 'abbreviated'],
  ['application/vnd.npm.install-v1+json;q=0', 'full'],
])('to Accept %j the form is %s', (accept, form) => {
  expect(formOf(accept)).toBe(form)
})

test('the cache keeps what was asked last, within its bytes', () => {
  const cache = new AnswerCache<{ body: Buffer }>(10)
  const made: string[] = []
  const ask = (key: string, size = 4) =>
    cache.get(key, () => {
      made.push(key)
      return { body: Buffer.alloc(size) }
    })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) ask(key)
  ask('huge', 11)
  ask('b')
  expect(made).toEqual(['a', 'b', 'c', 'b', 'huge'])
  expect(cache.get('none', () => null)).toBeNull()
})
