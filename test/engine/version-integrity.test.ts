/** The integrity root of versions: what it is made of, and that a change behind its back is found. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyStore, type VerifyResult } from '../../src/main/engine/verify.ts'
import { VersionShelf } from './version-shelf.ts'

let shelf: VersionShelf
beforeEach(() => {
  shelf = new VersionShelf()
})
afterEach(() => shelf.close())

const DIGEST = 'ab'.repeat(32)
const rootOf = (...paths: string[]): string =>
  createHash('sha256')
    .update(paths.map((path) => `${JSON.stringify(['file.file', path, DIGEST])}\n`).join(''))
    .digest('hex')
const problems = async (): Promise<string[]> => {
  const { result } = await shelf.it.run(verifyStore, {})
  return (result as VerifyResult).problems
}

test('21 the integrity root is the digest of the sorted units, whatever the way they came', async () => {
  const [a, b, c] = ['b', 'a', 'ü"'].map((path) => shelf.unit(path, DIGEST)) as [string, string, string]
  expect(shelf.version(0).integrityRoot).toBe(rootOf())
  await shelf.modify({ add: [a, b] })
  await shelf.modify({ remove: [a], add: [c] })
  await shelf.modify({ add: [a], remove: [c] })
  expect(shelf.version(1).integrityRoot).toBe(rootOf('a', 'b'))
  expect(shelf.version(2).integrityRoot).toBe(rootOf('a', 'ü"'))
  expect(shelf.version(3).integrityRoot).toBe(rootOf('a', 'b'))
})

test('21 a small version of a large catalogue has the same root as one that holds everything', async () => {
  const wanted = ['z', 'm', 'a'].map((path) => shelf.unit(path, DIGEST))
  await shelf.modify({ add: wanted })
  for (let index = 0; index < 50; index += 1) shelf.unit(`other-${index}`, DIGEST)
  await shelf.modify({ remove: '*' })
  await shelf.modify({ add: wanted })
  expect(shelf.version(3).integrityRoot).toBe(rootOf('a', 'm', 'z'))
  expect(shelf.version(1).integrityRoot).toBe(rootOf('a', 'm', 'z'))
})

test('21 the check of the store tells which version no longer holds what it held, and only that', async () => {
  const [a, b] = [shelf.unit('a', DIGEST), shelf.unit('b', DIGEST)]
  await shelf.modify({ add: [a] })
  await shelf.modify({ remove: [a], add: [b] })
  expect(await problems()).toEqual([])
  // As many units as before, so that only the root can tell.
  const other = Buffer.from(shelf.unit('c', DIGEST).replaceAll('-', ''), 'hex')
  shelf.it.engine.catalogue
    .prepare('UPDATE core_repositorycontent SET content_id = ? WHERE version_added = 2')
    .run(other)
  expect(await problems()).toEqual(['version 2 of r does not hold what it held when it was made'])
})
