/** The catalogue is lost: what is beside it in the data folder is enough to make it again. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/main/engine/settings/load.ts'
import { dataFolderAt } from '../../src/main/engine/data-folder.ts'
import { Repository } from '../../src/main/engine/db/masters.ts'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { orphanCleanup } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { completeManifests } from '../../src/main/engine/manifest/complete-manifests.ts'
import { rebuildCatalogue, type RebuildResult } from '../../src/main/engine/manifest/rebuild/rebuild.ts'
import { Records } from '../../src/main/engine/manifest/record.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { deleteRepositoryVersion } from '../../src/main/engine/repository/delete-version.ts'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { contentIdsOf, listVersions } from '../../src/main/engine/repository/version.ts'
import { verifyStore, type VerifyResult } from '../../src/main/engine/verify.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import {
  FileContent,
  FileDistribution,
  FilePublication,
  FileRemote,
  FileRepository,
} from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'

let root: string
let it: TestEngine
let upstream: FileUpstream
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stillwater-rebuild-'))
  it = startTestEngine([file], { root })
  upstream = await startFileUpstream({ 'a.txt': 'one', 'b/c.txt': 'two', 'd.txt': 'three' })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
  rmSync(root, { recursive: true, force: true })
})

const PASSWORD = 'never-in-the-store'

async function mirror(
  name: string,
  policy: 'immediate' | 'on_demand',
  autopublish = true,
): Promise<RepositoryInstance> {
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name, url: upstream.url, policy, username: 'me', password: PASSWORD })
  const values = { name, autopublish, remote_id: remote.pulp_id, pulp_labels: { team: name } }
  const repository = createRepository(catalogue, FileRepository, values)
  FileDistribution.create(catalogue, { name, base_path: `files/${name}`, repository_id: repository.pulp_id })
  await sync(repository)
  return repository
}

async function sync(repository: RepositoryInstance): Promise<void> {
  const input = { repository: repository.pulp_id, remote: repository.remote_id ?? '', mirror: true, optimize: false }
  const task = await it.run(syncFile, input, { exclusive: [repository] })
  expect(task.error).toBeNull()
}

const unit = (path: string, digest = 'ab'): string =>
  FileContent.create(it.engine.catalogue, { relative_path: path, digest }).pulp_id

async function modify(repository: RepositoryInstance, change: object): Promise<void> {
  const input = { repository: repository.pulp_id, add: [], remove: [], baseVersion: null, ...change }
  expect((await it.run(modifyRepository, input, { exclusive: [repository] })).error).toBeNull()
}

async function remove(repository: RepositoryInstance, number: number): Promise<void> {
  const version = listVersions(it.engine.catalogue, repository.pulp_id).find((one) => one.number === number)
  const task = await it.run(deleteRepositoryVersion, { version: version?.id ?? '' }, { exclusive: [repository] })
  expect(task.error).toBeNull()
}

/** Everything that a rebuilt catalogue has to say as the lost one did. */
function state(): unknown {
  const { catalogue } = it.engine
  return Repository.list(catalogue).map((repository) => ({
    ...repository.cast(),
    pulp_last_updated: 0,
    versions: listVersions(catalogue, repository.pulp_id).map((version) => ({
      ...version,
      members: contentIdsOf(catalogue, version),
    })),
  }))
}

const table = (sql: string): unknown[] => it.engine.catalogue.prepare(sql).all()
const FILES = `SELECT hex(ca.content_id) AS unit, ca.relative_path, hex(a.sha256) AS sha256, a.size, hex(a.sha512) AS sha512, ra.url, hex(ra.remote_id) AS remote
  FROM core_contentartifact ca LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id LEFT JOIN core_remoteartifact ra ON ra.content_artifact_id = ca.pulp_id
  WHERE ca.content_id NOT IN (SELECT pulp_id FROM core_content WHERE pulp_id NOT IN (SELECT content_id FROM core_repositorycontent) AND pulp_type <> 'core.publishedmetadata')
  ORDER BY 1, 2, 6`
const PUBLISHED = `SELECT hex(pa.publication_id) AS publication, pa.relative_path, hex(ca.content_id) AS unit FROM core_publishedartifact pa
  JOIN core_contentartifact ca ON ca.pulp_id = pa.content_artifact_id ORDER BY 1, 2`

/** Loses the catalogue, makes it again and opens it. */
async function loseAndRebuild(): Promise<RebuildResult> {
  await it.close()
  for (const name of readdirSync(root)) if (name.startsWith('stillwater.sqlite')) rmSync(join(root, name))
  const settings = loadSettings({ commandLine: { LOG_LEVEL: 'silent' }, plugins: [] })
  const result = await rebuildCatalogue({ folder: dataFolderAt(root), settings, plugins: [file] })
  it = startTestEngine([file], { root })
  return result
}

const problems = async (): Promise<string[]> => ((await it.run(verifyStore, {})).result as VerifyResult).problems

test('95 a catalogue rebuilt from the store holds every version with its root, every file, publication and distribution', async () => {
  const here = await mirror('here', 'immediate')
  const known = await mirror('known', 'on_demand')
  upstream.files.set('e.txt', Buffer.from('four'))
  upstream.files.delete('d.txt')
  await sync(here)
  await sync(known)
  const [old] = listVersions(it.engine.catalogue, here.pulp_id).slice(1)
  await modify(here, {
    baseVersion: old?.id,
    remove: '*',
    add: contentIdsOf(it.engine.catalogue, old as never).slice(1),
  })
  await remove(known, 1)
  await new Records(it.engine).keepAll()
  const before = [state(), table(FILES), table(PUBLISHED), FileDistribution.list(it.engine.catalogue)]
  const result = await loseAndRebuild()
  expect(result).toMatchObject({ repositories: 2, versions: 6, publications: 4, distributions: 2, problems: [] })
  expect(result).toMatchObject({ differing: [], missing: [] })
  expect([state(), table(FILES), table(PUBLISHED), FileDistribution.list(it.engine.catalogue)]).toEqual(before)
  expect(await problems()).toEqual([])
  expect(FileRemote.list(it.engine.catalogue).map(({ password }) => password)).toEqual([null, null])
  // And life goes on where it was: nothing changed upstream, so no version; then one more.
  await sync(here)
  upstream.files.set('f.txt', Buffer.from('five'))
  await sync(here)
  expect(await problems()).toEqual([])
}, 120_000)

test('95 a catalogue rebuilt from the store has long histories too, with versions deleted anywhere', async () => {
  const repository = createRepository(it.engine.catalogue, FileRepository, { name: 'long' })
  const first = Array.from({ length: 300 }, (_, index) => unit(`f${index}`))
  await modify(repository, { add: first })
  for (let index = 0; index < 70; index += 1) {
    await modify(repository, { add: [unit(`f${index % 40}`, `cd${String(index).padStart(2, '0')}`)] })
  }
  for (const gone of [1, 30, 31, 54, 71]) await remove(repository, gone)
  await modify(repository, { add: [unit('last')] })
  const depths = table('SELECT MAX(depth) AS depth, SUM(base IS NULL) AS whole FROM core_manifest')
  expect(depths).toEqual([{ depth: 50, whole: 1 }])
  await new Records(it.engine).keepAll()
  const before = state()
  expect(await loseAndRebuild()).toMatchObject({ versions: 68, differing: [], problems: [] })
  expect(state()).toEqual(before)
}, 120_000)

test('95 a catalogue rebuilt from the store has what was committed just before it was lost, record or no record', async () => {
  const here = await mirror('here', 'immediate', false)
  await new Records(it.engine).keepAll()
  await modify(here, { add: [unit('late')] })
  const late = state()
  expect(await loseAndRebuild()).toMatchObject({ versions: 3, differing: [] })
  expect(state()).toMatchObject(
    (late as object[]).map(({ ...one }) => ({ versions: (one as { versions: object[] }).versions })),
  )
  rmSync(join(root, 'manifest/repository'), { recursive: true })
  expect(await loseAndRebuild()).toMatchObject({ repositories: 1, versions: 2, units: 4, differing: [] })
}, 120_000)

test('95 a catalogue rebuilt from the store never names bytes that are not there or not what they were', async () => {
  const here = await mirror('here', 'immediate')
  const [damaged, gone] = table('SELECT lower(hex(sha256)) AS sha256 FROM core_artifact ORDER BY size') as {
    sha256: string
  }[]
  const pathOf = (sha256 = ''): string => it.engine.storage.path(sha256) ?? ''
  writeFileSync(pathOf(damaged?.sha256), 'oops')
  rmSync(pathOf(gone?.sha256))
  await new Records(it.engine).keepAll()
  const result = await loseAndRebuild()
  expect(result.missing.toSorted()).toEqual([damaged?.sha256, gone?.sha256].toSorted())
  expect(result.differing).toEqual([])
  // What upstream still has comes back with the next sync.
  rmSync(pathOf(damaged?.sha256))
  await sync(FileRepository.get(it.engine.catalogue, here.pulp_id) as unknown as RepositoryInstance)
  expect(table('SELECT COUNT(*) AS n FROM core_contentartifact WHERE artifact_id IS NULL')).toEqual([{ n: 0 }])
}, 120_000)

test('48, 95 a catalogue rebuilt from the store still has the index files of a bit-exact mirror', async () => {
  const { catalogue } = it.engine
  const remote = FileRemote.create(catalogue, { name: 'exact', url: upstream.url })
  const values = { name: 'exact', verbatim: true, autopublish: true, remote_id: remote.pulp_id }
  await sync(createRepository(catalogue, FileRepository, values))
  const METADATA = `SELECT hex(repository_version_id) AS version, relative_path, hex(a.sha256) AS sha256 FROM core_versionmetadata m
    JOIN core_artifact a ON a.pulp_id = m.artifact_id`
  const before = table(METADATA)
  expect(before).toHaveLength(1)
  await new Records(it.engine).keepAll()
  expect(await loseAndRebuild()).toMatchObject({ publications: 1, missing: [], problems: [] })
  expect(table(METADATA)).toEqual(before)
}, 120_000)

test('95 the store holds no password of a remote', async () => {
  await mirror('here', 'immediate')
  await new Records(it.engine).keepAll()
  const folder = join(root, 'manifest')
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString())
  expect(texts.join('')).toContain('b/c.txt')
  expect(texts.join('')).not.toContain(PASSWORD)
  expect(texts.join('')).not.toContain('"password"')
})

test('95 versions of before there were manifests get theirs, and a catalogue in its place is not replaced', async () => {
  const here = await mirror('here', 'immediate', false)
  it.engine.catalogue.sqlite.exec('DELETE FROM core_versionseal; DELETE FROM core_manifest')
  rmSync(join(root, 'manifest'), { recursive: true })
  const task = await it.run(completeManifests, { repository: here.pulp_id }, { exclusive: [here] })
  expect(task.result).toEqual({ written: 2 })
  await new Records(it.engine).keepAll()
  const settings = loadSettings({ commandLine: { LOG_LEVEL: 'silent' }, plugins: [] })
  const refused = rebuildCatalogue({ folder: dataFolderAt(root), settings, plugins: [file] })
  await expect(refused).rejects.toMatchObject({ code: 'rebuild.catalogue_exists' })
  const before = state()
  expect(await loseAndRebuild()).toMatchObject({ versions: 2, differing: [], problems: [] })
  expect(state()).toEqual(before)
}, 120_000)

test('92, 95 clean-up takes the manifests that no version needs any more, and no other', async () => {
  const repository = createRepository(it.engine.catalogue, FileRepository, { name: 'r' })
  await modify(repository, { add: Array.from({ length: 20 }, (_, index) => unit(`f${index}`)) })
  for (const path of ['x', 'y', 'z']) await modify(repository, { add: [unit(path)] })
  const objects = (): number =>
    readdirSync(join(root, 'manifest/object'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
      .length
  writeFileSync(join(root, 'manifest/object', 'stray'), 'not an object')
  expect(objects()).toBe(5)
  // Version 2 goes, but 3 and 4 are told as changes of it.
  await remove(repository, 2)
  await it.run(orphanCleanup, { content: null, protection: 0 })
  expect(objects()).toBe(5)
  await remove(repository, 4)
  await remove(repository, 3)
  await it.run(orphanCleanup, { content: null, protection: 0 })
  expect(objects()).toBe(2)
  await new Records(it.engine).keepAll()
  expect(await loseAndRebuild()).toMatchObject({ versions: 2, differing: [], problems: [] })
  expect(existsSync(join(root, 'manifest/object', 'stray'))).toBe(true)
  expect(FilePublication.list(it.engine.catalogue)).toEqual([])
}, 120_000)
