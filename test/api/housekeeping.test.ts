import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import { verifyStore } from '../../src/main/engine/verify.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
let content: ContentServer

beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta', 'c.txt': 'gamma' })
  content = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await content.close()
  await api.close()
  await upstream.close()
})

/** A synced, served repository of the upstream's files. */
async function mirror(name: string): Promise<Json> {
  const { body: remote } = await api.call('POST', `${V3}remotes/file/file/`, {
    name,
    url: upstream.url,
    policy: 'immediate',
    max_retries: 0,
  })
  const { body: repository } = await api.call('POST', `${V3}repositories/file/file/`, {
    name,
    remote: remote.pulp_href,
    autopublish: true,
  })
  expect(await api.settle('POST', `${repository.pulp_href}sync/`)).toMatchObject({ state: 'completed' })
  const distribution = { name, base_path: name, repository: repository.pulp_href }
  expect(await api.settle('POST', `${V3}distributions/file/file/`, distribution)).toMatchObject({ state: 'completed' })
  return api.get(repository.pulp_href)
}

async function upload(path: string, text: string, repository: string): Promise<void> {
  const answer = await api.http(`${V3}content/file/files/`, {
    method: 'POST',
    body: uploadForm(path, text, repository),
  })
  const { task } = (await answer.json()) as { task: string }
  expect(await api.finished(task)).toMatchObject({ state: 'completed' })
}

const pathOf = (text: string): string => api.it.engine.storage.path(sha256(Buffer.from(text))) as string
const stored = (...texts: string[]): boolean[] => texts.map((text) => existsSync(pathOf(text)))
const served = async (path: string): Promise<string> => (await fetch(`${content.url}/pulp/content/${path}`)).text()
const reports = (task: Json): Record<string, number> =>
  Object.fromEntries(task.progress_reports.map(({ code, done }: Json) => [code, done]))
const findings = async (): Promise<unknown> => (await api.it.run(verifyStore, {})).result

const CLEAN = { missing: [], corrupted: [], problems: [], unreferenced: 0 }

test('91 orphans are cleaned up by hand: content_hrefs and orphan_protection_time', async () => {
  const repository = await mirror('one')
  const { results } = await api.get(`${V3}content/file/files/`)
  await api.settle('DELETE', repository.pulp_href)
  const young = await api.settle('POST', `${V3}orphans/cleanup/`)
  expect(young).toMatchObject({ state: 'completed', result: { content: 0 } })
  const one = await api.settle('POST', `${V3}orphans/cleanup/`, {
    content_hrefs: [results[0].pulp_href],
    orphan_protection_time: 0,
  })
  expect(reports(one)).toMatchObject({ 'clean-up.content': 1 })
  const all = await api.settle('POST', `${V3}orphans/cleanup/`, { orphan_protection_time: 0 })
  expect(reports(all)).toMatchObject({ 'clean-up.content': 2 })
  expect((await api.get(`${V3}artifacts/`)).count).toBe(0)
  const wrong = await api.call('POST', `${V3}orphans/cleanup/`, { orphan_protection_time: -1, content_hrefs: ['x'] })
  expect(wrong.status).toBe(400)
})

test('93 repair fetches what is missing or damaged again, from the version or from all', async () => {
  const repository = await mirror('one')
  await upload('mine.txt', 'my own', repository.pulp_href)
  writeFileSync(pathOf('alpha'), 'alphA')
  rmSync(pathOf('beta'))
  const quick = await api.settle('POST', `${V3}repair/`, { verify_checksums: false })
  expect(reports(quick)).toEqual({ 'repair.missing': 1, 'repair.corrupted': 0, 'repair.repaired': 1 })
  expect(readFileSync(pathOf('alpha'), 'utf8')).toBe('alphA')

  rmSync(pathOf('gamma'))
  writeFileSync(pathOf('my own'), 'my oWn')
  // The version of the sync holds no uploaded file.
  const version = await api.settle('POST', `${repository.pulp_href}versions/1/repair/`)
  expect(reports(version)).toEqual({ 'repair.missing': 1, 'repair.corrupted': 1, 'repair.repaired': 2 })
  const all = await api.settle('POST', `${V3}repair/`)
  expect(all.result).toEqual({
    missing: 0,
    corrupted: 1,
    repaired: 0,
    on_demand: 0,
    lost: [sha256(Buffer.from('my own'))],
  })
  expect(readFileSync(pathOf('my own'), 'utf8')).toBe('my oWn')
  writeFileSync(pathOf('my own'), 'my own')
  expect(await findings()).toMatchObject(CLEAN)
  expect((await api.call('POST', `${repository.pulp_href}versions/9/repair/`)).status).toBe(404)
})

test('93 counts of versions that are not those of their members are found, and made right', async () => {
  const { pulp_href: repository } = await mirror('one')
  for (const name of ['d', 'e', 'a']) await upload(`${name}.txt`, `new ${name}`, repository)
  const change = { remove_content_units: ['*'], base_version: `${repository}versions/1/` }
  await api.settle('POST', `${repository}modify/`, change)
  await api.settle('POST', `${repository}modify/`, { base_version: `${repository}versions/3/` })
  for (const number of [1, 4]) await api.settle('DELETE', `${repository}versions/${number}/`)
  const repairs = async (body: object): Promise<unknown> =>
    (await api.settle('POST', `${V3}datarepair/7272/`, body)).result
  // What deletions left to later versions is counted the same way.
  const versions = (await api.get(`${repository}versions/`)).results
  expect(versions.map(({ number }: Json) => number)).toEqual([6, 5, 3, 2, 0])
  expect(await repairs({})).toEqual({ versions: 5, wrong: 0 })

  const damage =
    "UPDATE core_repositoryversion SET content_summary = replace(content_summary, '5', '7') WHERE number > 1"
  const { changes } = api.it.engine.catalogue.prepare(damage).run()
  expect(changes).toBe(4)
  const found = (await findings()) as Json
  expect(found.problems.length).toBeGreaterThan(0)
  const wrong = (await api.get(`${repository}versions/`)).results
  const { wrong: counted } = (await repairs({ dry_run: true })) as Json
  expect(counted).toBeGreaterThanOrEqual(found.problems.length)
  expect((await api.get(`${repository}versions/`)).results).toEqual(wrong)
  const task = await api.settle('POST', `${V3}datarepair/7272/`, {})
  expect(reports(task)).toEqual({
    'repair.7272.repos_checked': 1,
    'repair.7272.versions_checked': 5,
    'repair.7272.versions_fixed': counted,
  })
  expect((await api.get(`${repository}versions/`)).results).toEqual(versions)
  expect(await findings()).toMatchObject(CLEAN)
})

test('93 what cannot be fetched now is removed and fetched when a client asks', async () => {
  await mirror('one')
  writeFileSync(pathOf('alpha'), 'alphA')
  upstream.intercept = (path, _request, response) => {
    if (path === 'a.txt') response.end('wrong')
    return path === 'a.txt'
  }
  const task = await api.settle('POST', `${V3}repair/`)
  expect(task.result).toMatchObject({ corrupted: 1, repaired: 0, on_demand: 1, lost: [] })
  expect(stored('alpha')).toEqual([false])
  expect(await findings()).toMatchObject(CLEAN)
  upstream.intercept = null
  expect(await served('one/a.txt')).toBe('alpha')
  await expect.poll(() => stored('alpha')).toEqual([true])
})

test('92 reclaimed files go from the disk and come back when asked for; uploaded, shared and kept ones stay', async () => {
  const one = await mirror('one')
  await upload('mine.txt', 'my own', one.pulp_href)
  upstream.files.delete('a.txt')
  upstream.files.delete('b.txt')
  const two = await mirror('two')
  upstream.files.set('a.txt', Buffer.from('alpha'))
  upstream.files.set('b.txt', Buffer.from('beta'))

  const task = await api.settle('POST', `${V3}repositories/reclaim_space/`, { repo_hrefs: [one.pulp_href] })
  expect(task).toMatchObject({ state: 'completed', result: { artifacts: 2, bytes: 9 } })
  expect(task.reserved_resources_record).toEqual([`shared:${one.prn}`])
  expect(stored('alpha', 'beta', 'gamma', 'my own')).toEqual([false, false, true, true])
  expect(await findings()).toMatchObject(CLEAN)
  upstream.requests.length = 0
  expect(await served('one/a.txt')).toBe('alpha')
  expect(upstream.requests).toEqual(['a.txt'])
  await expect.poll(() => stored('alpha')).toEqual([true])

  const keep = [`${two.pulp_href}versions/1/`]
  await api.settle('POST', `${V3}repositories/reclaim_space/`, { repo_hrefs: ['*'], repo_versions_keeplist: keep })
  expect(stored('alpha', 'gamma')).toEqual([false, true])
  await api.settle('POST', `${V3}repositories/reclaim_space/`, { repo_hrefs: ['*'] })
  expect(stored('gamma', 'my own')).toEqual([false, true])
  expect(await findings()).toMatchObject(CLEAN)
  const wrong = await api.call('POST', `${V3}repositories/reclaim_space/`, { repo_hrefs: ['*', one.pulp_href] })
  expect(wrong).toMatchObject({ status: 400, body: { repo_hrefs: [expect.any(String)] } })
})

test('92 a file that is reclaimed between being found and being opened is fetched', async () => {
  await mirror('one')
  const { storage, catalogue } = api.it.engine
  const path = storage.path.bind(storage)
  storage.path = (digest) => {
    storage.path = path
    catalogue.sqlite.exec('UPDATE core_contentartifact SET artifact_id = NULL; DELETE FROM core_artifact')
    storage.delete(digest)
    return path(digest)
  }
  expect(await served('one/a.txt')).toBe('alpha')
  expect(upstream.requests.filter((one) => one === 'a.txt')).toHaveLength(2)
})

test('87 only finished and older tasks of the asked states are purged', async () => {
  await mirror('one')
  const { catalogue } = api.it.engine
  upstream.intercept = (_path, _request, response) => {
    response.writeHead(500).end()
    return true
  }
  const remote = (await api.get(`${V3}remotes/file/file/`)).results[0].pulp_href
  const { body: bad } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'bad', remote })
  const failed = await api.settle('POST', `${bad.pulp_href}sync/`)
  expect(failed.state).toBe('failed')
  catalogue.sqlite.exec('UPDATE core_task SET finished_at = 0')
  const young = await api.settle('POST', `${V3}repair/`)
  const running = await api.call('POST', `${V3}tasks/purge/`, { states: ['running'] })
  expect(running).toMatchObject({ status: 400, body: { 'states.0': [expect.stringContaining('completed')] } })

  const before = (await api.get(`${V3}tasks/`)).count
  const purged = await api.settle('POST', `${V3}tasks/purge/`)
  expect(reports(purged)).toEqual({ 'purge.tasks.total': before - 2 })
  const left = async (): Promise<string[]> =>
    (await api.get(`${V3}tasks/`)).results.map((one: Json) => one.pulp_href).sort()
  expect(await left()).toEqual([failed.pulp_href, young.pulp_href, purged.pulp_href].sort())
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const last = await api.settle('POST', `${V3}tasks/purge/`, {
    finished_before: tomorrow,
    states: ['completed', 'failed', 'canceled'],
  })
  expect(await left()).toEqual([last.pulp_href])
})
