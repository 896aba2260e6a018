/** The integrity root of versions: what it is made of, and that a change behind its back is found. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { SetHash } from '../../src/main/engine/repository/set-hash.ts'
import { verifyStore, type VerifyResult } from '../../src/main/engine/verify.ts'
import { VersionShelf } from './version-shelf.ts'

let shelf: VersionShelf
beforeEach(() => {
  shelf = new VersionShelf()
})
afterEach(() => shelf.close())

const DIGEST = 'ab'.repeat(32)
const lineOf = (path: string): string => JSON.stringify(['file.file', path, DIGEST])
const rootOf = (...paths: string[]): string => {
  const set = new SetHash()
  for (const path of paths) set.add(lineOf(path))
  return set.root.toString('hex')
}
const problems = async (): Promise<string[]> => {
  const { result } = await shelf.it.run(verifyStore, {})
  return (result as VerifyResult).problems.filter((one) => !one.startsWith('content without a file'))
}
const differs = (number: number): string => `version ${number} of r does not hold what it held when it was made`

/** Puts another unit in the place of one that a version added: as many as before, so that only the root can tell. */
function exchange(number: number): void {
  const other = uuidToBlob(shelf.unit(`other-${number}`, DIGEST))
  shelf.it.engine.catalogue
    .prepare(
      `UPDATE core_repositorycontent SET content_id = ? WHERE content_id = (SELECT MIN(content_id) FROM core_repositorycontent WHERE version_added = ?)`,
    )
    .run(other, number)
}

/** Makes a version look as a program before the sums left it. */
function makeOld(number: number, ...paths: string[]): void {
  const text = paths.toSorted().map((path) => `${lineOf(path)}\n`)
  const root = createHash('sha256').update(text.join('')).digest()
  const id = uuidToBlob(shelf.version(number).id)
  const { catalogue } = shelf.it.engine
  catalogue.prepare('DELETE FROM core_versionseal WHERE version_id = ?').run(id)
  catalogue
    .prepare('UPDATE core_repositoryversion SET integrity_root = ?, integrity_scheme = 0 WHERE pulp_id = ?')
    .run(root, id)
}

test('21 the integrity root says what a version holds, whatever the way it came there', async () => {
  const [a, b, c] = ['b', 'a', 'ü"'].map((path) => shelf.unit(path, DIGEST)) as [string, string, string]
  expect(shelf.version(0).integrityRoot).toBe(rootOf())
  await shelf.modify({ add: [a, b] })
  await shelf.modify({ remove: [a], add: [c] })
  await shelf.modify({ add: [a], remove: [c] })
  await shelf.modify({ baseVersion: shelf.version(2).id })
  await shelf.modify({ remove: '*' })
  expect(shelf.version(1).integrityRoot).toBe(rootOf('a', 'b'))
  expect(shelf.version(2).integrityRoot).toBe(rootOf('a', 'ü"'))
  expect(shelf.version(3).integrityRoot).toBe(rootOf('b', 'a'))
  expect(shelf.version(4).integrityRoot).toBe(rootOf('a', 'ü"'))
  expect(shelf.version(5).integrityRoot).toBe(rootOf())
  expect(await problems()).toEqual([])
})

test('21 the check of the store tells every version that no longer holds what it held, and only those', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((path) => shelf.unit(path, DIGEST)) as [string, string, string]
  await shelf.modify({ add: [a] })
  await shelf.modify({ remove: [a], add: [b] })
  await shelf.modify({ add: [c] })
  await shelf.modify({ remove: [b] })
  expect(await problems()).toEqual([])
  exchange(2)
  expect(await problems()).toEqual([differs(2), differs(3)])
})

test('21 versions of before the sums are checked in their old way, and new ones follow them', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((path) => shelf.unit(path, DIGEST)) as [string, string, string]
  await shelf.modify({ add: [a] })
  await shelf.modify({ add: [b] })
  makeOld(0)
  makeOld(1, 'a')
  makeOld(2, 'a', 'b')
  await shelf.modify({ add: [c] })
  expect(shelf.version(3).integrityRoot).toBe(rootOf('a', 'b', 'c'))
  expect(await problems()).toEqual([])
  await shelf.delete(1)
  expect(await problems()).toEqual([])
  exchange(2)
  expect(await problems()).toEqual([differs(2), differs(3)])
})
