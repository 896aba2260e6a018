/** Deleting versions, by hand and by retention, and what must never be deleted. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileDistribution } from '../../src/main/plugins/file/models.ts'
import { VersionShelf } from './version-shelf.ts'

let shelf: VersionShelf
beforeEach(() => {
  shelf = new VersionShelf()
})
afterEach(() => shelf.close())

/** Makes versions 1 … count, each with one unit more. */
async function grow(count: number, on = shelf): Promise<void> {
  for (let index = 0; index < count; index += 1) await on.modify({ add: [on.unit(`grown-${Math.random()}`)] })
}

test('16 the number of a deleted version is not used again', async () => {
  await grow(3)
  await shelf.delete(3)
  expect(shelf.numbers()).toEqual([0, 1, 2])
  await grow(1)
  expect(shelf.numbers()).toEqual([0, 1, 2, 4])
})

test('21 deleting a version leaves every other version as it was', async () => {
  const [a, b, c, d] = [shelf.unit('a'), shelf.unit('b'), shelf.unit('c'), shelf.unit('d')]
  await shelf.modify({ add: [a, b] })
  await shelf.modify({ remove: [a], add: [c] })
  await shelf.modify({ remove: [c, b], add: [a, d] })
  await shelf.modify({ remove: [d], add: [b] })
  const before = new Map(shelf.numbers().map((number) => [number, shelf.members(number)]))
  const roots = new Map(shelf.numbers().map((number) => [number, shelf.version(number).integrityRoot]))
  for (const gone of [2, 0, 3]) {
    expect((await shelf.delete(gone)).state).toBe('completed')
    before.delete(gone)
    expect(shelf.numbers()).toEqual([...before.keys()])
    for (const [number, members] of before) expect([number, shelf.members(number)]).toEqual([number, members])
    for (const number of before.keys()) expect(shelf.version(number).integrityRoot).toBe(roots.get(number))
  }
})

test('21 the delta of a deleted version is counted with the next one, what cancels out is not', async () => {
  const [stays, passes, returns] = [shelf.unit('stays'), shelf.unit('passes'), shelf.unit('returns')]
  await shelf.modify({ add: [returns] })
  await shelf.modify({ remove: [returns], add: [stays, passes] })
  await shelf.modify({ remove: [passes], add: [returns] })
  await shelf.delete(2)
  expect(shelf.version(3).summary).toEqual({
    added: { 'file.file': 1 },
    removed: {},
    present: { 'file.file': 2 },
  })
  expect(shelf.rows()).toBe(2)
  await shelf.delete(0)
  await shelf.delete(1)
  expect(shelf.version(3).summary).toMatchObject({ added: { 'file.file': 2 }, removed: {} })
})

test('21 deleting the newest version undoes it', async () => {
  const [a, b] = [shelf.unit('a'), shelf.unit('b')]
  await shelf.modify({ add: [a] })
  await shelf.modify({ remove: [a], add: [b] })
  await shelf.delete(2)
  expect(shelf.members(1)).toEqual([a])
  expect(shelf.rows()).toBe(1)
  await shelf.modify({ add: [b] })
  expect(shelf.members(3)).toEqual([a, b].toSorted())
  expect(shelf.version(3).summary).toMatchObject({ added: { 'file.file': 1 }, removed: {} })
})

test('22 the only version of a repository is not deleted, and the reason is told', async () => {
  const task = await shelf.delete(0)
  expect(task).toMatchObject({ state: 'failed', error: { code: 'version.only_one', params: { number: 0, name: 'r' } } })
  await grow(1)
  await shelf.delete(0)
  expect((await shelf.delete(1)).error?.code).toBe('version.only_one')
  expect(shelf.numbers()).toEqual([1])
})

test('22 a version that is served is not deleted, and the distribution is told', async () => {
  await grow(2)
  shelf.distribute({ repository_version_id: shelf.version(1).id })
  const { error } = await shelf.delete(1)
  expect(error).toMatchObject({ code: 'version.protected', params: { number: 1, name: 'r', distribution: 'shop' } })
  expect(shelf.numbers()).toEqual([0, 1, 2])
})

test('23 as many versions stay as the repository retains, and lowering the number applies at once', async () => {
  await shelf.retain(3)
  await grow(5)
  expect(shelf.numbers()).toEqual([3, 4, 5])
  expect(shelf.members(3)).toHaveLength(3)
  await shelf.retain(2)
  expect(shelf.numbers()).toEqual([4, 5])
  await shelf.retain(null)
  await grow(2)
  expect(shelf.numbers()).toEqual([4, 5, 6, 7])
})

test('23 with two retained and five changes, two versions are left besides the protected one', async () => {
  await grow(1)
  shelf.distribute({ repository_version_id: shelf.version(1).id })
  await shelf.retain(2)
  await grow(4)
  expect(shelf.numbers()).toEqual([1, 4, 5])
  expect([1, 4, 5].map((number) => shelf.members(number).length)).toEqual([1, 4, 5])
  shelf.distribute({ repository_version_id: shelf.version(5).id }, 'other')
  await grow(1)
  expect(shelf.numbers()).toEqual([1, 4, 5, 6])
})

test('24 a version whose publication a distribution shows survives retention', async () => {
  await shelf.retain(1)
  await grow(1)
  shelf.distribute({ publication_id: shelf.publish(1) })
  await grow(3)
  expect(shelf.numbers()).toEqual([1, 4])
})

test('24 a distribution of the repository protects the newest published version, not the newest', async () => {
  await grow(2)
  shelf.publish(1)
  shelf.distribute({ repository_id: shelf.repository.pulp_id })
  await grow(2)
  await shelf.retain(1)
  expect(shelf.numbers()).toEqual([1, 4])
  shelf.publish(4)
  await grow(1)
  expect(shelf.numbers()).toEqual([4, 5])
})

test('24 where versions are served directly, the newest one is protected and does not count as retained', async () => {
  const distributions = [{ model: FileDistribution, servesFrom: 'version' as const, clientSetup: () => [] }]
  const direct = new VersionShelf({}, { ...file, distributions })
  await grow(2, direct)
  direct.distribute({ repository_id: direct.repository.pulp_id })
  expect((await direct.delete(2)).error?.code).toBe('version.protected')
  expect((await direct.delete(1)).state).toBe('completed')
  await grow(2, direct)
  await direct.retain(1)
  expect(direct.numbers()).toEqual([3, 4])
  await direct.close()
})
