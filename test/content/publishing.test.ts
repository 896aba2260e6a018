/** From a repository to its clients, as users of the API see it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FilePublication } from '../../src/main/plugins/file/models.ts'
import { createPublication } from '../../src/main/engine/repository/publication-builder.ts'
import { getVersion, latestVersion } from '../../src/main/engine/repository/version.ts'
import { recoverQueue } from '../../src/main/engine/tasking/recovery.ts'
import { insertTask } from '../fixtures/running-task.ts'
import { V3 } from '../api/api.ts'
import { startWhole, type Whole } from './whole.ts'

let world: Whole
beforeEach(async () => {
  world = await startWhole()
})
afterEach(() => world.close())

const repository = (name: string, values: object = {}) => world.make('repositories/file/file', { name, ...values })
const publish = (values: object) => world.make('publications/file/file', values)
const distribute = (name: string, values: object) =>
  world.make('distributions/file/file', { name, base_path: name, ...values })
const text = async (path: string): Promise<string | number> => {
  const reply = await world.get(path)
  return reply.status === 200 ? reply.text : reply.status
}
const repoint = (distribution: string, values: object) => world.api.settle('PATCH', distribution, values)

test('58 what is served is the published version until the next publication is whole; a publication cut off in the middle leaves nothing', async () => {
  const repo = await repository('r')
  await world.upload(repo, 'f', 'one')
  await publish({ repository: repo })
  await distribute('d', { repository: repo })
  const before = [await text('d/f'), await text('d/PULP_MANIFEST')]
  expect(before[0]).toBe('one')
  await world.upload(repo, 'f', 'two')
  await world.upload(repo, 'g', 'more')
  expect([await text('d/f'), await text('d/PULP_MANIFEST')]).toEqual(before)
  expect(await text('d/g')).toBe(404)
  const { engine } = world.api.it
  const { catalogue } = engine
  const count = (table: string) => (catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n
  const rows = () => ['core_publication', 'core_publishedartifact', 'core_publishedmetadata'].map(count)
  const settled = rows()
  const context = insertTask(engine)
  const version = latestVersion(catalogue, repo.split('/').at(-2) ?? '')
  const halfway = Promise.withResolvers<void>()
  // Never goes on: the process it ran in is gone.
  void createPublication(context, FilePublication, getVersion(catalogue, version.id), { manifest: null }, (builder) => {
    builder.addAllContent()
    halfway.resolve()
    return new Promise(() => {})
  })
  await halfway.promise
  expect(rows()).not.toEqual(settled)
  expect([await text('d/f'), await text('d/PULP_MANIFEST'), await text('d/g')]).toEqual([...before, 404])
  expect((await world.api.get(`${V3}publications/file/file/`)).count).toBe(1)
  recoverQueue(catalogue)
  expect(rows()).toEqual(settled)
  expect([await text('d/f'), await text('d/PULP_MANIFEST')]).toEqual(before)
  await publish({ repository: repo })
  expect([await text('d/f'), await text('d/g')]).toEqual(['two', 'more'])
})

test('59 a publication of files has no row for each of them, and every one is reachable at its own path', async () => {
  const repo = await repository('r')
  const names = ['a', 'b/c', 'b/d/e']
  for (const name of names) await world.upload(repo, name, `text of ${name}`)
  await publish({ repository: repo })
  await distribute('d', { repository: repo })
  for (const name of names) expect(await text(`d/${name}`)).toBe(`text of ${name}`)
  const sql = 'SELECT relative_path AS path FROM core_publishedartifact'
  expect(world.api.it.engine.catalogue.prepare(sql).all()).toEqual([{ path: 'PULP_MANIFEST' }])
})

test('60, 62 with autopublish each new version is published, and a distribution of the repository serves it without edits', async () => {
  const repo = await repository('r', { autopublish: true })
  await distribute('d', { repository: repo })
  for (const body of ['one', 'two', 'three']) {
    await world.upload(repo, 'f', body)
    expect(await text('d/f')).toBe(body)
    const { latest_version_href: latest } = await world.api.get(repo)
    const newest = (await world.api.get(`${V3}publications/file/file/?ordering=-pulp_created&limit=1`)).results[0]
    expect(newest.repository_version).toBe(latest)
  }
})

test('61, 62 a distribution serves a publication, a version or what is newest of a repository', async () => {
  const repo = await repository('r')
  await world.upload(repo, 'f', 'one')
  const first = await publish({ repository: repo })
  await distribute('publication', { publication: first })
  await distribute('version', { repository_version: `${repo}versions/1/` })
  await distribute('latest', { repository: repo })
  await world.upload(repo, 'f', 'two')
  expect(await Promise.all(['publication/f', 'version/f', 'latest/f'].map(text))).toEqual(['one', 'one', 'one'])
  await publish({ repository: repo })
  expect(await Promise.all(['publication/f', 'version/f', 'latest/f'].map(text))).toEqual(['one', 'one', 'two'])
})

test('64 promotion is one update: dev goes on, prod stays as it is, and what a client holds of before stays valid', async () => {
  const repo = await repository('r')
  await world.upload(repo, 'old', 'one')
  const first = await publish({ repository: repo, manifest: 'LIST-1' })
  const prod = await distribute('prod', { publication: first })
  const dev = await distribute('dev', { publication: first })
  const [unit] = (await world.api.get(`${V3}content/file/files/?relative_path=old`)).results
  await world.api.settle('POST', `${repo}modify/`, { remove_content_units: [unit.pulp_href] })
  await world.upload(repo, 'new', 'two')
  const second = await publish({ repository: repo, manifest: 'LIST-2' })
  await repoint(dev, { publication: second })
  expect([await text('dev/new'), await text('prod/new'), await text('prod/old')]).toEqual(['two', 404, 'one'])
  const link = await text('prod/LIST-1')
  await repoint(prod, { publication: second })
  expect([await text('prod/new'), await text('prod/old'), await text('prod/LIST-1')]).toEqual(['two', 'one', link])
  const [now, before] = [await world.get('prod/LIST-2'), await world.get('dev/LIST-2')]
  expect(now.text).toBe(before.text)
})

test('72 publications are made checkpoints and distributions serve them, as in Pulp', async () => {
  const repo = await repository('r', { retain_checkpoints: 1 })
  await world.upload(repo, 'f', 'one')
  const checkpoint = await publish({ repository: repo, checkpoint: true })
  expect(await world.api.get(checkpoint)).toMatchObject({ checkpoint: true })
  expect(await world.api.get(await publish({ repository: repo }))).toMatchObject({ checkpoint: false })
  expect((await world.api.get(`${V3}publications/file/file/?checkpoint=true`)).count).toBe(1)
  const alone = { name: 'x', base_path: 'x', checkpoint: true }
  expect((await world.api.call('POST', `${V3}distributions/file/file/`, alone)).body).toHaveProperty('checkpoint')
  const past = await distribute('past', { repository: repo, checkpoint: true })
  expect(await world.api.get(past)).toMatchObject({ checkpoint: true })
  const { pulp_created } = await world.api.get(checkpoint)
  const name = `${String(pulp_created).slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  expect(await text(`past/${name}/f`)).toBe('one')
  expect((await world.get('past/')).text).toContain(`./${name}/`)
  await world.upload(repo, 'f', 'two')
  await publish({ repository: repo, checkpoint: true })
  expect(await world.api.get(checkpoint)).toMatchObject({ checkpoint: false })
})

const run = promisify(execFile)

test('66 curl: 206, 304, 416, HEAD, a download that is continued, and no-cache on index files only', async () => {
  const repo = await repository('r')
  const body = randomBytes(300_000).toString('hex')
  await world.upload(repo, 'big', body)
  await publish({ repository: repo })
  await distribute('d', { repository: repo })
  const { engine } = world.api.it
  const url = `${world.content.url}/pulp/content/d/big`
  const file = join(engine.folder.tmp, 'got')
  const curl = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('curl', ['-s', '-o', file, '-w', '%{http_code} %{size_download}', ...args])
    return stdout
  }
  expect(await curl(url)).toBe('200 600000')
  expect(readFileSync(file, 'utf8')).toBe(body)
  expect(await curl('-r', '10-19', url)).toBe('206 10')
  expect(readFileSync(file, 'utf8')).toBe(body.slice(10, 20))
  expect(await curl('-r', '700000-', url)).toMatch(/^416 /)
  expect(await curl('-I', url)).toMatch(/^200 /)
  const headers = (await run('curl', ['-sI', url])).stdout
  expect(headers).toMatch(/^accept-ranges: bytes/im)
  expect(headers).toMatch(/^content-length: 600000/im)
  expect(headers).not.toMatch(/^cache-control/im)
  const etag = /^etag: (\S+)/im.exec(headers)?.[1] ?? ''
  const date = /^last-modified: (.*?)\r?$/im.exec(headers)?.[1] ?? ''
  expect(await curl('-H', `If-None-Match: ${etag}`, url)).toBe('304 0')
  expect(await curl('-H', `If-Modified-Since: ${date}`, url)).toBe('304 0')
  expect(await curl('-H', `If-Range: ${etag}`, '-r', '0-9', url)).toBe('206 10')
  expect(await curl('-H', 'If-Range: "other"', '-r', '0-9', url)).toBe('200 600000')
  expect(await curl('-r', '0-9,100-109', url)).toMatch(/^206 /)
  expect(readFileSync(file, 'utf8').match(/Content-Range: bytes [\d-]+\/600000/g)).toHaveLength(2)
  writeFileSync(file, body.slice(0, 123_456))
  expect(await curl('-C', '-', url)).toBe('206 476544')
  const digest = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
  expect(digest(readFileSync(file))).toBe(digest(body))
  const manifest = (await run('curl', ['-sI', `${world.content.url}/pulp/content/d/PULP_MANIFEST`])).stdout
  expect(manifest).toMatch(/^cache-control: no-cache/im)
})

test('77 the snippet of a mirror of files downloads and checks all of them with curl', async () => {
  const repo = await repository('r')
  for (const [path, body] of Object.entries({ 'a.txt': 'one', 'dir/b c.txt': 'two' }))
    await world.upload(repo, path, body)
  await publish({ repository: repo })
  const distribution = await distribute('d', { repository: repo })
  const { snippets, base_url } = await world.api.get(`/stillwater/api/v1/client-setup/?distribution=${distribution}`)
  const script = String(snippets[0].text).replaceAll(base_url, `${world.content.url}/pulp/content/d/`)
  const cwd = world.api.it.engine.folder.tmp
  const { stdout } = await run('sh', ['-ec', script], { cwd })
  expect(stdout).toContain('dir/b c.txt: OK')
  expect(readFileSync(join(cwd, 'a.txt'), 'utf8')).toBe('one')
})
