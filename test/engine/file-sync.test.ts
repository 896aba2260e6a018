import { existsSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { countVersions, findVersion, latestVersion } from '../../src/main/engine/repository/version.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FilePublication, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
let upstream: FileUpstream

beforeEach(async () => {
  it = startTestEngine([file])
  upstream = await startFileUpstream({
    'a.txt': 'alpha',
    'dir/b.bin': Buffer.alloc(300_000, 7),
    'c, with comma.txt': 'gamma',
  })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

type Policy = 'immediate' | 'on_demand' | 'streamed'

function setUp(
  policy: Policy = 'immediate',
  autopublish = true,
): { repository: RepositoryInstance; sync: (mirror?: boolean) => Promise<TaskRow> } {
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name: 'r', url: upstream.url, policy, max_retries: 0 })
  const repository = createRepository(catalogue, FileRepository, { name: 'r', autopublish })
  const sync = (mirror = false): Promise<TaskRow> =>
    it.run(
      syncFile,
      { repository: repository.pulp_id, remote: remote.pulp_id, mirror, optimize: true },
      { exclusive: [repository], shared: [remote] },
    )
  return { repository, sync }
}

const artifactFiles = (): string[] =>
  readdirSync(it.engine.folder.artifact, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [one.name] : [],
  )

test('a sync makes version 1 with every file, verified and stored under its digest, and publishes it', async () => {
  const { repository, sync } = setUp()
  const task = await sync()
  expect(task.error).toBeNull()
  expect(task.state).toBe('completed')
  const version = latestVersion(it.engine.catalogue, repository.pulp_id)
  expect(version.number).toBe(1)
  expect(version.summary).toEqual({ added: { 'file.file': 3 }, removed: {}, present: { 'file.file': 3 } })
  expect(existsSync(it.engine.storage.path(sha256(Buffer.from('alpha'))) as string)).toBe(true)
  const publication = FilePublication.find(it.engine.catalogue, { repository_version_id: version.id })
  expect(publication?.complete).toBe(true)
  expect(readdirSync(it.engine.folder.tmp)).toEqual([])
})

test('version 0 is empty and complete from the start', () => {
  const { repository } = setUp()
  expect(latestVersion(it.engine.catalogue, repository.pulp_id)).toMatchObject({
    number: 0,
    complete: true,
    summary: { present: {} },
  })
})

test('a second sync with nothing changed makes no version, no created resources and fetches no payload', async () => {
  const { repository, sync } = setUp()
  await sync()
  upstream.requests.length = 0
  const task = await sync()
  expect(task.state).toBe('completed')
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(2)
  expect(upstream.requests).toEqual(['PULP_MANIFEST'])
})

test('47 additive keeps what upstream dropped, mirror removes it, older versions stay as they were', async () => {
  const { repository, sync } = setUp()
  await sync()
  upstream.files.delete('a.txt')
  upstream.files.set('new.txt', Buffer.from('new'))
  await sync(false)
  expect(latestVersion(it.engine.catalogue, repository.pulp_id).summary.present).toEqual({ 'file.file': 4 })
  await sync(true)
  const latest = latestVersion(it.engine.catalogue, repository.pulp_id)
  expect(latest.summary).toEqual({ added: {}, removed: { 'file.file': 1 }, present: { 'file.file': 3 } })
  expect(findVersion(it.engine.catalogue, repository.pulp_id, 1)?.summary.present).toEqual({ 'file.file': 3 })
})

test('other bytes at the same path replace the older unit', async () => {
  const { repository, sync } = setUp()
  await sync()
  upstream.files.set('a.txt', Buffer.from('changed'))
  await sync()
  expect(latestVersion(it.engine.catalogue, repository.pulp_id).summary).toEqual({
    added: { 'file.file': 1 },
    removed: { 'file.file': 1 },
    present: { 'file.file': 3 },
  })
})

test('on_demand knows every file and stores none', async () => {
  const { sync } = setUp('on_demand', false)
  expect((await sync()).state).toBe('completed')
  expect(FileContent.count(it.engine.catalogue)).toBe(3)
  expect(artifactFiles()).toEqual([])
  expect(upstream.requests).toEqual(['PULP_MANIFEST'])
})

test('one flipped byte fails the task by name, stores nothing of it and leaves the last version', async () => {
  const { repository, sync } = setUp()
  await sync()
  upstream.files.set('bad.bin', Buffer.from('the right bytes'))
  upstream.intercept = (path, _request, response) => {
    if (path !== 'bad.bin') return false
    response.end('the wrong bytes')
    return true
  }
  const before = artifactFiles().length
  const task = await sync()
  expect(task.state).toBe('failed')
  expect(task.error?.code).toBe('download.digest_mismatch')
  expect(task.error?.params.name).toBe('bad.bin')
  expect(artifactFiles()).toHaveLength(before)
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(2)
  expect(readdirSync(it.engine.folder.tmp)).toEqual([])
})

test('what a failed sync had stored is not fetched again', async () => {
  const { sync } = setUp()
  upstream.intercept = (path, _request, response) => {
    if (path !== 'dir/b.bin') return false
    // The failure comes once the two others are stored, however long that takes.
    void expect
      .poll(artifactFiles, { timeout: 30_000 })
      .toHaveLength(2)
      .finally(() => response.writeHead(404).end())
    return true
  }
  expect((await sync()).error?.code).toBe('download.http_status')
  upstream.intercept = null
  upstream.requests.length = 0
  expect((await sync()).state).toBe('completed')
  expect(upstream.requests.toSorted()).toEqual(['PULP_MANIFEST', 'dir/b.bin'])
})

test('cancel in the middle of a download ends the task soon and leaves no version', async () => {
  const { repository, sync } = setUp()
  upstream.intercept = (path) => path === 'dir/b.bin'
  const done = sync()
  await expect.poll(() => upstream.requests.includes('dir/b.bin')).toBe(true)
  const [running] = it.engine.catalogue.sqlite
    .prepare("SELECT lower(hex(pulp_id)) AS id FROM core_task WHERE state = 'running'")
    .all() as { id: string }[]
  const id = running?.id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') ?? ''
  it.scheduler.cancel(id)
  expect((await done).state).toBe('canceled')
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(1)
})

test.each(['../x', '/etc/passwd', 'a//b', 'a\\b', 'NUL', 'x/../y'])(
  'a manifest that lists %j is refused by line',
  async (path) => {
    const { sync } = setUp()
    upstream.intercept = (asked, _request, response) => {
      if (asked !== 'PULP_MANIFEST') return false
      response.end(`ok.txt,${sha256(Buffer.from('ok'))},2\n${path},${sha256(Buffer.from('x'))},1\n`)
      return true
    }
    upstream.files.set('ok.txt', Buffer.from('ok'))
    const task = await sync()
    expect(task.state).toBe('failed')
    expect(task.error).toMatchObject({ code: 'file.manifest_line', params: { line: 2 } })
  },
)

test('a path that is a file and a folder at once is refused', async () => {
  const { sync } = setUp()
  upstream.files.set('dir', Buffer.from('x'))
  const task = await sync()
  expect(task.error?.code).toBe('file.path_is_folder')
})

test('94 a sync that would leave too little of the disk free refuses to start, or stops before the file that is too much', async () => {
  await it.close()
  it = startTestEngine([file], { settings: { MIN_FREE_SPACE_MB: 1_000_000_000 } })
  const refused = await setUp().sync()
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'storage.low_space' } })
  expect(upstream.requests).toEqual([])

  await it.close()
  it = startTestEngine([file], { settings: { MIN_FREE_SPACE_MB: 1 } })
  const { repository, sync } = setUp()
  const huge = `${sha256(Buffer.from('huge'))},${999_999_999_999_999}`
  upstream.intercept = (path, _request, response) => {
    if (path === 'PULP_MANIFEST') response.end(`a.txt,${sha256(Buffer.from('alpha'))},5\nhuge.iso,${huge}\n`)
    return path === 'PULP_MANIFEST'
  }
  const stopped = await sync()
  expect(stopped).toMatchObject({ state: 'failed', error: { code: 'storage.low_space' } })
  expect(upstream.requests).not.toContain('huge.iso')
  expect(countVersions(it.engine.catalogue, repository.pulp_id)).toBe(1)
  expect(readdirSync(it.engine.folder.tmp)).toEqual([])
})

test('the index of a publication goes with its repository, and nothing of it stays in the catalogue', async () => {
  const { repository, sync } = setUp()
  await sync()
  repository.delete()
  const rows = (table: string): unknown => it.engine.catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()
  expect(rows('core_publication')).toEqual({ n: 0 })
  expect(rows('core_publishedmetadata')).toEqual({ n: 0 })
  expect(rows("core_content WHERE pulp_type = 'core.publishedmetadata'")).toEqual({ n: 0 })
})

test('a version whose publishing was cut off is published by the next sync, though nothing changed upstream', async () => {
  const { repository, sync } = setUp()
  const { catalogue } = it.engine
  const prepare = catalogue.prepare.bind(catalogue)
  const spy = vi.spyOn(catalogue, 'prepare').mockImplementation((sql) => {
    if (sql.startsWith('INSERT INTO core_publishedartifact')) throw new Error('the thread dies here')
    return prepare(sql)
  })
  expect((await sync()).state).toBe('failed')
  spy.mockRestore()
  expect(countVersions(catalogue, repository.pulp_id)).toBe(2)
  expect(FilePublication.count(catalogue)).toBe(0)
  expect((await sync()).state).toBe('completed')
  const { id } = latestVersion(catalogue, repository.pulp_id)
  expect(FilePublication.list(catalogue)).toMatchObject([{ repository_version_id: id, complete: true }])
  await sync()
  expect(FilePublication.count(catalogue)).toBe(1)
})

test('an upstream manifest that lists itself is mirrored, and the published one lists everything else', async () => {
  const { repository, sync } = setUp()
  const own = Buffer.from('an older manifest')
  upstream.files.set('PULP_MANIFEST', own)
  upstream.intercept = (path, _request, response) => {
    if (path !== 'PULP_MANIFEST' || upstream.requests.filter((one) => one === path).length === 1) return false
    response.end(own)
    return true
  }
  const task = await sync()
  expect(task.error).toBeNull()
  const version = latestVersion(it.engine.catalogue, repository.pulp_id)
  const rows = it.engine.catalogue
    .prepare("SELECT COUNT(*) AS n FROM core_publishedartifact WHERE relative_path = 'PULP_MANIFEST'")
    .get()
  expect([version.summary.present, rows]).toEqual([{ 'file.file': 4 }, { n: 1 }])
})
