import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Content, Repository } from '../../src/main/engine/db/masters.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { contentIdsOf, latestVersion } from '../../src/main/engine/repository/version.ts'
import { DeclarativeArtifact } from '../../src/main/engine/stages/declarative.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { npm } from '../../src/main/plugins/npm/index.ts'
import { NpmPackage, NpmRepository } from '../../src/main/plugins/npm/models.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { relativePathProblem } from '../../src/shared/relative-path.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
beforeEach(() => {
  it = startTestEngine([file, npm])
})
afterEach(() => it.close())

async function sync(name: string, files: Record<string, string>, manifest?: string): Promise<TaskRow> {
  const upstream = await startFileUpstream(files)
  if (manifest !== undefined)
    upstream.intercept = (path, _request, response) => {
      if (path === 'PULP_MANIFEST') response.end(manifest)
      return path === 'PULP_MANIFEST'
    }
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name, url: upstream.url, max_retries: 0 })
  const repository = createRepository(catalogue, FileRepository, { name })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: false }
  const task = await it.run(syncFile, input, { exclusive: [repository] })
  await upstream.close()
  return task
}

/** The bytes of every file in the store. */
const storedFiles = (): string[] =>
  readdirSync(it.engine.folder.artifact, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [readFileSync(join(one.parentPath, one.name), 'utf8')] : [],
  )

function unitsOf(name: string): string[] {
  const { catalogue } = it.engine
  const repository = FileRepository.find(catalogue, { name })
  return contentIdsOf(catalogue, latestVersion(catalogue, repository?.pulp_id ?? ''))
}

test('1 the same file in two repositories under two names is two units and one file on disk', async () => {
  await sync('one', { 'a/first.bin': 'the same bytes' })
  await sync('two', { 'b/second.bin': 'the same bytes' })
  expect(storedFiles().filter((bytes) => bytes === 'the same bytes')).toHaveLength(1)
  const [one, two] = [unitsOf('one'), unitsOf('two')]
  expect([one.length, two.length]).toEqual([1, 1])
  expect(one).not.toEqual(two)
  const rows = it.engine.catalogue.prepare('SELECT COUNT(DISTINCT artifact_id) AS n FROM core_contentartifact').get()
  expect(rows).toEqual({ n: 1 })
})

test('4 units of several plugins are listed by one query, and each can be cast to what its plugin made of it', () => {
  const { catalogue } = it.engine
  FileContent.create(catalogue, { relative_path: 'a', digest: 'ab'.repeat(32) })
  const values = { integrity: 'sha512-x', manifest: { name: 'left-pad', version: '1.3.0' }, relative_path: 'p' }
  NpmPackage.create(catalogue, { name: 'left-pad', version: '1.3.0', ...values } as never)
  createRepository(catalogue, FileRepository, { name: 'f', manifest: 'INDEX' })
  createRepository(catalogue, NpmRepository, { name: 'n' })

  const units = Content.list(catalogue, { order: [{ field: 'pulp_type', descending: false }] })
  expect(units.map((one) => one.pulp_type)).toEqual(['file.file', 'npm.package'])
  expect(units.every((one) => !('relative_path' in one))).toBe(true)
  expect(units.map((one) => one.cast())).toMatchObject([
    { relative_path: 'a', digest: 'ab'.repeat(32) },
    { name: 'left-pad', version: '1.3.0', integrity: 'sha512-x' },
  ])
  expect(units.map((one) => one.cast().model)).toEqual([FileContent, NpmPackage])
  expect(units.map((one) => one.cast().master)).toEqual(units)
  const [f, n] = Repository.list(catalogue, { order: [{ field: 'name', descending: false }] })
  expect(f?.cast()).toMatchObject({ name: 'f', manifest: 'INDEX', prn: expect.stringMatching(/^prn:file\.filerepo/) })
  expect(n?.cast()).toMatchObject({ name: 'n', href: expect.stringContaining('/repositories/npm/npm/') })

  // A plugin that is not installed any more leaves its rows; they are listed, and say what is missing when cast.
  catalogue.sqlite.exec("UPDATE core_content SET pulp_type = 'gone.thing' WHERE pulp_type = 'npm.package'")
  const [, orphan] = Content.list(catalogue, { order: [{ field: 'pulp_id', descending: false }] })
  expect(() => orphan?.cast()).toThrow('catalogue.unknown_type')
})

const HOSTILE = ['../x', 'a//b', '/a', 'a/../../b', './a', 'a/', 'a\\b']

test.each(HOSTILE)('9 a feed that lists the path %j is refused before a file is fetched', async (path) => {
  const bytes = 'alpha'
  const manifest = `good.txt,${sha256(Buffer.from(bytes))},5\n${path},${sha256(Buffer.from(bytes))},5\n`
  const task = await sync('r', { 'good.txt': bytes, [path]: bytes }, manifest)
  expect(task).toMatchObject({ state: 'failed', error: { code: 'file.manifest_line', params: { line: 2 } } })
  expect([storedFiles(), unitsOf('r')]).toEqual([[], []])
})

test.each(HOSTILE)('9 no plugin can declare a file at %j: every way in goes through the one check', (path) => {
  expect(relativePathProblem(path)).not.toBeNull()
  expect(() => new DeclarativeArtifact({ relativePath: path, artifact: { id: 'x' } })).toThrow('path.invalid')
})
