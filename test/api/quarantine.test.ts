/** What upstream lists and cannot be had, and what is not wanted of it, over REST. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MirrorBody } from '../../src/shared/api/mirror.ts'
import { npm } from '../../src/main/plugins/npm/index.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { OWN, startTestApi, type TestApi, V3 } from './api.ts'

const MIRRORS = `${OWN}mirrors/`

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi({ plugins: [file, npm] })
  const names = Array.from({ length: 101 }, (_, index) => `f/${String(index).padStart(3, '0')}.bin`)
  upstream = await startFileUpstream(Object.fromEntries(names.map((name) => [name, `bytes of ${name}`])))
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

const itemOf = (mirror: MirrorBody): string => `${MIRRORS}${mirror.repository.split('/').at(-2)}/`
const break_ = (...missing: string[]): void => {
  upstream.intercept = (path, _request, response) => {
    if (!missing.includes(path)) return false
    response.writeHead(404).end()
    return true
  }
}

async function mirror(more: object = {}, input: object = {}): Promise<MirrorBody> {
  const request = { plugin: 'file', source: 'address', name: 'files', input: { url: upstream.url, ...input }, ...more }
  const { status, body } = await api.call('POST', MIRRORS, request)
  expect([status, body]).toMatchObject([202, {}])
  await api.finished(body.task)
  return (await api.get(itemOf(body.mirror))) as MirrorBody
}

test('51 a large mirror lists what is missing, counts it, retries it with each sync and forgets it when it came', async () => {
  break_('f/007.bin')
  const made = await mirror()
  expect(made).toMatchObject({
    health: 'ok',
    quarantined: 1,
    latest_version: { content_count: 100 },
    last_task: { state: 'completed', result: { quarantined: 1, failures: [{ relative_path: 'f/007.bin' }] } },
  })
  const list = `${itemOf(made)}quarantine/`
  const listed = await api.get(list)
  expect(listed).toMatchObject({
    count: 1,
    results: [
      {
        pulp_type: 'file.file',
        relative_path: 'f/007.bin',
        url: new URL('f/007.bin', upstream.url).href,
        code: 'download.http_status',
        description: expect.stringContaining('404'),
        advice: expect.any(String),
        kept: false,
        attempts: 1,
      },
    ],
  })
  await api.settle('POST', `${itemOf(made)}sync/`, {})
  const [again] = (await api.get(list)).results
  expect(again).toMatchObject({ attempts: 2, first_tried: listed.results[0].first_tried })
  expect((await api.get(`${list}?limit=1&ordering=-last_tried`)).count).toBe(1)
  upstream.intercept = null
  await api.settle('POST', `${itemOf(made)}sync/`)
  expect((await api.get(list)).results).toEqual([])
  expect(await api.get(itemOf(made))).toMatchObject({ quarantined: 0, latest_version: { content_count: 101 } })
  expect((await api.call('GET', `${MIRRORS}00000000-0000-7000-8000-000000000000/quarantine/`)).status).toBe(404)
})

test('51 a repository made by hand, and a mirror that says so, abort; the request of one sync may say otherwise', async () => {
  break_('f/007.bin')
  const remote = (await api.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: upstream.url, max_retries: 0 }))
    .body
  const made = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r', remote: remote.pulp_href })).body
  expect(made.quarantine).toBe(false)
  const sync = (body: object = {}) => api.settle('POST', `${made.pulp_href}sync/`, body)
  expect(await sync()).toMatchObject({ state: 'failed', error: { code: 'download.http_status' } })
  expect(await sync({ quarantine: true })).toMatchObject({ state: 'completed', result: { quarantined: 1 } })
  expect(await mirror({ name: 'strict', quarantine: false })).toMatchObject({ health: 'failed', quarantined: 0 })
})

test('52 filters are fields of the remote and questions of every mirror; bad patterns are refused by field', async () => {
  const made = await mirror({}, { include: ['f/00*'], exclude: ['*7.bin'] })
  expect(made.latest_version?.content_count).toBe(9)
  expect(await api.get(made.remote ?? '')).toMatchObject({ include: ['f/00*'], exclude: ['*7.bin'] })
  // The very same definition again is the same mirror.
  expect((await mirror({}, { include: ['f/00*'], exclude: ['*7.bin'] })).repository).toBe(made.repository)
  await api.settle('PATCH', made.remote ?? '', { exclude: [] })
  await api.settle('POST', `${itemOf(made)}sync/`)
  expect((await api.get(itemOf(made))).latest_version.content_count).toBe(10)

  const bad = await api.call('PATCH', made.remote ?? '', { include: ['[a', 'ok'], exclude: ['x'.repeat(300)] })
  expect([bad.status, bad.body]).toEqual([
    400,
    { include: [expect.stringContaining('[a')], exclude: [expect.anything()] },
  ])
  const refused = await api.call('POST', MIRRORS, {
    plugin: 'file',
    source: 'address',
    input: { url: upstream.url, include: ['*a*a*a*a*a*a*'] },
  })
  expect([refused.status, Object.keys(refused.body)]).toEqual([400, ['include']])
})

test('52, 54 the preview of a lockfile shows what filters and the number of versions leave', async () => {
  const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`
  const lock = {
    name: 'app',
    lockfileVersion: 3,
    packages: {
      'node_modules/a': { version: '1.9.0', integrity },
      'node_modules/b/node_modules/a': { version: '1.10.0', integrity },
      'node_modules/b': { version: '1.0.0', integrity },
      'node_modules/@s/c': { version: '1.0.0', integrity },
    },
  }
  const input = { package_lock: JSON.stringify(lock), url: 'https://r.example.invalid/', exclude: ['@s/*'] }
  const preview = async (more: object): Promise<unknown> => {
    const body = { plugin: 'npm', source: 'lockfile', input: { ...input, ...more } }
    return (await api.call('POST', `${MIRRORS}preview/`, body)).body
  }
  expect(await preview({})).toMatchObject({ packages: 3 })
  expect(await preview({ retain_package_versions: '1' })).toMatchObject({
    packages: 2,
    items: [
      { name: 'a', version: '1.10.0' },
      { name: 'b', version: '1.0.0' },
    ],
  })
  expect(await preview({ retain_package_versions: 'few' })).toHaveProperty('retain_package_versions')
})
