import { expect, test } from 'vitest'
import {
  assertPackageIdentity,
  packumentUrl,
  parseTarballAddress,
  registryBase,
  registryUrl,
  tarballPath,
} from './identity.ts'
import { integrityOfDigests, parseIntegrity } from './integrity.ts'
import { completeManifest, manifestFromPackageJson, manifestFromRegistry } from './manifest.ts'
import { isForPlatforms, isPlatform } from './platform.ts'

test('paths and addresses of packages, scoped or not', () => {
  expect(tarballPath('a', '1.0.0')).toBe('a/-/a-1.0.0.tgz')
  expect(tarballPath('@s/a', '1.0.0')).toBe('@s/a/-/a-1.0.0.tgz')
  expect(packumentUrl('http://h/r/', '@s/a')).toBe('http://h/r/@s%2Fa')
  expect(registryUrl('http://h/r/', '@s/a/-/a-1.0.0+b.tgz')).toBe('http://h/r/@s/a/-/a-1.0.0+b.tgz')
  expect(registryBase('http://h/r?x#y')).toBe('http://h/r/')
})

test.each([
  ['https://h/a/-/a-1.0.0.tgz', { name: 'a', path: 'a/-/a-1.0.0.tgz', base: 'https://h/' }],
  ['https://h/npm/x/a/-/a-1.0.0.tgz', { name: 'a', path: 'a/-/a-1.0.0.tgz', base: 'https://h/npm/x/' }],
  ['https://h/r/@s/a/-/a-1.0.0.tgz', { name: '@s/a', path: '@s/a/-/a-1.0.0.tgz', base: 'https://h/r/' }],
  ['https://h/@s%2Fa/-/a-1.0.0.tgz?x#sha1', { name: '@s/a', path: '@s/a/-/a-1.0.0.tgz', base: 'https://h/' }],
  ['https://h/a-1.0.0.tgz', null],
  ['https://h/owner/repo/archive/v1.tar.gz', null],
  ['file:///a/-/a-1.0.0.tgz', null],
  ['git+https://h/a/-/a-1.0.0.tgz', null],
  ['nonsense', null],
  ['https://h/%zz/-/a.tgz', null],
])('takes %s apart', (address, expected) => {
  expect(parseTarballAddress(address)).toEqual(expected)
})

test.each([
  ['a', '1.0.0', true],
  ['JSONStream', '1.3.5', true],
  ['constructor', '1.0.0', true],
  ['@s/a', '1.0.0-rc.1', true],
  ['__proto__', '1.0.0', false],
  ['../a', '1.0.0', false],
  ['a/b', '1.0.0', false],
  ['@s/../a', '1.0.0', false],
  ['a', '1.0', false],
  ['a', '', false],
  ['a\u0000', '1.0.0', false],
])('%j at %j can be in a registry: %s', (name, version, fine) => {
  const check = (): void => assertPackageIdentity(name, version)
  if (fine) expect(check).not.toThrow()
  else expect(check).toThrow(expect.objectContaining({ code: 'npm.invalid_package' }))
})

test('an integrity is its strongest digest in one canonical form', () => {
  const sha1 = `sha1-${Buffer.alloc(20, 1).toString('base64')}`
  const sha512 = `sha512-${Buffer.alloc(64, 2).toString('base64')}`
  expect(parseIntegrity(`${sha1}  ${sha512}?opt`)).toEqual({
    text: sha512,
    algorithm: 'sha512',
    digests: { sha512: Buffer.alloc(64, 2).toString('hex') },
  })
  expect(parseIntegrity(sha1)?.algorithm).toBe('sha1')
  for (const bad of ['', 'sha512-', 'sha512-AAAA', 'whirlpool-AAAA', '__proto__-AAAA', 'sha512'])
    expect(parseIntegrity(bad)).toBeNull()
  expect(integrityOfDigests({ sha256: 'a'.repeat(64), sha1: 'b'.repeat(40) }).algorithm).toBe('sha256')
})

test.each([
  [{}, true],
  [{ os: ['linux'] }, true],
  [{ os: ['darwin'] }, false],
  [{ os: ['!linux'] }, false],
  [{ os: ['!win32'] }, true],
  [{ os: ['any'] }, true],
  [{ os: 'linux', cpu: ['arm64', 'x64'] }, true],
  [{ os: ['linux'], cpu: ['arm64'] }, false],
  [{ os: ['linux'], libc: ['musl'] }, true],
])('%j is for linux-x64: %s', (fields, expected) => {
  expect(isForPlatforms(fields, ['linux-x64'])).toBe(expected)
  expect(isForPlatforms(fields, ['linux-x64', '*'])).toBe(true)
})

test('a platform may name its C library', () => {
  expect(isForPlatforms({ libc: ['musl'] }, ['linux-x64-glibc'])).toBe(false)
  expect(isForPlatforms({ libc: ['musl'] }, ['linux-x64-musl'])).toBe(true)
  expect(['*', 'linux-x64', 'win32-arm64', 'linux-x64-musl'].every(isPlatform)).toBe(true)
  expect(['linux', 'Linux-x64', 'linux-x64-other', ''].some(isPlatform)).toBe(false)
})

test('manifests keep what matters from each source, and what is known first wins', () => {
  const listed = {
    name: 'a',
    version: '1.0.0',
    scripts: { test: 'x', install: 'y' },
    dist: { tarball: 't', integrity: 'i', shasum: 's' },
    _npmUser: {},
  }
  expect(manifestFromRegistry(listed)).toEqual({ scripts: { install: 'y' }, dist: { shasum: 's' } })
  expect(
    completeManifest({ license: 'MIT', engines: {} }, { license: 'GPL', description: 'd', dependencies: { x: '1' } }),
  ).toEqual({
    license: 'MIT',
    engines: {},
    description: 'd',
  })
  expect(
    manifestFromPackageJson({
      name: '@s/a',
      bin: 'cli.js',
      dependencies: { b: '1' },
      devDependencies: { c: '1' },
      scripts: { postinstall: 'z' },
    }),
  ).toEqual({
    bin: { a: 'cli.js' },
    dependencies: { b: '1' },
    scripts: { postinstall: 'z' },
    hasInstallScript: true,
  })
})
