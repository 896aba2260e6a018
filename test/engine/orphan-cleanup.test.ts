import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveArtifacts } from '../../src/main/engine/artifact/artifact.ts'
import { TemporaryFile } from '../../src/main/engine/artifact/temporary-file.ts'
import { orphanCleanup, type OrphanCleanupResult } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { removeUnnamed } from '../../src/main/engine/housekeeping/remove-file.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { verifyStore } from '../../src/main/engine/verify.ts'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
let upstream: FileUpstream

beforeEach(async () => {
  it = startTestEngine([file])
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta', 'c.txt': 'gamma' })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

let names = 0
async function syncNew(): Promise<{ repository: RepositoryInstance; task: TaskRow }> {
  const name = `r${names++}`
  const remote = FileRemote.create(it.engine.catalogue, { name, url: upstream.url, policy: 'immediate' })
  const repository = createRepository(it.engine.catalogue, FileRepository, { name, autopublish: true })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: false, optimize: true }
  const task = await it.run(syncFile, input, { exclusive: [repository], shared: [remote] })
  return { repository, task }
}

async function cleanUp(protection: number, content: string[] | null = null): Promise<OrphanCleanupResult> {
  const task = await it.run(orphanCleanup, { content, protection })
  expect(task.error).toBeNull()
  return task.result as OrphanCleanupResult
}

async function findings(): Promise<unknown> {
  return (await it.run(verifyStore, {})).result
}

const CLEAN = { missing: [], corrupted: [], problems: [], unreferenced: 0 }
const count = (table: string): number =>
  (it.engine.catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n
const stored = (text: string): boolean => existsSync(it.engine.storage.path(sha256(Buffer.from(text))) as string)

/** Makes everything look as if nobody had wanted it since 1970. */
function age(where = '1 = 1'): void {
  for (const table of ['core_content', 'core_artifact'])
    it.engine.catalogue.sqlite.exec(`UPDATE ${table} SET timestamp_of_interest = 0 WHERE ${where}`)
}

test('91 clean-up leaves what versions, publications and the protection time hold, and takes the rest with its files', async () => {
  const { repository } = await syncNew()
  age()
  expect(await cleanUp(0)).toEqual({ content: 0, artifacts: 0, files: 0, bytes: 0 })
  repository.delete()
  const [young] = FileContent.list(it.engine.catalogue, { where: { relative_path: 'a.txt' } })
  it.engine.catalogue.sqlite
    .prepare('UPDATE core_content SET timestamp_of_interest = ? WHERE lower(hex(pulp_id)) = ?')
    .run(Date.now(), young?.pulp_id.replaceAll('-', ''))
  // Three files of the upstream and the index of the publication; one unit is wanted still.
  const result = await cleanUp(10)
  expect(result).toMatchObject({ content: 2, artifacts: 3, files: 0 })
  expect([stored('alpha'), stored('beta'), stored('gamma')]).toEqual([true, false, false])
  expect(await cleanUp(0)).toMatchObject({ content: 1, artifacts: 1, bytes: 5 })
  expect([count('core_content'), count('core_artifact')]).toEqual([0, 0])
  expect(await findings()).toMatchObject(CLEAN)
})

test('91 clean-up of named content looks at no other, and leaves it when it is used', async () => {
  const { repository } = await syncNew()
  const ids = FileContent.list(it.engine.catalogue).map((one) => one.pulp_id)
  expect(await cleanUp(0, ids)).toMatchObject({ content: 0 })
  repository.delete()
  expect(await cleanUp(0, ids.slice(0, 1))).toMatchObject({ content: 1 })
  expect(FileContent.count(it.engine.catalogue)).toBe(2)
})

test('91 files that no row names go, unless they may be on their way into the catalogue', async () => {
  const path = (text: string): string => it.engine.storage.path(sha256(Buffer.from(text))) as string
  for (const text of ['stray', 'moving']) {
    mkdirSync(dirname(path(text)), { recursive: true })
    writeFileSync(path(text), text)
  }
  utimesSync(path('stray'), 1000, 1000)
  expect(await cleanUp(0)).toMatchObject({ files: 1 })
  expect([stored('stray'), stored('moving')]).toEqual([false, true])
})

async function temporary(text: string): Promise<TemporaryFile> {
  const writer = TemporaryFile.create(it.engine.folder.tmp, it.engine.settings.ALLOWED_CONTENT_CHECKSUMS)
  await writer.write(Buffer.from(text))
  return writer.finish()
}

test('91 a file that a clean-up takes while it is saved again is put back before a row names it', async () => {
  const { engine } = it
  await saveArtifacts(engine, [await temporary('wanted'), await temporary('other')])
  const commit = engine.storage.commitMany.bind(engine.storage)
  let taken = 0
  engine.storage.commitMany = async (entries) => {
    const spare = await commit(entries)
    if (taken > 0) return spare
    // Right after the saver saw the old file: its row goes, then the file.
    engine.catalogue.sqlite.exec('DELETE FROM core_artifact')
    taken = removeUnnamed(engine, [sha256(Buffer.from('wanted'))])
    return spare
  }
  await saveArtifacts(engine, [await temporary('wanted'), await temporary('other')])
  expect(taken).toBe(1)
  expect(stored('wanted')).toBe(true)
  expect(await findings()).toMatchObject({ ...CLEAN, artifacts: 2 })
})

test('91 no row is written for a file that cannot be put back', async () => {
  const { engine } = it
  const commit = engine.storage.commitMany.bind(engine.storage)
  engine.storage.commitMany = async (entries) => {
    const spare = await commit(entries)
    removeUnnamed(engine, [sha256(Buffer.from('new'))])
    return spare
  }
  await expect(saveArtifacts(engine, [await temporary('new')])).rejects.toMatchObject({ code: 'artifact.vanished' })
  expect(count('core_artifact')).toBe(0)
})

test('91 a file that a row names is never removed', async () => {
  await saveArtifacts(it.engine, [await temporary('kept')])
  expect(removeUnnamed(it.engine, [sha256(Buffer.from('kept'))])).toBe(0)
  expect(stored('kept')).toBe(true)
})

test('91 syncs beside clean-ups without protection time never lose a file', async () => {
  for (let index = 0; index < 60; index += 1) upstream.files.set(`f${index}`, Buffer.from(`bytes ${index % 50}`))
  let going = true
  let removed = 0
  const cleaning = (async () => {
    while (going) removed += (await cleanUp(0)).artifacts
  })()
  let last: RepositoryInstance | null = null
  for (let round = 0; round < 12; round += 1) {
    // Everything the last round left is an orphan of old age by the time this round finds it.
    last?.delete()
    age()
    const { repository, task } = await syncNew()
    expect(task.error).toBeNull()
    last = repository
    expect(count('core_repositorycontent')).toBe(63)
  }
  going = false
  await cleaning
  expect(removed).toBeGreaterThan(0)
  expect(await findings()).toMatchObject({ ...CLEAN, artifacts: 54 })
}, 60_000)
