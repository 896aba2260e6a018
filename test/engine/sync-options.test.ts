/** Syncs that skip what did not change, leave out what is not wanted, and set aside what cannot be had. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { contentIdsOf, countVersions, findVersion, latestVersion } from '../../src/main/engine/repository/version.ts'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { getTask, type TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { taskBody } from '../../src/main/engine/tasking/task-body.ts'
import type { SyncInput } from '../../src/main/plugin-api/index.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
let upstream: FileUpstream
let remote: ReturnType<typeof FileRemote.create>
let repository: RepositoryInstance

const numbered = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f/${index}.bin`, `bytes of ${index}`]))

async function setUp(files: Record<string, string>, quarantine: boolean | null = false): Promise<void> {
  upstream = await startFileUpstream(files)
  it = startTestEngine([file])
  const { catalogue } = it.engine
  remote = FileRemote.create(catalogue, { name: 'r', url: upstream.url, max_retries: 0 })
  repository = createRepository(catalogue, FileRepository, { name: 'r', quarantine })
}
afterEach(async () => {
  await it.close()
  await upstream.close()
})

async function sync(more: Partial<SyncInput> = {}): Promise<TaskRow> {
  upstream.requests.length = 0
  return await it.run(
    syncFile,
    { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: true, ...more },
    { exclusive: [repository] },
  )
}

/** Codes of the task's progress reports. */
const codes = ({ id }: TaskRow): string[] =>
  taskBody(it.engine.catalogue, getTask(it.engine.catalogue, id)).progress_reports.map(({ code }) => code)

const paths = (): string[] => {
  const { catalogue } = it.engine
  const ids = contentIdsOf(catalogue, latestVersion(catalogue, repository.pulp_id))
  return FileContent.list(catalogue, { ids })
    .map((one) => one.relative_path)
    .toSorted()
}

const held = (): number => latestVersion(it.engine.catalogue, repository.pulp_id).summary.present['file.file'] ?? 0
const versions = (): number => countVersions(it.engine.catalogue, repository.pulp_id)

interface Quarantined {
  relative_path: string
  error: string
  kept: number
  attempts: number
  first_tried: number
  last_tried: number
}
const quarantined = (): Quarantined[] =>
  it.engine.catalogue
    .prepare(
      'SELECT relative_path, error, kept, attempts, first_tried, last_tried FROM core_quarantinedunit ORDER BY 1',
    )
    .all() as Quarantined[]
const quarantinedPaths = (): string[] => quarantined().map((one) => one.relative_path)

/** The upstream answers 404 for these, and wrong bytes for those. */
function break_(missing: readonly string[], damaged: readonly string[] = []): void {
  upstream.intercept = (path, _request, response) => {
    if (missing.includes(path)) response.writeHead(404).end()
    else if (damaged.includes(path)) response.end('x'.repeat(upstream.files.get(path)?.length ?? 1))
    else return false
    return true
  }
}

describe('49 an unchanged upstream', () => {
  beforeEach(() => setUp({ 'a.txt': 'alpha', 'b.txt': 'beta' }))

  test('49 is skipped: no metadata parsed, "skipped" in the progress, no version; with optimize off all is done', async () => {
    expect(codes(await sync())).toContain('sync.parsing.metadata')
    const skipped = await sync()
    expect([skipped.state, codes(skipped)]).toEqual([
      'completed',
      expect.arrayContaining(['sync.downloading.metadata', 'sync.was_skipped']),
    ])
    expect(codes(skipped)).not.toContain('sync.parsing.metadata')
    expect(versions()).toBe(2)
    const full = await sync({ optimize: false })
    expect(codes(full)).toContain('sync.parsing.metadata')
    expect(codes(full)).not.toContain('sync.was_skipped')
    expect(versions()).toBe(2)
  })

  test('49 is skipped too when its metadata changed but the last sync found the same units in it', async () => {
    await sync()
    upstream.files = new Map([...upstream.files].toReversed())
    expect(codes(await sync())).toContain('sync.parsing.metadata')
    expect(versions()).toBe(2)
    expect(codes(await sync())).toContain('sync.was_skipped')
  })

  test('49 is skipped although somebody else lost a file: each is looked at once, and not again', async () => {
    await sync()
    const { catalogue } = it.engine
    const losses = (): unknown => catalogue.prepare('SELECT losses FROM core_syncstate').pluck().get()
    expect(losses()).toBe(0)
    catalogue.prepare('UPDATE core_filesloss SET times = times + 1').run()
    expect(codes(await sync())).toContain('sync.was_skipped')
    expect(losses()).toBe(1)
  })

  const changes: [string, () => unknown, Partial<SyncInput>?][] = [
    ['its filters', () => remote.save({ exclude: ['nothing*'] })],
    ['its policy', () => remote.save({ policy: 'on_demand' })],
    ['its address', () => remote.save({ url: `${upstream.url}?again` })],
    ['additive instead of mirror', () => undefined, { mirror: false }],
    [
      'somebody changed the repository',
      () =>
        it.run(
          modifyRepository,
          { repository: repository.pulp_id, add: [], remove: '*', baseVersion: null, overwrite: true } as never,
          {
            exclusive: [repository],
          },
        ),
    ],
    [
      'a file is gone from here',
      () =>
        it.engine.catalogue
          .prepare("UPDATE core_contentartifact SET artifact_id = NULL WHERE relative_path = 'a.txt'")
          .run(),
    ],
  ]
  test.each(changes)('49 is worked through when something else is different: %s', async (_name, change, input) => {
    await sync()
    expect(codes(await sync())).toContain('sync.was_skipped')
    await change()
    const task = await sync(input)
    expect(task).toMatchObject({ error: null, state: 'completed' })
    expect(codes(task)).not.toContain('sync.was_skipped')
    expect(held()).toBe(2)
  })
})

describe('51 bad files', () => {
  test('51 one missing and one damaged file among a hundred: a version of the others, and a list of the two', async () => {
    await setUp(numbered(100), true)
    break_(['f/7.bin'], ['f/9.bin'])
    const task = await sync()
    expect(task).toMatchObject({
      error: null,
      state: 'completed',
      result: {
        quarantined: 2,
        failures: expect.arrayContaining([
          { relative_path: 'f/7.bin', code: 'download.http_status' },
          { relative_path: 'f/9.bin', code: 'download.digest_mismatch' },
        ]),
      },
    })
    expect(codes(task)).toContain('sync.quarantined')
    expect(held()).toBe(98)
    expect(paths()).not.toContain('f/7.bin')
    expect(quarantinedPaths()).toEqual(['f/7.bin', 'f/9.bin'])
    const bars = taskBody(it.engine.catalogue, getTask(it.engine.catalogue, task.id)).progress_reports
    expect(bars.find(({ code }) => code === 'sync.downloading.artifacts')).toMatchObject({ total: 98, done: 98 })
  })

  test('51 with the option off the first bad file fails the sync, and nothing is listed', async () => {
    await setUp(numbered(100), false)
    break_(['f/7.bin'])
    expect(await sync()).toMatchObject({ state: 'failed', error: { code: 'download.http_status' } })
    expect([versions(), quarantined()]).toEqual([1, []])
    // The request of one sync says otherwise.
    expect(await sync({ quarantine: true })).toMatchObject({ state: 'completed', result: { quarantined: 1 } })
    expect(held()).toBe(99)
  })

  test('51 when nobody said, it is on for more than a hundred units and off for fewer', async () => {
    await setUp(numbered(101), null)
    break_(['f/7.bin'])
    expect(await sync()).toMatchObject({ state: 'completed', result: { quarantined: 1 } })
    expect(held()).toBe(100)
    upstream.files.delete('f/8.bin')
    expect(await sync({ optimize: false })).toMatchObject({ state: 'failed', error: { code: 'download.http_status' } })
    expect(held()).toBe(100)
  })

  test('51 they are tried again although upstream did not change, and leave the list when they come', async () => {
    await setUp(numbered(100), true)
    break_(['f/7.bin', 'f/8.bin'])
    await sync()
    const [before] = quarantined()
    const again = await sync()
    expect(again.state).toBe('completed')
    expect(upstream.requests.toSorted()).toEqual(['PULP_MANIFEST', 'f/7.bin', 'f/8.bin'])
    expect(quarantined()[0]).toMatchObject({ attempts: 2, first_tried: before?.first_tried })
    expect(quarantined()[0]?.last_tried).toBeGreaterThan(before?.last_tried ?? 0)
    expect(versions()).toBe(2)

    break_(['f/8.bin'])
    await sync()
    expect([held(), quarantinedPaths()]).toEqual([99, ['f/8.bin']])
    upstream.intercept = null
    await sync()
    expect([held(), quarantinedPaths()]).toEqual([100, []])
    expect(codes(await sync())).toContain('sync.was_skipped')
  })

  test('51 what leaves upstream leaves the list', async () => {
    await setUp(numbered(100), true)
    break_(['f/7.bin'])
    await sync()
    upstream.files.delete('f/7.bin')
    await sync()
    expect([held(), quarantined()]).toEqual([99, []])
  })

  test('51 a unit that the mirror holds does not leave because it could not be fetched again', async () => {
    await setUp({ ...numbered(50), 'changed.txt': 'old', 'lost.txt': 'lost' }, true)
    await sync()
    const { catalogue } = it.engine
    const before = latestVersion(catalogue, repository.pulp_id)
    const old = FileContent.find(catalogue, { relative_path: 'changed.txt' })
    // The file of one unit is gone from the store, and another one has new bytes; upstream delivers neither.
    catalogue.prepare("UPDATE core_contentartifact SET artifact_id = NULL WHERE relative_path = 'lost.txt'").run()
    catalogue
      .prepare(
        'DELETE FROM core_artifact WHERE size = 4 AND pulp_id NOT IN (SELECT artifact_id FROM core_contentartifact WHERE artifact_id IS NOT NULL)',
      )
      .run()
    upstream.files.set('changed.txt', Buffer.from('new'))
    upstream.files.delete('f/0.bin')
    upstream.files.set('f/new.bin', Buffer.from('new too'))
    break_(['lost.txt', 'changed.txt'])
    expect(await sync()).toMatchObject({ state: 'completed', result: { quarantined: 2 } })
    expect(quarantined()).toMatchObject([
      { relative_path: 'changed.txt', kept: 1 },
      { relative_path: 'lost.txt', kept: 1 },
    ])
    const after = latestVersion(catalogue, repository.pulp_id)
    expect(after.number).toBe(before.number + 1)
    expect(paths()).toEqual(expect.arrayContaining(['changed.txt', 'lost.txt', 'f/new.bin']))
    expect(paths()).not.toContain('f/0.bin')
    expect(contentIdsOf(catalogue, after)).toContain(old?.pulp_id)

    upstream.intercept = null
    await sync()
    expect([held(), quarantined()]).toEqual([52, []])
    expect(contentIdsOf(catalogue, latestVersion(catalogue, repository.pulp_id))).not.toContain(old?.pulp_id)
  })

  test('51 more than a tenth failing is no matter of single files: the sync fails, version and list stay', async () => {
    await setUp(numbered(100), true)
    break_(['f/7.bin'])
    await sync()
    const listed = quarantined()
    const names = Array.from({ length: 12 }, (_, index) => `g/${index}.bin`)
    for (const name of names) upstream.files.set(name, Buffer.from(name))
    break_(names)
    const task = await sync()
    expect(task).toMatchObject({
      state: 'failed',
      error: { code: 'sync.too_many_failures', params: { failed: 12, units: 112 } },
    })
    expect([held(), versions(), quarantined()]).toEqual([99, 2, listed])
  })

  test.each([
    ['everything is missing', (): boolean => false],
    ['the connection breaks every time', (): boolean => true],
  ])('51 no empty version: %s', async (_name, breaks) => {
    await setUp(numbered(3), true)
    upstream.intercept = (path, request, response) => {
      if (path === 'PULP_MANIFEST') return false
      if (breaks()) request.socket.destroy()
      else response.writeHead(404).end()
      return true
    }
    expect(await sync()).toMatchObject({ state: 'failed', error: { code: 'sync.too_many_failures' } })
    expect([versions(), quarantined()]).toEqual([1, []])
  })

  test('51 an upstream that goes down after a while fails the sync of what is new', async () => {
    await setUp(numbered(100), true)
    await sync()
    upstream.files.set('new.bin', Buffer.from('new'))
    upstream.intercept = (path, request) => {
      if (path === 'PULP_MANIFEST') return false
      request.socket.destroy()
      return true
    }
    expect(await sync()).toMatchObject({ state: 'failed', error: { code: 'sync.too_many_failures' } })
    expect([held(), quarantined()]).toEqual([100, []])
  })
})

describe('52 filters', () => {
  beforeEach(() =>
    setUp({
      'a.rpm': 'a',
      'b.rpm': 'b',
      'debug/c.rpm': 'c',
      'doc/readme.txt': 'd',
      'doc/x/y.txt': 'e',
      'g++ (1).rpm': 'f',
    }),
  )
  const filtered = async (values: { include?: string[]; exclude?: string[] }, mirror = true): Promise<string[]> => {
    remote.save(values)
    expect(await sync({ mirror })).toMatchObject({ error: null, state: 'completed' })
    return paths()
  }

  test('52 only what matches comes, and a mirror lets go of what matches no more; older versions keep it', async () => {
    expect(await filtered({ exclude: ['debug/**'] })).toEqual([
      'a.rpm',
      'b.rpm',
      'doc/readme.txt',
      'doc/x/y.txt',
      'g++ (1).rpm',
    ])
    expect(upstream.requests).not.toContain('debug/c.rpm')
    expect(await filtered({ include: ['*.rpm'], exclude: ['debug/**', 'b*'] })).toEqual(['a.rpm', 'g++ (1).rpm'])
    expect(findVersion(it.engine.catalogue, repository.pulp_id, 1)?.summary.present).toEqual({ 'file.file': 5 })
    expect(await filtered({ include: [], exclude: [] }, false)).toHaveLength(6)
    expect(await filtered({ include: ['doc/*'], exclude: [] }, false)).toHaveLength(6)
    expect(await filtered({ include: ['doc/*'], exclude: [] })).toEqual(['doc/readme.txt'])
  })

  test('52 the bars know how much is wanted, and the task says how much is left out', async () => {
    remote.save({ include: ['doc/**'] })
    const task = await sync()
    const reports = taskBody(it.engine.catalogue, getTask(it.engine.catalogue, task.id)).progress_reports
    expect(reports.find(({ code }) => code === 'sync.downloading.artifacts')).toMatchObject({ total: 2, done: 2 })
    expect(reports.find(({ code }) => code === 'sync.left_out')).toMatchObject({ done: 4 })
    expect(reports.find(({ code }) => code === 'sync.parsing.metadata')).toMatchObject({ total: 6, done: 6 })
  })
})
