/** Another place with the same files is asked first, and the upstream only for what it does not have. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { type Json, startTestApi, type TestApi, V3 } from '../api/api.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

const ACS = `${V3}acs/file/file/`
const FILES = { 'a.txt': 'alpha', 'dir/b.txt': 'beta', 'c.txt': 'gamma' }

let api: TestApi
let upstream: FileUpstream
let local: FileUpstream

beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream(FILES)
  // The same bytes under other names, and one less.
  local = await startFileUpstream({ 'disk/one': 'alpha', 'disk/two': 'beta' })
  local.files.set('disk/PULP_MANIFEST', manifestOf({ one: 'alpha', two: 'beta' }))
})
afterEach(async () => {
  await api.close()
  await upstream.close()
  await local.close()
})

const manifestOf = (files: Record<string, string>): Buffer =>
  Buffer.from(
    Object.entries(files)
      .map(([path, text]) => `${path},${sha256(Buffer.from(text))},${text.length}\n`)
      .join(''),
  )

const remoteAt = async (name: string, url: string, policy: string): Promise<Json> =>
  (await api.call('POST', `${V3}remotes/file/file/`, { name, url, policy, max_retries: 0 })).body

async function sourceAt(url: string, paths: string[]): Promise<Json> {
  const remote = await remoteAt('acs', url, 'on_demand')
  const answer = await api.call('POST', ACS, { name: 'acs', remote: remote.pulp_href, paths })
  expect(answer.status).toBe(201)
  return answer.body
}

async function refresh(source: Json): Promise<Json> {
  const { status, body } = await api.call('POST', `${source.pulp_href}refresh/`)
  expect(status).toBe(202)
  for (const { pulp_href } of (await api.get(body.task_group)).tasks) await api.finished(pulp_href)
  return await api.get(body.task_group)
}

async function mirrorOf(policy: string): Promise<{ repository: Json; sync: () => Promise<Json> }> {
  const remote = await remoteAt('upstream', upstream.url, policy)
  const fields = { name: 'mirror', remote: remote.pulp_href, autopublish: true }
  const repository = (await api.call('POST', `${V3}repositories/file/file/`, fields)).body
  return { repository, sync: () => api.settle('POST', `${repository.pulp_href}sync/`, { mirror: true }) }
}

const base = (from: FileUpstream): string => from.url.replace('PULP_MANIFEST', '')
const payload = (from: FileUpstream): string[] =>
  from.requests.filter((path) => !path.endsWith('PULP_MANIFEST')).toSorted()

test('56 the local copy with the same digest is used, and the remote sees no request for it', async () => {
  const source = await sourceAt(base(local), ['disk/PULP_MANIFEST'])
  expect(source).toMatchObject({ name: 'acs', paths: ['disk/PULP_MANIFEST'], last_refreshed: null })
  expect(await refresh(source)).toMatchObject({ completed: 1, failed: 0, all_tasks_dispatched: true })
  expect(payload(local)).toEqual([])
  expect((await api.get(source.pulp_href)).last_refreshed).not.toBeNull()
  const task = await (await mirrorOf('immediate')).sync()
  expect(task).toMatchObject({ state: 'completed', error: null })
  expect(payload(upstream)).toEqual(['c.txt'])
  expect(payload(local)).toEqual(['disk/one', 'disk/two'])
  expect(task.progress_reports).toContainEqual(expect.objectContaining({ message: 'Served by acs', done: 2 }))
})

test('56 a folder of this machine is a source as well, below the folders that are open for import alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-acs-'))
  try {
    mkdirSync(join(folder, 'sub'))
    for (const [name, text] of [
      ['x', 'alpha'],
      ['y', 'beta'],
      ['z', 'gamma'],
    ] as const)
      writeFileSync(join(folder, 'sub', name), text)
    writeFileSync(join(folder, 'sub', 'PULP_MANIFEST'), manifestOf({ x: 'alpha', y: 'beta', z: 'gamma' }))
    const source = await sourceAt(pathToFileURL(folder).href, ['sub/PULP_MANIFEST'])
    expect(await refresh(source)).toMatchObject({ failed: 1 })
    Object.assign(api.it.engine.settings, { ALLOWED_IMPORT_PATHS: [folder] })
    expect(await refresh(source)).toMatchObject({ completed: 1, failed: 0 })
    const { sync } = await mirrorOf('immediate')
    expect((await sync()).error).toBeNull()
    expect(payload(upstream)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('56 a file that is fetched on demand comes from the source too', async () => {
  await refresh(await sourceAt(base(local), ['disk/PULP_MANIFEST']))
  const { repository, sync } = await mirrorOf('on_demand')
  await sync()
  await api.settle('POST', `${V3}distributions/file/file/`, {
    name: 'd',
    base_path: 'd',
    repository: repository.pulp_href,
  })
  const server = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
  try {
    const get = async (path: string): Promise<string> =>
      await (await fetch(`${server.url}/pulp/content/d/${path}`)).text()
    expect(await get('dir/b.txt')).toBe('beta')
    expect(await get('c.txt')).toBe('gamma')
    expect(payload(upstream)).toEqual(['c.txt'])
    local.intercept = (_path, _request, response) => {
      response.writeHead(500).end()
      return true
    }
    expect(await get('a.txt')).toBe('alpha')
    expect(payload(upstream)).toEqual(['a.txt', 'c.txt'])
  } finally {
    await server.close()
  }
})

test('56 a source that is broken, gone or lies falls back to upstream', async () => {
  await refresh(await sourceAt(base(local), ['disk/PULP_MANIFEST']))
  local.files.set('disk/one', Buffer.from('ALPHA'))
  local.files.delete('disk/two')
  const { repository, sync } = await mirrorOf('immediate')
  expect(await sync()).toMatchObject({ state: 'completed', error: null })
  expect(payload(upstream)).toEqual(['a.txt', 'c.txt', 'dir/b.txt'])
  expect((await api.get(`${repository.pulp_href}versions/1/`)).content_summary.present['file.file'].count).toBe(3)
})

test('56 a source that does not answer at all is asked once, and falls back to upstream', async () => {
  await refresh(await sourceAt(base(local), ['disk/PULP_MANIFEST']))
  await local.close()
  const { sync } = await mirrorOf('immediate')
  expect(await sync()).toMatchObject({ state: 'completed', error: null })
  expect(payload(upstream)).toEqual(['a.txt', 'c.txt', 'dir/b.txt'])
})

test('56 create, list, change and delete; hidden repositories stay hidden and go with their paths', async () => {
  const immediate = await remoteAt('immediate', base(local), 'immediate')
  const refused = await api.call('POST', ACS, { name: 'x', remote: immediate.pulp_href })
  expect(refused).toMatchObject({ status: 400, body: { remote: [expect.stringContaining('on_demand')] } })
  const climbing = await api.call('POST', ACS, { name: 'x', remote: immediate.pulp_href, paths: ['../x'] })
  expect(climbing.status).toBe(400)
  const source = await sourceAt(base(local), ['disk/PULP_MANIFEST', 'PULP_MANIFEST'])
  expect(await refresh(source)).toMatchObject({ completed: 2 })
  expect((await api.get(ACS)).results).toMatchObject([{ name: 'acs' }])
  expect((await api.get(`${V3}acs/`)).count).toBe(1)
  const hidden = (): number =>
    (api.it.engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_repository').get() as { n: number }).n
  expect(hidden()).toBe(2)
  expect((await api.get(`${V3}repositories/`)).count).toBe(0)
  expect((await api.get(`${V3}repositories/file/file/`)).count).toBe(0)
  expect(
    (await api.settle('PATCH', source.pulp_href, { paths: ['disk/PULP_MANIFEST'], name: 'renamed' })).error,
  ).toBeNull()
  expect(await api.get(source.pulp_href)).toMatchObject({ name: 'renamed', paths: ['disk/PULP_MANIFEST'] })
  expect(hidden()).toBe(1)
  expect((await api.settle('DELETE', source.pulp_href)).error).toBeNull()
  expect(hidden()).toBe(0)
  const rows = api.it.engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_alternatefile').get()
  expect(rows).toEqual({ n: 0 })
})
