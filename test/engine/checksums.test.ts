import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { expect, onTestFinished, test } from 'vitest'
import { Artifact, findArtifact } from '../../src/main/engine/artifact/artifact.ts'
import {
  checkStoredChecksums,
  followAllowedChecksums,
  handleArtifactChecksums,
} from '../../src/main/engine/artifact/stored-checksums.ts'
import { TemporaryFile } from '../../src/main/engine/artifact/temporary-file.ts'
import type { PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { latestVersion } from '../../src/main/engine/repository/version.ts'
import { DeclarativeArtifact, DeclarativeContent, unit } from '../../src/main/engine/stages/declarative.ts'
import { DeclarativeVersion } from '../../src/main/engine/stages/declarative-version.ts'
import { Stage } from '../../src/main/engine/stages/stage.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { defineTask } from '../../src/main/engine/tasking/task-definition.ts'
import type { RemoteInstance } from '../../src/main/engine/db/masters.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { isDigestName } from '../../src/shared/digest.ts'
import { describeError } from '../../src/shared/i18n/format.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'

const digestOf = (name: string, text: string): string => createHash(name).update(text).digest('hex')

/** A feed that gives its files one kind of digest, as old repositories do. */
class Feed extends Stage {
  private readonly remote: RemoteInstance
  private readonly algorithm: string

  constructor(remote: RemoteInstance, algorithm: string) {
    super()
    this.remote = remote
    this.algorithm = algorithm
  }

  async run(): Promise<void> {
    const digest = digestOf(this.algorithm, 'alpha')
    const digests = isDigestName(this.algorithm) ? { [this.algorithm]: digest } : {}
    const one = new DeclarativeArtifact({
      artifact: { digests, size: 5 },
      url: new URL('a.txt', this.remote.url).href,
      relativePath: 'a.txt',
      remote: this.remote,
      deferredDownload: this.remote.policy !== 'immediate',
    })
    const content = unit(FileContent, { relative_path: 'a.txt', digest: digestOf('sha256', 'alpha') })
    await this.put(new DeclarativeContent({ content, dArtifacts: [one] }))
  }
}

const syncFeed = defineTask({
  id: 'test.sync_feed',
  version: 1,
  input: z.object({ repository: z.string(), remote: z.string(), algorithm: z.string() }),
  async run(context, { repository, remote, algorithm }) {
    const stage = new Feed(FileRemote.get(context.catalogue, remote), algorithm)
    const options = { mirror: true }
    await new DeclarativeVersion(context, stage, FileRepository.get(context.catalogue, repository), options).create()
  },
})
const plugin: PluginDeclaration = { ...file, tasks: [...file.tasks, syncFeed] as PluginDeclaration['tasks'] }

function start(allowed?: string[], root?: string): TestEngine {
  const settings = allowed ? { ALLOWED_CONTENT_CHECKSUMS: allowed } : {}
  const it = startTestEngine([plugin], { settings, ...(root === undefined ? {} : { root }) })
  onTestFinished(() => it.close().catch(() => undefined))
  return it
}

async function upstream(): Promise<FileUpstream> {
  const it = await startFileUpstream({ 'a.txt': 'alpha' })
  onTestFinished(() => it.close())
  return it
}

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'stillwater-checksums-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

function sync(it: TestEngine, from: FileUpstream, algorithm: string, policy = 'immediate'): Promise<TaskRow> {
  const { catalogue } = it.engine
  const name = `${algorithm}-${policy}`
  const remote = FileRemote.create(catalogue, { name, url: from.url, policy: policy as 'immediate', max_retries: 0 })
  const repository = createRepository(catalogue, FileRepository, { name })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, algorithm }
  return it.run(syncFeed, input, { exclusive: [repository] })
}

async function store({ engine }: TestEngine, text: string): Promise<Artifact> {
  const bytes = (async function* () {
    const whole = Buffer.from(text)
    for (let start = 0; start < whole.length; start += 70_000) yield whole.subarray(start, start + 70_000)
  })()
  const options = { dir: engine.folder.tmp, allowed: engine.settings.ALLOWED_CONTENT_CHECKSUMS }
  return Artifact.fromTemporaryFile(engine, await TemporaryFile.initAndValidate(bytes, options))
}

const digestsOf = ({ engine }: TestEngine, text: string): Record<string, string> => ({
  ...findArtifact(engine.catalogue, { sha256: digestOf('sha256', text) })?.digests,
})

test.each(['immediate', 'on_demand'])('3 a feed with nothing but md5 is refused by name (%s)', async (policy) => {
  const it = start()
  const from = await upstream()
  const task = await sync(it, from, 'md5', policy)
  expect(task.state).toBe('failed')
  expect(task.error).toEqual({ code: 'checksum.only_forbidden', params: { algorithms: 'md5', name: 'a.txt' } })
  const { description, advice } = describeError(task.error as { code: string; params: Record<string, string> })
  expect(description).toBe('The only checksums given for a.txt are of algorithms that are not allowed: md5.')
  expect(advice).toContain('ALLOWED_CONTENT_CHECKSUMS')
  const repository = FileRepository.find(it.engine.catalogue, { name: `md5-${policy}` })
  expect(latestVersion(it.engine.catalogue, repository?.pulp_id ?? '').number).toBe(0)
  expect(from.requests).toEqual([])
  expect(digestsOf(it, 'alpha')).toEqual({})
})

test('3 where md5 is allowed the same feed syncs', async () => {
  const it = start(['sha256', 'md5'])
  const task = await sync(it, await upstream(), 'md5')
  expect(task).toMatchObject({ state: 'completed', error: null })
  expect(digestsOf(it, 'alpha')).toEqual({ sha256: digestOf('sha256', 'alpha'), md5: digestOf('md5', 'alpha') })
})

test('3 once another checksum is allowed every stored file gets it, and the check at the start passes', async () => {
  const root = temporaryRoot()
  const before = start(['sha256', 'md5'], root)
  for (let index = 0; index < 450; index += 1) await store(before, `file ${index}`)
  expect(checkStoredChecksums(before.engine)).toBe(0)
  await before.close()

  const after = start(['sha256', 'sha512'], root)
  expect(checkStoredChecksums(after.engine)).toBe(450)
  let queued = 0
  followAllowedChecksums(after.engine, () => (queued += 1))
  expect(queued).toBe(1)
  const report = await after.run(handleArtifactChecksums, { report: true })
  expect(report.result).toEqual({ artifacts: 450, updated: 0, unreadable: [], unfetchable: 0 })
  expect(checkStoredChecksums(after.engine)).toBe(450)
  const task = await after.run(handleArtifactChecksums, { report: false })
  expect(task.result).toEqual({ artifacts: 450, updated: 450, unreadable: [], unfetchable: 0 })
  for (const text of ['file 0', 'file 449'])
    expect(digestsOf(after, text)).toEqual({ sha256: digestOf('sha256', text), sha512: digestOf('sha512', text) })
  expect(checkStoredChecksums(after.engine)).toBe(0)
  followAllowedChecksums(after.engine, () => (queued += 1))
  expect(queued).toBe(1)
  expect((await after.run(handleArtifactChecksums, { report: false })).result).toMatchObject({ artifacts: 0 })
})

test('3 a damaged or missing file gets no checksum, is named, and keeps the check from passing', async () => {
  const root = temporaryRoot()
  const before = start(['sha256'], root)
  const [good, damaged, missing] = [
    await store(before, 'good'),
    await store(before, 'damaged'),
    await store(before, 'missing'),
  ]
  await before.close()
  const after = start(['sha256', 'sha1'], root)
  const pathOf = (one: Artifact): string => after.engine.storage.path(one.digests.sha256 ?? '') ?? ''
  writeFileSync(pathOf(damaged), 'DAMAGED')
  rmSync(pathOf(missing))
  const task = await after.run(handleArtifactChecksums, { report: false })
  const unreadable = [damaged, missing].map(({ digests }) => digests.sha256)
  expect(task.result).toEqual({ artifacts: 3, updated: 1, unreadable, unfetchable: 0 })
  expect(digestsOf(after, 'good')).toEqual({ ...good.digests, sha1: digestOf('sha1', 'good') })
  expect(digestsOf(after, 'damaged')).toEqual(damaged.digests)
  expect(checkStoredChecksums(after.engine)).toBe(2)
})

test('2 stored digests are those of the tools of the system, for small files and large ones', async () => {
  const names = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']
  const it = start(names)
  for (const text of ['', 'alpha', 'x'.repeat(3_500_001)]) {
    await store(it, text)
    const path = it.engine.storage.path(digestOf('sha256', text)) ?? ''
    const told = names.map((name) => [name, execFileSync(`${name}sum`, [path], { encoding: 'utf8' }).split(' ')[0]])
    expect(digestsOf(it, text)).toEqual(Object.fromEntries(told))
  }
})
