/** Backup while the engine works, and restore into another folder as another machine would. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backup, type BackupInput, type BackupResult } from '../../src/main/engine/backup/backup.ts'
import { findBackup } from '../../src/main/engine/backup/backup-manifest.ts'
import { moveData } from '../../src/main/engine/backup/move-data.ts'
import { followMoves } from '../../src/main/engine/backup/moved.ts'
import { restore } from '../../src/main/engine/backup/restore.ts'
import { Remote } from '../../src/main/engine/db/masters.ts'
import { OwnerLock } from '../../src/main/engine/db/owner-lock.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { openRemote } from '../../src/main/engine/secret/remote-secrets.ts'
import { signingKey } from '../../src/main/engine/signature/signing-key.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { verifyStore } from '../../src/main/engine/verify.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

let base: string
let root: string
let target: string
let it: TestEngine
let upstream: FileUpstream
let sync: () => Promise<TaskRow>

const FILES = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}`, `text ${index}`]))

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'stillwater-backup-'))
  root = join(base, 'data')
  target = join(base, 'backups')
  it = startTestEngine([file], { root })
  upstream = await startFileUpstream(FILES)
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name: 'r', url: upstream.url, policy: 'immediate', max_retries: 0 })
  remote.save({ username: 'me', password: 'open sesame' })
  const repository = createRepository(catalogue, FileRepository, { name: 'r', autopublish: true })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: false }
  sync = () => it.run(syncFile, input, { exclusive: [repository], shared: [remote] })
  expect((await sync()).state).toBe('completed')
})
afterEach(async () => {
  await it.close()
  await upstream.close()
  rmSync(base, { recursive: true })
})

async function backUp(input: Partial<BackupInput> = {}): Promise<BackupResult> {
  const whole: BackupInput = { folder: target, files: 'all', secret_key: false, link: false, ...input }
  const task = await it.run(backup, whole)
  expect(task).toMatchObject({ state: 'completed', error: null })
  return task.result as BackupResult
}

/** What must be the same elsewhere: versions with their roots, and digests. */
function state({ engine }: TestEngine): unknown {
  const rows = (sql: string): unknown => JSON.stringify(engine.catalogue.prepare(sql).all())
  return {
    versions: rows(
      'SELECT number, hex(integrity_root), content_summary FROM core_repositoryversion ORDER BY repository_id, number',
    ),
    units: rows('SELECT hex(pulp_id), relative_path, hex(digest) FROM file_filecontent ORDER BY pulp_id'),
    artifacts: rows('SELECT hex(sha256), size FROM core_artifact ORDER BY sha256'),
  }
}

/** Opens a restored folder as another machine would. */
async function elsewhere<T>(folder: string, use: (other: TestEngine) => Promise<T>): Promise<T> {
  const other = startTestEngine([file], { root: folder })
  try {
    return await use(other)
  } finally {
    await other.close()
  }
}

const finding = async (one: TestEngine): Promise<unknown> => (await one.run(verifyStore, {})).result
const CLEAN = { missing: [], corrupted: [], problems: [], unreferenced: 0 }
const restored = (): string => join(base, 'other', 'machine')
const restoreTo = (to = restored(), from = target): ReturnType<typeof restore> => restore({ from, to, plugins: [file] })

test('95, 159 a backup made while syncs go on restores on another machine: same versions, same digests, no task left running', async () => {
  const before = state(it)
  upstream.files.set('later', Buffer.from('later'))
  const [made] = await Promise.all([backUp(), sync()])
  expect(made).toMatchObject({ damaged: [], damaged_count: 0 })
  const during = state(it)
  const result = await restoreTo()
  expect(result).toMatchObject({ backup: made.path, on_demand: 0, lost: [], artifacts: made.artifacts })
  await elsewhere(restored(), async (other) => {
    // As of one moment: before the second sync or after it, never between.
    expect([before, during]).toContainEqual(state(other))
    expect(await finding(other)).toMatchObject(CLEAN)
    const tasks = other.engine.catalogue.prepare("SELECT state FROM core_task WHERE name = 'core.backup'").all()
    expect(tasks).toEqual([{ state: 'completed' }])
  })
})

test('95 nothing looks like a backup before it is whole; a second one copies only what is new', async () => {
  const first = await backUp()
  expect(readdirSync(target).toSorted()).toEqual(['artifact', first.path.split('/').at(-1)].toSorted())
  const victim = it.engine.storage.path(sha256(Buffer.from('text 1'))) as string
  rmSync(victim)
  upstream.files.set('new', Buffer.from('new'))
  const second = await backUp()
  expect(second.artifacts).toBe(first.artifacts)
  expect(second.damaged, 'what an earlier backup has is still there').toEqual([])
  expect((await findBackup(target)).folder).toBe(second.path)
  rmSync(join(second.path, 'backup.json'))
  expect((await findBackup(target)).folder).toBe(first.path)
})

test('95 what is missing or damaged in the store is told, and is not passed on', async () => {
  const digest = sha256(Buffer.from('text 1'))
  writeFileSync(it.engine.storage.path(digest) as string, 'text X')
  expect(await backUp()).toMatchObject({ damaged: [digest], damaged_count: 1 })
  expect(await restoreTo()).toMatchObject({ on_demand: 1, lost: [] })
})

test('95 of the catalogue alone: files are fetched again from upstream, those of our own are told', async () => {
  const made = await backUp({ files: 'none' })
  expect(made.artifacts).toBe(0)
  expect(existsSync(join(target, 'artifact'))).toBe(false)
  const result = await restoreTo()
  // What its publication serves besides them was made here.
  expect(result).toMatchObject({ artifacts: 0, on_demand: 40 })
  expect(result.lost_count).toBeGreaterThan(0)
  await backUp({ files: 'own' })
  const own = await restoreTo(join(base, 'own'))
  expect(own).toMatchObject({ artifacts: result.lost_count, on_demand: 40, lost_count: 0 })
  await elsewhere(join(base, 'own'), async (other) => expect(await finding(other)).toMatchObject(CLEAN))
})

test('95 secrets of remotes and signing keys are of use elsewhere only when their key went along, and both ends say so', async () => {
  await signingKey(it.engine)
  const useless = { remotes_without_key: ['r'], signing_keys_without_key: ['default'] }
  expect(await backUp({ files: 'none' })).toMatchObject(useless)
  expect(await restoreTo()).toMatchObject(useless)
  const none = { remotes_without_key: [], signing_keys_without_key: [] }
  expect(await backUp({ files: 'none', secret_key: true })).toMatchObject(none)
  expect(await restoreTo(join(base, 'keyed'))).toMatchObject(none)
  await elsewhere(join(base, 'keyed'), async ({ engine }) => {
    const [remote] = Remote.list(engine.catalogue)
    expect(remote && openRemote(engine, remote).password).toBe('open sesame')
  })
})

test.each([
  ['the catalogue', 'stillwater.sqlite'],
  ['a stored file', null],
])('95 a backup with one byte of %s changed is refused, and nothing is left of the restore', async (_what, name) => {
  const made = await backUp()
  const digest = sha256(Buffer.from('text 7'))
  const path = name === null ? join(target, 'artifact', digest.slice(0, 2), digest.slice(2)) : join(made.path, name)
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  writeFileSync(path, bytes)
  await expect(restoreTo()).rejects.toMatchObject({ code: 'backup.damaged' })
  expect(readdirSync(join(base, 'other'))).toEqual([])
  rmSync(path)
  await expect(restoreTo()).rejects.toMatchObject({ code: 'backup.incomplete' })
})

test('95 nothing is ever restored over data, or backed up into the data folder', async () => {
  await backUp({ files: 'none' })
  mkdirSync(restored(), { recursive: true })
  writeFileSync(join(restored(), 'mine'), 'x')
  await expect(restoreTo()).rejects.toMatchObject({ code: 'restore.not_empty' })
  expect(readdirSync(restored())).toEqual(['mine'])
  await expect(restoreTo(join(base, 'x'), base)).rejects.toMatchObject({ code: 'backup.not_found' })
  for (const folder of [join(root, 'backups'), root, 'relative'])
    expect((await it.run(backup, { folder, files: 'none', secret_key: false, link: false })).error?.code).toBe(
      'backup.bad_folder',
    )
})

test('159 the data folder is moved: not while it is owned, with a note that later starts follow, resumed when cut off', async () => {
  const before = state(it)
  const lock = OwnerLock.acquire(join(root, 'owner.lock'))
  const to = join(base, 'new', 'place')
  await expect(moveData({ from: root, to, remove: false })).rejects.toMatchObject({ code: 'host.data_folder_owned' })
  lock?.release()
  await it.close()
  await expect(moveData({ from: root, to: join(root, 'in'), remove: false })).rejects.toMatchObject({
    code: 'move.bad_folder',
  })
  const stop = new AbortController()
  const cut = moveData({
    from: root,
    to,
    remove: false,
    signal: stop.signal,
    onProgress: (done) => done === 10 && stop.abort(),
  })
  await expect(cut).rejects.toThrow()
  expect(existsSync(to)).toBe(false)
  expect(followMoves(root)).toBe(root)
  const moved = await moveData({ from: root, to, remove: true })
  expect(moved).toMatchObject({ path: to, removed: true })
  expect(readdirSync(root).filter((name) => !name.startsWith('owner.lock'))).toEqual(['moved-to.json'])
  expect(followMoves(root)).toBe(to)
  it = startTestEngine([file], { root: followMoves(root) })
  expect(state(it)).toEqual(before)
  expect(await finding(it)).toMatchObject(CLEAN)
})

test('159 a damaged catalogue is refused at the start, and left as it is', async () => {
  const path = it.engine.folder.catalogue
  const { sqlite } = it.engine.catalogue
  sqlite.pragma('wal_checkpoint(TRUNCATE)')
  const table = sqlite.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'core_content'")
  const { page } = table.get() as { page: number }
  await it.close()
  const good = readFileSync(path)
  const bad = Buffer.from(good)
  bad.fill(0x5a, (page - 1) * 4096, page * 4096)
  writeFileSync(path, bad)
  expect(() => startTestEngine([file], { root })).toThrow(expect.objectContaining({ code: 'catalogue.damaged' }))
  expect(readFileSync(path).equals(bad)).toBe(true)
  writeFileSync(path, good)
  it = startTestEngine([file], { root })
  expect(await finding(it)).toMatchObject(CLEAN)
})
