import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { DIGEST_NAMES } from '#shared/digest'
import {
  assertUsableDigests,
  createHasher,
  DEFAULT_ALLOWED_CHECKSUMS,
  digestsOf,
  findDigestMismatch,
  usableDigests,
} from './hash.ts'

const BYTES = Buffer.from('some bytes, '.repeat(1000))

test('gives every allowed digest, in pieces or at once', () => {
  const hasher = createHasher(DIGEST_NAMES)
  for (let at = 0; at < BYTES.length; at += 777) hasher.update(BYTES.subarray(at, at + 777))
  const expected = Object.fromEntries(DIGEST_NAMES.map((name) => [name, createHash(name).update(BYTES).digest('hex')]))
  expect(hasher.digests()).toEqual(expected)
  expect(digestsOf(BYTES, DIGEST_NAMES)).toEqual(expected)
})

test('the names can be fewer than what is allowed', () => {
  expect(Object.keys(digestsOf(BYTES, DEFAULT_ALLOWED_CHECKSUMS, ['sha256']))).toEqual(['sha256'])
  expect(Object.keys(createHasher(DEFAULT_ALLOWED_CHECKSUMS).digests())).toEqual([...DEFAULT_ALLOWED_CHECKSUMS])
})

test.each(['md5', 'sha1'] as const)('%s is not computed unless allowed', (algorithm) => {
  const refused = expect.objectContaining({ code: 'checksum.not_allowed', params: { algorithm } }) as Error
  expect(() => createHasher(DEFAULT_ALLOWED_CHECKSUMS, [algorithm])).toThrow(refused)
  expect(() => digestsOf(BYTES, DEFAULT_ALLOWED_CHECKSUMS, [algorithm])).toThrow(refused)
})

test('digests nobody may rely on are as bad as a wrong one', () => {
  expect(() => assertUsableDigests({ md5: 'a', sha1: 'b' }, DEFAULT_ALLOWED_CHECKSUMS)).toThrow(
    expect.objectContaining({
      code: 'checksum.only_forbidden',
      params: { algorithms: 'sha1, md5', name: 'none' },
    }) as Error,
  )
  expect(usableDigests({ md5: 'a', sha256: 'ABC' }, DEFAULT_ALLOWED_CHECKSUMS)).toEqual({ sha256: 'abc' })
  expect(usableDigests({}, DEFAULT_ALLOWED_CHECKSUMS)).toEqual({})
})

test('finds the digest that differs, whatever else agrees', () => {
  expect(findDigestMismatch({ sha256: 'aa', sha512: 'bb' }, { sha256: 'aa', sha512: 'cc' })).toEqual({
    algorithm: 'sha512',
    expected: 'bb',
    actual: 'cc',
  })
  expect(findDigestMismatch({ sha256: 'AA' }, { sha256: 'aa', md5: 'x' })).toBeNull()
})
