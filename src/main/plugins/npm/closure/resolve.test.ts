import { expect, test } from 'vitest'
import { type Packument, readPackument } from './packument.ts'
import { resolveClosure } from './resolve.ts'

type Version = Record<string, unknown>

const SHA512 = `sha512-${Buffer.alloc(64, 1).toString('base64')}`

/** A registry in memory: versions by name, tags by name. */
class MemoryRegistry {
  readonly asked: string[] = []
  private readonly documents = new Map<string, unknown>()

  add(name: string, versions: Record<string, Version>, tags?: Record<string, string>): this {
    const latest = Object.keys(versions).at(-1) ?? ''
    const entries = Object.entries(versions).map(([version, one]) => [
      version,
      {
        name,
        version,
        dist: { tarball: `https://h.example.invalid/${name}/-/x-${version}.tgz`, integrity: SHA512 },
        ...one,
      },
    ])
    this.documents.set(name, { name, 'dist-tags': tags ?? { latest }, versions: Object.fromEntries(entries) })
    return this
  }

  async get(name: string): Promise<Packument | null> {
    this.asked.push(name)
    const document = this.documents.get(name)
    return document === undefined ? null : readPackument(name, document)
  }
}

const registry = (): MemoryRegistry => new MemoryRegistry()

async function closure(source: MemoryRegistry, ...specs: string[]) {
  const { packages, ...rest } = await resolveClosure(specs, source, new AbortController().signal)
  return { labels: packages.map((one) => `${one.name}@${one.version}`), packages, ...rest }
}

test('ranges, tags, exact versions and scopes are chosen as npm chooses', async () => {
  const source = registry()
    .add('a', { '1.0.0': {}, '1.5.0': {}, '2.0.0': {}, '3.0.0-beta.1': {} }, { latest: '1.5.0', next: '3.0.0-beta.1' })
    .add('@s/b', { '0.1.0': {}, '0.1.9': {}, '0.2.0': {} })
  expect((await closure(source, 'a')).labels).toEqual(['a@1.5.0'])
  expect((await closure(source, 'a@next')).labels).toEqual(['a@3.0.0-beta.1'])
  expect((await closure(source, 'a@^1.0.0', 'a@1.0.0', 'a@>=1')).labels).toEqual(['a@1.0.0', 'a@1.5.0'])
  expect((await closure(source, '@s/b@^0.1.0')).labels).toEqual(['@s/b@0.1.9'])
})

test('deprecated versions are the last choice', async () => {
  const source = registry().add('a', { '1.0.0': {}, '1.1.0': { deprecated: 'broken' }, '2.0.0': {} })
  expect((await closure(source, 'a@^1')).labels).toEqual(['a@1.0.0'])
})

test('dependencies, optional ones and needed peers come along, each range on its own; bundled ones and optional peers stay out', async () => {
  const source = registry()
    .add('a', {
      '1.0.0': {
        dependencies: { b: '^1', c: '^2', opt: '*', inside: '^9' },
        optionalDependencies: { opt: '*', gone: '^1' },
        peerDependencies: { peer: '*', maybe: '*' },
        peerDependenciesMeta: { maybe: { optional: true } },
        bundleDependencies: ['inside'],
        devDependencies: { dev: '*' },
      },
    })
    .add('b', { '1.0.0': { dependencies: { c: '^1' } } })
    .add('c', { '1.0.0': { dependencies: { a: '*' } }, '2.0.0': {} })
    .add('opt', { '1.0.0': { os: ['win32'] } })
    .add('peer', { '7.0.0': {} })
  const { labels, skipped } = await closure(source, 'a')
  expect(labels).toEqual(['a@1.0.0', 'b@1.0.0', 'c@1.0.0', 'c@2.0.0', 'opt@1.0.0', 'peer@7.0.0'])
  expect(skipped).toEqual([{ name: 'gone@^1', source: 'optional, not found' }])
})

test('aliases lead to the real package; git and addresses are named and left out', async () => {
  const source = registry()
    .add('a', {
      '1.0.0': { dependencies: { old: 'npm:real@^1', g: 'github:o/r', u: 'https://h.example.invalid/u.tgz' } },
    })
    .add('real', { '1.0.0': {}, '2.0.0': {} })
  const { labels, skipped } = await closure(source, 'a', 'again@npm:real@2')
  expect(labels).toEqual(['a@1.0.0', 'real@1.0.0', 'real@2.0.0'])
  expect(skipped.map(({ name }) => name).toSorted()).toEqual(['g', 'u'])
})

test('what cannot be had is an error that names who wants it', async () => {
  const source = registry()
    .add('a', { '1.0.0': { dependencies: { b: '^9' } } })
    .add('b', { '1.0.0': {} })
  await expect(closure(source, 'nope')).rejects.toMatchObject({
    code: 'npm.unresolvable',
    params: { spec: 'nope', by: 'none' },
  })
  await expect(closure(source, 'a')).rejects.toMatchObject({
    code: 'npm.unresolvable',
    params: { spec: 'b@^9', by: 'a@1.0.0' },
  })
  await expect(closure(source, 'b@nosuchtag')).rejects.toMatchObject({ code: 'npm.unresolvable' })
})

test('below an optional dependency nothing is required, unless somebody else requires it', async () => {
  const source = registry()
    .add('a', { '1.0.0': { optionalDependencies: { o: '*' } } })
    .add('o', { '1.0.0': { dependencies: { missing: '*' } } })
    .add('needs', { '1.0.0': { dependencies: { a: '*', o: '*' } } })
  expect((await closure(source, 'a')).labels).toEqual(['a@1.0.0', 'o@1.0.0'])
  await expect(closure(source, 'needs')).rejects.toMatchObject({ params: { by: 'o@1.0.0' } })
})

test('tags are kept for versions that are mirrored, and for no others', async () => {
  const source = registry().add('a', { '1.0.0': {}, '2.0.0': {} }, { latest: '2.0.0', old: '1.0.0', gone: '0.0.1' })
  expect((await closure(source, 'a@1')).distTags).toEqual([['a', 'old', '1.0.0']])
})

test('names of object members are names like any other', async () => {
  const hostile = JSON.parse('{"constructor":"^1","__proto__":"*","toString":"*"}') as unknown
  const source = registry()
    .add('a', { '1.0.0': { optionalDependencies: hostile } })
    .add('constructor', { '1.0.0': {} }, JSON.parse('{"latest":"1.0.0","__proto__":"1.0.0"}') as Record<string, string>)
  const { labels } = await closure(source, 'a', 'constructor@__proto__')
  expect(labels).toEqual(['a@1.0.0', 'constructor@1.0.0'])
  await expect(closure(source, 'constructor@constructor')).rejects.toMatchObject({ code: 'npm.unresolvable' })
})

test('versions that are no versions are left out, and a checksum must be there', async () => {
  const odd = JSON.parse('{"__proto__":{},"1.0":{},"v1.0.0":{},"1.0.0":{"version":"2.0.0"},"0.9.0":{}}') as Record<
    string,
    Version
  >
  expect((await closure(registry().add('a', odd), 'a')).labels).toEqual(['a@0.9.0'])
  const bare = registry().add('a', { '1.0.0': { dist: { tarball: 'x' } } })
  await expect(closure(bare, 'a')).rejects.toMatchObject({ code: 'npm.no_integrity', params: { package: 'a@1.0.0' } })
  const sha1 = registry().add('a', { '1.0.0': { dist: { shasum: 'AB'.repeat(20) } } })
  expect((await closure(sha1, 'a')).packages[0]?.digests).toEqual({ sha1: 'ab'.repeat(20) })
})

test('tarballs are fetched from the registry that was named, or where it says when that is no registry', async () => {
  const upstream = async (tarball: string): Promise<string | undefined> =>
    (await closure(registry().add('a', { '1.0.0': { dist: { tarball, integrity: SHA512 } } }), 'a')).packages[0]
      ?.upstream
  expect(await upstream('https://third.example.invalid/p/a/-/a-1.0.0.tgz')).toBe('a/-/a-1.0.0.tgz')
  expect(await upstream('https://third.example.invalid/download/42')).toBe('https://third.example.invalid/download/42')
  for (const bad of ['file:///etc/passwd', 'https://u:p@h.example.invalid/a.tgz', 'nonsense', ''])
    expect(await upstream(bad)).toBe('a/-/a-1.0.0.tgz')
})

test('a document about something else is refused', () => {
  expect(() => readPackument('a', { name: 'b', versions: {} })).toThrow(
    expect.objectContaining({ code: 'npm.bad_packument' }),
  )
  for (const bad of [null, [], 'text', {}, { versions: [] }]) expect(() => readPackument('a', bad)).toThrow()
})

test('a document of a hundred thousand versions is read', () => {
  const versions = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, n) => [`1.0.${n}`, { name: 'a', version: `1.0.${n}`, dist: {} }]),
  )
  expect(Object.keys(readPackument('a', { versions }).versions)).toHaveLength(100_000)
})
