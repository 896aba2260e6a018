/** A file distribution with a remote fetches what it does not have, passes it on while it comes, and has it from then on. */
import { readdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { latestVersion } from '../../src/main/engine/repository/version.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent, FileDistribution, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { uuidv7 } from '../../src/shared/id.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type Ask, ask, type Reply } from './client.ts'
import { sample, sha256, startUpstream, type Upstream } from './upstream.ts'

const FILE = sample(3_000_000)

let it: TestEngine
let server: ContentServer
let upstream: Upstream
let remote: ReturnType<typeof FileRemote.create>
/** What upstream has. */
let files: Map<string, Buffer>

const respond = (path: string, response: ServerResponse): void => {
  const body = files.get(path)
  if (!body) return void response.writeHead(404).end('none')
  response.writeHead(200, { 'content-length': body.length }).end(body)
}

beforeEach(async () => {
  files = new Map([
    ['/pub/big.bin', FILE],
    ['/pub/dir/a%20b%25.txt', Buffer.from('odd name')],
    ['/pub/PULP_MANIFEST', Buffer.from('one')],
    ['/secret.txt', Buffer.from('secret')],
  ])
  upstream = await startUpstream((request, response) => respond(request.url ?? '', response))
  it = startTestEngine([file])
  server = await startContentServer(it.engine, { host: '127.0.0.1', port: 0 })
  const url = `${upstream.url}/pub/PULP_MANIFEST`
  remote = FileRemote.create(it.engine.catalogue, { name: 'up', url, policy: 'on_demand', max_retries: 0 })
})
afterEach(async () => {
  await server.close()
  await it.close()
  await upstream.close()
})

const repository = (values: { autopublish?: boolean; verbatim?: boolean } = {}): RepositoryInstance =>
  createRepository(it.engine.catalogue, FileRepository, { name: 'r', ...values })

const distribute = (values: { repository_id?: string; checkpoint?: boolean } = {}, path = 'd'): void => {
  FileDistribution.create(it.engine.catalogue, { name: path, base_path: path, remote_id: remote.pulp_id, ...values })
}
const get = (path: string, options: Ask = {}): Promise<Reply> => ask(server.url, `/pulp/content/d/${path}`, options)
const count = (table: string): number =>
  (it.engine.catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n
const artifacts = (): number => count('core_artifact')
const units = (): number => count('file_filecontent')
const temporary = (): string[] =>
  readdirSync(it.engine.folder.tmp, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [one.name] : [],
  )

test('70, 77 a miss is fetched from the folder of the remote, kept without a repository, and answered offline from then on', async () => {
  distribute()
  const first = await get('big.bin')
  expect([first.status, first.complete, first.body.equals(FILE)]).toEqual([200, true, true])
  expect((await get('dir/a%20b%25.txt')).text).toBe('odd name')
  await expect.poll(units).toBe(2)
  upstream.respond = (_request, response) => void response.destroy()
  const second = await get('big.bin')
  expect([second.status, second.body.equals(FILE), second.headers.etag]).toEqual([200, true, `"${sha256(FILE)}"`])
  const part = await get('big.bin', { headers: { range: 'bytes=5-9', 'cache-control': 'only-if-cached' } })
  expect([part.status, part.body.equals(FILE.subarray(5, 10))]).toEqual([206, true])
  expect((await get('dir/a%20b%25.txt')).text).toBe('odd name')
  expect(upstream.seen).toEqual(['/pub/big.bin', '/pub/dir/a%20b%25.txt'])
  expect([artifacts(), temporary()]).toEqual([2, []])
})

test('70 bytes reach clients while they come, all who wait share one fetch, and one that leaves ends it for nobody', async () => {
  distribute()
  let finish = (): void => {}
  upstream.respond = (_request, response) => {
    response.writeHead(200, { 'content-length': FILE.length })
    response.write(FILE.subarray(0, 2_000_000))
    finish = () => void response.end(FILE.subarray(2_000_000))
  }
  const [left, ...others] = [get('big.bin', { leaveAfter: 1_000_000 }), get('big.bin'), get('big.bin')]
  expect((await left)?.complete).toBe(false)
  finish()
  for (const { body, complete } of await Promise.all(others))
    expect([complete, body.equals(FILE)]).toEqual([true, true])
  expect(upstream.seen).toEqual(['/pub/big.bin'])
  await expect.poll(units).toBe(1)
})

test('70 what was fetched joins the repository, and is published where that happens by itself', async () => {
  const kept = repository({ autopublish: true })
  distribute({ repository_id: kept.pulp_id })
  expect((await get('big.bin')).status).toBe(200)
  const present = (): unknown => latestVersion(it.engine.catalogue, kept.pulp_id).summary.present['file.file']
  await expect.poll(present, { timeout: 10_000 }).toBe(1)
  await expect
    .poll(async () => (await get('PULP_MANIFEST')).text, { timeout: 10_000 })
    .toContain(`big.bin,${sha256(FILE)}`)
  const { number } = latestVersion(it.engine.catalogue, kept.pulp_id)
  for (let round = 0; round < 3; round += 1) expect((await get('big.bin')).body.equals(FILE)).toBe(true)
  expect(latestVersion(it.engine.catalogue, kept.pulp_id).number).toBe(number)
  expect(upstream.seen.filter((path) => path === '/pub/big.bin')).toHaveLength(1)
})

test('70 what is at hand joins a second repository, too; what somebody put there under the same path stays', async () => {
  distribute()
  expect((await get('big.bin')).status).toBe(200)
  await expect.poll(units).toBe(1)
  const { catalogue } = it.engine
  const own = FileContent.create(catalogue, { relative_path: 'mine.txt', digest: sha256('mine') })
  catalogue
    .prepare('INSERT INTO core_contentartifact (pulp_id, content_id, relative_path) VALUES (?, ?, ?)')
    .run(uuidToBlob(uuidv7()), uuidToBlob(own.pulp_id), 'mine.txt')
  const kept = repository()
  const input = { repository: kept.pulp_id, add: [own.pulp_id], remove: [], baseVersion: null }
  await it.run(modifyRepository, input, { exclusive: [kept] })
  files.set('/pub/mine.txt', Buffer.from('theirs'))
  distribute({ repository_id: kept.pulp_id }, 'e')
  const second = (path: string): Promise<Reply> => ask(server.url, `/pulp/content/e/${path}`)
  expect((await second('mine.txt')).text).toBe('theirs')
  expect((await second('big.bin')).body.equals(FILE)).toBe(true)
  const digests = (): unknown =>
    catalogue
      .prepare(
        `SELECT lower(hex(f.digest)) AS digest FROM core_repositorycontent m JOIN file_filecontent f ON f.pulp_id = m.content_id
         WHERE m.repository_id = ? AND m.version_removed IS NULL ORDER BY f.relative_path`,
      )
      .all(uuidToBlob(kept.pulp_id))
  const wanted = [sha256(FILE), sha256('mine')].map((digest) => ({ digest }))
  await expect.poll(digests, { timeout: 10_000 }).toEqual(wanted)
  expect(upstream.seen).toEqual(['/pub/big.bin', '/pub/mine.txt'])
})

test('70 what nobody has is asked for once, and what cannot be asked for is told to wait', async () => {
  distribute()
  expect([(await get('none')).status, (await get('none')).status]).toEqual([404, 404])
  upstream.respond = (_request, response) => void response.writeHead(500).end()
  const [failed, again] = [await get('big.bin'), await get('big.bin')]
  expect([failed.status, failed.headers['retry-after'], again.status]).toEqual([503, '10', 503])
  expect(upstream.seen).toEqual(['/pub/none', '/pub/big.bin'])
  const fresh = await get('other', { headers: { 'cache-control': 'only-if-cached' } })
  expect([fresh.status, upstream.seen.length]).toEqual([504, 2])
  // A remote that was changed is asked anew.
  upstream.respond = (request, response) => respond(request.url ?? '', response)
  remote.save({ url: `${upstream.url}/pub/` })
  expect((await get('big.bin')).status).toBe(200)
})

test('70 no path leads out of the remote, to a folder, or past its filters', async () => {
  distribute()
  const out = ['../secret.txt', '%2e%2e/secret.txt', 'a/..%2f..%2fsecret.txt', '..%5csecret.txt', '/secret.txt', 'a//b']
  const more = ['%252e%252e/secret.txt', 'x/%00', `${upstream.url}/secret.txt`, 'dir/', '', 'con', 'a/./b']
  for (const path of [...out, ...more]) {
    const { text } = await get(path)
    expect([path, text.includes('secret')]).toEqual([path, false])
  }
  expect(upstream.seen.filter((path) => !path.startsWith('/pub/'))).toEqual([])
  upstream.seen.length = 0
  remote.save({ exclude: ['*.iso'] } as never)
  expect([(await get('x.iso')).status, upstream.seen]).toEqual([404, []])
  upstream.respond = ({ url }, response) =>
    void (url?.endsWith('/')
      ? response.writeHead(200, { 'content-length': 4 }).end('list')
      : response.writeHead(301, { location: `${url}/`, 'content-length': 0 }).end())
  expect([(await get('dir')).status, units()]).toEqual([404, 0])
})

test('70 what breaks off reaches nobody whole, and is not kept; nor is what may have been cut off unseen', async () => {
  distribute()
  upstream.respond = (_request, response) => {
    response.writeHead(200, { 'content-length': FILE.length })
    response.write(FILE.subarray(0, 2_000_000), () => response.destroy())
  }
  const broken = await get('big.bin')
  expect([broken.complete && broken.status === 200, units(), artifacts()]).toEqual([false, 0, 0])
  remote.save({ url: `${upstream.url}/pub/` })
  upstream.respond = (_request, response) => {
    response.useChunkedEncodingByDefault = false
    response.shouldKeepAlive = false
    response.writeHead(200).end(FILE)
  }
  const unsized = await get('big.bin')
  expect([unsized.status, unsized.body.equals(FILE)]).toEqual([200, true])
  await get('big.bin')
  expect([units(), artifacts(), upstream.seen.length]).toEqual([0, 0, 3])
})

test('70 a manifest is asked for again once it is a minute old, and the last one answers while upstream cannot', async () => {
  distribute()
  expect((await get('PULP_MANIFEST')).text).toBe('one')
  await expect.poll(units).toBe(1)
  files.set('/pub/PULP_MANIFEST', Buffer.from('two'))
  const soon = await get('PULP_MANIFEST')
  expect([soon.text, soon.headers['cache-control'], soon.headers['last-modified']]).toEqual([
    'one',
    'no-cache',
    undefined,
  ])
  // As after a minute: nothing is remembered of when it was asked for.
  await restart()
  expect((await get('PULP_MANIFEST')).text).toBe('two')
  await expect.poll(units).toBe(2)
  await restart()
  upstream.respond = (_request, response) => void response.writeHead(502).end()
  expect((await get('PULP_MANIFEST')).text).toBe('two')
})

async function restart(): Promise<void> {
  await server.close()
  server = await startContentServer(it.engine, { host: '127.0.0.1', port: 0 })
}

test('70 files that are only to pass through are kept nowhere, and a remote with pinned keys gives none', async () => {
  distribute()
  remote.save({ policy: 'streamed' })
  expect([(await get('big.bin')).body.equals(FILE), (await get('big.bin')).body.equals(FILE)]).toEqual([true, true])
  expect([upstream.seen.length, units(), artifacts()]).toEqual([2, 0, 0])
  await expect.poll(temporary).toEqual([])
  remote.save({ policy: 'on_demand', signing_keys: 'a key' })
  expect([(await get('big.bin')).status, upstream.seen.length]).toEqual([404, 2])
})

test('70 a client that asks for the head or a part waits for what is right, and gets it', async () => {
  distribute()
  const head = await get('big.bin', { method: 'HEAD' })
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(FILE.length), 0])
  files.set('/pub/other.bin', FILE)
  const part = await get('other.bin', { headers: { range: 'bytes=-3' } })
  expect([part.status, part.body.equals(FILE.subarray(-3))]).toEqual([206, true])
})
