/** curl takes everything of a mirror of files while nothing else answers. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { startTestApi, type TestApi } from '../api/api.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type ClientApi, startClientApi } from './client-api.ts'

let api: TestApi
let client: ClientApi
let server: ContentServer
let upstream: FileUpstream

beforeEach(async () => {
  upstream = await startFileUpstream({ 'a/one 1%.txt': 'one', 'two.txt': 'twotwo' })
  api = await startTestApi({ plugins: [file] })
  server = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
  const made = await api.call('POST', '/stillwater/api/v1/mirrors/', {
    plugin: 'file',
    source: 'address',
    name: 'files',
    policy: 'on_demand',
    input: { url: upstream.url },
  })
  expect((await api.finished(made.body.task)).error).toBeNull()
  client = await startClientApi(api.it, 'files', () => server.url)
})
afterEach(async () => {
  await client?.close()
  await server?.close()
  await api?.close()
  await upstream.close()
})

test('139 every file that is not stored is found, fetched, and then there', { timeout: 60_000 }, async () => {
  const report = await client.run('airplane-test/')
  expect(report.missing.map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
    ['a/one 1%.txt', 'not_stored'],
    ['two.txt', 'not_stored'],
  ])
  const url = report.missing.find(({ name }) => name === 'two.txt')?.url ?? ''
  expect((await client.task('airplane-test/fetch/', { urls: [url] })).result).toMatchObject({ fetched: 1, bytes: 6 })
  expect((await client.run('airplane-test/')).missing.map(({ name }) => name)).toEqual(['a/one 1%.txt'])
  expect((await client.task('airplane-test/fetch/')).result).toMatchObject({ fetched: 1, failed: [] })
  expect(await client.run('airplane-test/')).toMatchObject({ ok: true, requests: 3, past: 0 })
})

test('138 curl is checked, and has no configuration to change', { timeout: 60_000 }, async () => {
  expect(await client.run('client-setup/check/')).toMatchObject({ ok: true, past: 0 })
  expect((await client.post('client-setup/apply/')).status).toBe(409)
  const growth = (await api.get(`/stillwater/api/v1/mirrors/`)).results[0]
  const path = `/stillwater/api/v1/mirrors/${growth.repository.split('/').at(-2)}/growth/`
  // The smaller of the files has been fetched for the check. It is on record a moment after the client had its last byte.
  await expect.poll(() => api.get(path), { timeout: 10_000 }).toMatchObject([{ number: 1, units: 2, bytes: 3 }])
})
