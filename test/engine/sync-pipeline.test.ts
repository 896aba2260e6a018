/** The stages of a sync, as a plugin's author and its users meet them. */
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { countVersions, latestVersion } from '../../src/main/engine/repository/version.ts'
import { DeclarativeContent, type Stage, unit } from '../../src/main/plugin-api/index.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileDistribution, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import {
  Group,
  Kit,
  kit,
  KitDistribution,
  kitRepository,
  kitWorld,
  type KitWorld,
  Watch,
} from '../fixtures/kit-plugin.ts'

let it: TestEngine
let world: KitWorld
let upstream: FileUpstream

beforeEach(async () => {
  world = kitWorld()
  it = startTestEngine([file, world.plugin])
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta', 'c.txt': 'gamma' })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

const count = (table: string): number =>
  (it.engine.catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n

const storedDigests = (): string[] =>
  readdirSync(it.engine.folder.artifact, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => `${basename(one.parentPath)}${one.name}`)

interface FileMirror {
  id: string
  distribute(): void
  sync(options?: { mirror?: boolean; optimize?: boolean }): ReturnType<TestEngine['run']>
}

function fileMirror(name: string, url: string, policy: 'immediate' | 'on_demand' = 'immediate'): FileMirror {
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name, url, policy, max_retries: 0 })
  const repository = createRepository(catalogue, FileRepository, { name, autopublish: false })
  return {
    id: repository.pulp_id,
    distribute: () =>
      void FileDistribution.create(catalogue, { name, base_path: name, repository_id: repository.pulp_id }),
    sync: ({ mirror = true, optimize = true } = {}) =>
      it.run(
        syncFile,
        { repository: repository.pulp_id, remote: remote.pulp_id, mirror, optimize },
        { exclusive: [repository] },
      ),
  }
}

test('5 the same unit from two remotes is one row of content, known from both', async () => {
  const other = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'other bytes' })
  expect(await fileMirror('one', upstream.url).sync()).toMatchObject({ state: 'completed' })
  expect(await fileMirror('two', other.url).sync()).toMatchObject({ state: 'completed' })
  await other.close()
  const [unitAtBoth] = FileContent.list(it.engine.catalogue, { where: { relative_path: 'a.txt' } })
  expect(FileContent.count(it.engine.catalogue, { where: { relative_path: 'a.txt' } })).toBe(1)
  expect(FileContent.count(it.engine.catalogue, { where: { relative_path: 'b.txt' } })).toBe(2)
  expect(unitAtBoth).toBeDefined()
  expect(
    count(
      "core_remoteartifact r JOIN core_contentartifact c ON c.pulp_id = r.content_artifact_id WHERE c.relative_path = 'a.txt'",
    ),
  ).toBe(2)
})

test('6 a unit of two files serves both paths; a path twice in a unit or in a version is refused', async () => {
  const files = { 'kit/one.bin': Buffer.from('one'), 'kit/two.bin': Buffer.from('two') }
  for (const [path, bytes] of Object.entries(files)) upstream.files.set(path, bytes)
  const mine = kitRepository(it, 'kits')
  world.declare = (put, remote) => put(kit('k', files, upstream.url, remote))
  expect(await mine.sync()).toMatchObject({ error: null, state: 'completed' })
  KitDistribution.create(it.engine.catalogue, { name: 'd', base_path: 'd', repository_id: mine.repository.pulp_id })
  const server = await startContentServer(it.engine, { host: '127.0.0.1', port: 0 })
  try {
    for (const [path, bytes] of Object.entries(files)) {
      const answer = await fetch(`${server.url}/pulp/content/d/${path}`)
      expect([answer.status, await answer.text()]).toEqual([200, bytes.toString()])
    }
  } finally {
    await server.close()
  }

  world.declare = async (put, remote) => {
    const [one] = kit('x', { 'same.bin': Buffer.from('x') }, upstream.url, remote).dArtifacts
    const [two] = kit('y', { 'same.bin': Buffer.from('y') }, upstream.url, remote).dArtifacts
    if (!one || !two) throw new Error('two files')
    await put(new DeclarativeContent({ content: unit(Kit, { name: 'x', mark: 'x' }), dArtifacts: [one, two] }))
  }
  expect(await mine.sync()).toMatchObject({
    state: 'failed',
    error: { code: 'path.duplicate', params: { path: 'same.bin' } },
  })

  upstream.files.set('same.bin', Buffer.from('same'))
  world.declare = async (put, remote) => {
    for (const name of ['x', 'y']) await put(kit(name, { 'same.bin': Buffer.from('same') }, upstream.url, remote))
  }
  expect(await mine.sync()).toMatchObject({
    state: 'failed',
    error: { code: 'path.duplicate', params: { path: 'same.bin' } },
  })
  expect(countVersions(it.engine.catalogue, mine.repository.pulp_id)).toBe(2)
})

test('7 an on-demand sync of 1,000 units knows 1,000 units and stores no file of them', async () => {
  upstream.files = new Map(
    Array.from({ length: 1000 }, (_, index) => [`f/${index}.bin`, Buffer.from(`bytes ${index}`)]),
  )
  const mirror = fileMirror('many', upstream.url, 'on_demand')
  expect(await mirror.sync()).toMatchObject({ error: null, state: 'completed' })
  expect(latestVersion(it.engine.catalogue, mirror.id).summary.present).toEqual({ 'file.file': 1000 })
  expect([FileContent.count(it.engine.catalogue), count('core_remoteartifact')]).toEqual([1000, 1000])
  // What is stored is the engine's own record of the version, nothing of the units.
  const payload = new Set([...upstream.files.values()].map(sha256))
  expect(storedDigests().filter((digest) => payload.has(digest))).toEqual([])
  expect(count('core_contentartifact WHERE artifact_id IS NOT NULL')).toBe(0)
  expect(upstream.requests).toEqual(['PULP_MANIFEST'])
})

test('8 of two remotes with the same content the first is turned off: it is fetched through the second', async () => {
  const second = await startFileUpstream({ 'a.txt': 'alpha' })
  const mirror = fileMirror('one', upstream.url, 'on_demand')
  await it.run(
    syncFile,
    {
      repository: mirror.id,
      remote: FileRemote.create(it.engine.catalogue, {
        name: 's',
        url: second.url,
        policy: 'on_demand',
        max_retries: 0,
      }).pulp_id,
      mirror: false,
      optimize: true,
    },
    {},
  )
  FileRepository.get(it.engine.catalogue, mirror.id).save({ autopublish: true })
  expect(await mirror.sync()).toMatchObject({ error: null, state: 'completed' })
  mirror.distribute()
  await upstream.close()
  second.requests.length = 0
  const server = await startContentServer(it.engine, { host: '127.0.0.1', port: 0 })
  try {
    const answer = await fetch(`${server.url}/pulp/content/one/a.txt`)
    expect([answer.status, await answer.text()]).toEqual([200, 'alpha'])
    expect(second.requests).toEqual(['a.txt'])
  } finally {
    await server.close()
    await second.close()
    upstream = await startFileUpstream({})
  }
})

test('41 a stage that a plugin inserts sees every unit at its position, in the fixed order of the others', async () => {
  const files = { 'a.txt': Buffer.from('alpha') }
  const seen: Record<string, unknown[]> = {}
  const order: string[] = []
  world.arrange = (stages: Stage[]) =>
    stages.flatMap((stage) => {
      const { name } = stage.constructor
      order.push(name)
      if (name === 'EndStage') return [stage]
      const watch = new Watch(({ content, dArtifacts: [one] }) => {
        const state = { file: Boolean(one?.file), stored: Boolean(one?.artifact.id), saved: content.pulp_id !== null }
        ;(seen[name] ??= []).push(state)
      })
      return [stage, watch]
    })
  world.declare = (put, remote) => put(kit('k', files, upstream.url, remote))
  expect(await kitRepository(it, 'kits').sync()).toMatchObject({ error: null, state: 'completed' })
  expect(order).toEqual([
    'KitStage',
    'FilterContent',
    'QueryExistingArtifacts',
    'ArtifactDownloader',
    'ArtifactSaver',
    'QueryExistingContents',
    'ContentSaver',
    'RemoteArtifactSaver',
    'ResolveContentFutures',
    'ContentAssociation',
    'EndStage',
  ])
  const nothing = { file: false, stored: false, saved: false }
  expect(seen).toMatchObject({
    KitStage: [nothing],
    QueryExistingArtifacts: [nothing],
    ArtifactDownloader: [{ file: true, stored: false, saved: false }],
    ArtifactSaver: [{ file: false, stored: true, saved: false }],
    QueryExistingContents: [{ file: false, stored: true, saved: false }],
    ContentSaver: [{ file: false, stored: true, saved: true }],
    ContentAssociation: [{ file: false, stored: true, saved: true }],
  })
})

test('43, 46 a first stage awaits units of half-filled batches in the middle of a sync; the group names the saved ids', async () => {
  const mine = kitRepository(it, 'kits')
  world.declare = async (put, remote) => {
    const members: string[] = []
    for (const name of ['a', 'b', 'c']) {
      const item = kit(name, { [`${name}.txt`]: Buffer.from(name) }, upstream.url, remote)
      await put(item)
      // Far fewer than any stage's batch: without the thaw nothing would ever come back.
      members.push((await item.resolution()).pulp_id ?? 'not saved')
    }
    await put(new DeclarativeContent({ content: unit(Group, { name: 'all', members }) }))
  }
  for (const name of ['a', 'b', 'c']) upstream.files.set(`${name}.txt`, Buffer.from(name))
  expect(await mine.sync()).toMatchObject({ error: null, state: 'completed' })
  const { catalogue } = it.engine
  const kits = Kit.list(catalogue, { order: [{ field: 'name', descending: false }] }).map((one) => one.pulp_id)
  expect(Group.list(catalogue)).toMatchObject([{ name: 'all', members: kits }])
  expect(latestVersion(catalogue, mine.repository.pulp_id).summary.present).toEqual({ 'kit.group': 1, 'kit.kit': 3 })
})

test('44 a second repository of the same feed downloads no payload', async () => {
  await fileMirror('one', upstream.url).sync()
  expect(upstream.requests.toSorted()).toEqual(['PULP_MANIFEST', 'a.txt', 'b.txt', 'c.txt'])
  upstream.requests.length = 0
  const second = fileMirror('two', upstream.url)
  expect(await second.sync()).toMatchObject({ error: null, state: 'completed' })
  expect(upstream.requests).toEqual(['PULP_MANIFEST'])
  expect(latestVersion(it.engine.catalogue, second.id).summary.present).toEqual({ 'file.file': 3 })
})

test('45 a full re-sync creates no row of content', async () => {
  const mirror = fileMirror('one', upstream.url)
  await mirror.sync()
  const ids = (): unknown[] =>
    ['core_content', 'core_contentartifact', 'core_remoteartifact', 'core_artifact'].map((table) =>
      it.engine.catalogue.prepare(`SELECT hex(pulp_id) AS id FROM ${table} ORDER BY 1`).all(),
    )
  const before = ids()
  expect(await mirror.sync({ optimize: false })).toMatchObject({ error: null, state: 'completed' })
  expect(ids()).toEqual(before)
  expect(countVersions(it.engine.catalogue, mirror.id)).toBe(2)
})
