import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { contentIdsOf, countVersions, findVersion, latestVersion } from '../../src/main/engine/repository/version.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { catalogueProblems } from '../../src/main/engine/verify.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileRepository } from '../../src/main/plugins/file/models.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

let it: TestEngine
let repository: RepositoryInstance

beforeEach(() => {
  it = startTestEngine([file])
  repository = createRepository(it.engine.catalogue, FileRepository, { name: 'r' })
})
afterEach(() => it.close())

const unit = (path: string, digest = 'ab'): string =>
  FileContent.create(it.engine.catalogue, { relative_path: path, digest }).pulp_id

function modify(change: { add?: string[]; remove?: string[] | '*'; baseVersion?: string | null }): Promise<TaskRow> {
  const input = { repository: repository.pulp_id, add: [], remove: [], baseVersion: null, ...change }
  return it.run(modifyRepository, input, { exclusive: [repository] })
}

const members = (number: number): string[] => {
  const version = findVersion(it.engine.catalogue, repository.pulp_id, number)
  if (!version) throw new Error(`no version ${number}`)
  return contentIdsOf(it.engine.catalogue, version).toSorted()
}

const rows = (): number =>
  (it.engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_repositorycontent').get() as { n: number }).n

test('14 each version keeps exactly its content, whatever comes later', async () => {
  const [a, b, c] = [unit('a'), unit('b'), unit('c')]
  await modify({ add: [a, b] })
  await modify({ remove: [a], add: [c] })
  await modify({ add: [a] })
  expect(members(0)).toEqual([])
  expect(members(1)).toEqual([a, b].toSorted())
  expect(members(2)).toEqual([b, c].toSorted())
  expect(members(3)).toEqual([a, b, c].toSorted())
  expect(latestVersion(it.engine.catalogue, repository.pulp_id).summary).toEqual({
    added: { 'file.file': 1 },
    removed: {},
    present: { 'file.file': 3 },
  })
})

test('14 fifty versions that change one unit each cost about a row each', async () => {
  const units = Array.from({ length: 50 }, (_, index) => unit(`f${index}`))
  await modify({ add: units })
  for (let index = 0; index < 50; index += 1) await modify({ add: [unit(`f${index}`, 'cd')] })
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(52)
  expect(rows()).toBe(100)
})

test('15 nothing changed makes no version and does not use up a number', async () => {
  const a = unit('a')
  await modify({ add: [a] })
  const task = await modify({ add: [a] })
  expect(task.state).toBe('completed')
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(2)
  await modify({ remove: [a] })
  expect(latestVersion(it.engine.catalogue, repository.pulp_id).number).toBe(2)
})

test('19 removal is applied before addition: "*" and one unit leave only that unit', async () => {
  const [a, b] = [unit('a'), unit('b')]
  await modify({ add: [a, b] })
  await modify({ remove: '*', add: [a] })
  expect(members(2)).toEqual([a])
})

test('18 starting from an older version gives exactly that version plus the change', async () => {
  const [a, b, c] = [unit('a'), unit('b'), unit('c')]
  await modify({ add: [a] })
  await modify({ remove: [a], add: [b] })
  const base = findVersion(it.engine.catalogue, repository.pulp_id, 1)
  await modify({ baseVersion: base?.id ?? '', add: [c] })
  expect(members(3)).toEqual([a, c].toSorted())
  expect(members(2)).toEqual([b])
})

test('20 two units that claim one path in the same change are refused, and nothing of the change stays', async () => {
  const task = await modify({ add: [unit('same', 'ab'), unit('same', 'cd')] })
  expect(task.error).toMatchObject({ code: 'repository.duplicate_content', params: { key: 'same' } })
  expect(rows()).toBe(0)
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(1)
})

test('the check of the catalogue finds a version whose members changed behind its back', async () => {
  await modify({ add: [unit('a'), unit('b')] })
  const sources = 'content without a file and without a source'
  expect(catalogueProblems(it.engine.catalogue).filter((one) => !one.startsWith(sources))).toEqual([])
  it.engine.catalogue.sqlite.exec(
    'DELETE FROM core_repositorycontent WHERE content_id = (SELECT MIN(content_id) FROM core_repositorycontent)',
  )
  expect(catalogueProblems(it.engine.catalogue)).toContain('version 1 of r holds 1 units, 2 when it was made')
})
