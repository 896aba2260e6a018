/** Row 152: what takes space, and what a clean-up gives back. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CleanUpBody, CleanUpRequest, StorageBody } from '../../src/shared/api/storage.ts'
import { diskUse } from '../fixtures/disk-use.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({
    'a.txt': 'a'.repeat(1000),
    'b.txt': 'b'.repeat(2000),
    'c.txt': 'c'.repeat(4000),
  })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

/** Creates a mirror or syncs it again; answers its id. */
async function mirror(name: string, more: object = {}): Promise<string> {
  const body = { plugin: 'file', source: 'address', name, input: { url: upstream.url }, ...more }
  const answer = await api.call('POST', `${OWN}mirrors/`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(202)
  expect(await api.finished(answer.body.task)).toMatchObject({ state: 'completed' })
  return answer.body.mirror.repository.split('/').at(-2)
}

async function measured(): Promise<StorageBody> {
  expect(await api.settle('POST', `${OWN}storage/measure/`)).toMatchObject({ state: 'completed' })
  return (await api.get(`${OWN}storage/`)) as StorageBody
}

const forecast = async (plan: CleanUpRequest): Promise<CleanUpBody> => {
  const task = await api.settle('POST', `${OWN}storage/forecast/`, plan)
  expect(task.error).toBeNull()
  return task.result as CleanUpBody
}
const cleanUp = async (plan: CleanUpRequest): Promise<CleanUpBody> => {
  const task = await api.settle('POST', `${OWN}storage/clean-up/`, plan)
  expect(task.error).toBeNull()
  return task.result as CleanUpBody
}

/** Bytes on the disk of what a clean-up may touch. */
const used = (): number => diskUse(api.it.engine.folder.artifact) + diskUse(api.it.engine.folder.manifest)

function age(): void {
  for (const table of ['core_content', 'core_artifact'])
    api.it.engine.catalogue.sqlite.exec(`UPDATE ${table} SET timestamp_of_interest = 0`)
}

/** A file that no row names, of before this process. */
function stray(text: string): void {
  const path = api.it.engine.storage.path(sha256(Buffer.from(text))) ?? ''
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  utimesSync(path, 0, 0)
}

test('152 each stored file counts once: what only one mirror uses, what several share, and what none does', async () => {
  await mirror('one')
  await mirror('two')
  upstream.files.delete('a.txt')
  upstream.files.set('d.txt', Buffer.from('d'.repeat(8000)))
  await mirror('two')
  const form = new FormData()
  form.set('file', new Blob(['x'.repeat(500)]), 'x')
  expect((await api.http(`${V3}artifacts/`, { method: 'POST', body: form })).status).toBe(201)
  const body = await measured()
  const { stored, shared, unused, mirrors, types, ages } = body
  expect(stored).toBe(diskUse(api.it.engine.folder.artifact))
  expect(mirrors.map(({ name }) => name).toSorted()).toEqual(['one', 'two'])
  const own = mirrors.reduce((sum, one) => sum + one.own, 0)
  expect(own + shared + unused).toBe(stored)
  expect(unused).toBe(500)
  expect(shared).toBeGreaterThanOrEqual(7000)
  expect(mirrors.find(({ name }) => name === 'two')?.own).toBeGreaterThanOrEqual(8000)
  expect(types.reduce((sum, one) => sum + one.bytes, 0)).toBe(stored)
  expect(types.find(({ type }) => type === 'file.file')?.bytes).toBe(15_000)
  expect(ages.reduce((sum, one) => sum + one.bytes, 0)).toBe(stored)
  expect(ages[0]).toMatchObject({ days: 1, bytes: stored })
  expect(body.catalogue).toBeGreaterThan(0)
  expect(body.folders.manifest).toBe(diskUse(api.it.engine.folder.manifest))
  expect(body.disk.size).toBeGreaterThan(body.disk.free)
  expect(body.trend).toMatchObject([{ at: body.measured, stored, unused: 500 }])
})

test('152 what is not downloaded yet is told apart from what takes space', async () => {
  await mirror('later', { policy: 'on_demand' })
  const [one] = (await measured()).mirrors
  expect(one).toMatchObject({ not_downloaded: 7000, unknown: 0 })
})

test('152 freed bytes equal the forecast: unused files, strays and manifests, old versions, and what can be fetched again', async () => {
  const id = await mirror('one')
  for (const gone of ['a.txt', 'b.txt']) {
    upstream.files.delete(gone)
    await mirror('one')
  }
  await mirror('other')
  stray('nobody knows me')
  age()
  const repository = `${V3}repositories/file/file/${id}/`
  const plans: CleanUpRequest[] = [
    { unused: { protection: 0 } },
    { versions: { repositories: [repository], keep: 1 }, unused: { protection: 0 } },
    { reclaim: { repositories: ['*'] } },
  ]
  for (const plan of plans) {
    api.it.engine.catalogue.sqlite.exec('DELETE FROM core_distributedpublication')
    const before = used()
    const expected = await forecast(plan)
    expect(used()).toBe(before)
    const done = await cleanUp(plan)
    expect(done).toEqual(expected)
    expect([plan, before - used()]).toEqual([plan, expected.bytes])
    expect([plan, done.bytes > 0]).toEqual([plan, true])
  }
  expect((await api.get(`${repository}versions/`)).count).toBe(1)
  expect(await api.settle('POST', `${OWN}verify/`)).toMatchObject({ result: { missing: [], corrupted: [] } })
})

test('152 a forecast changes nothing and queues nothing', async () => {
  const id = await mirror('one')
  upstream.files.delete('a.txt')
  await mirror('one')
  age()
  const tables = ['core_repositoryversion', 'core_content', 'core_artifact', 'core_manifest', 'core_publication']
  const counts = (): number[] =>
    tables.map((table) => (api.it.engine.catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as Json).n)
  const before = counts()
  const repositories = [`${V3}repositories/file/file/${id}/`]
  const plan = {
    versions: { repositories, keep: 1 },
    reclaim: { repositories },
    unused: { protection: 0 },
    trash: true,
  }
  expect((await forecast(plan)).steps.map(({ step }) => step)).toEqual(['trash', 'versions', 'reclaim', 'unused'])
  expect(counts()).toEqual(before)
})

test('152 a clean-up of nothing, and one of what is not there, is refused by name', async () => {
  const refused = (plan: object): Promise<Json> => api.call('POST', `${OWN}storage/clean-up/`, plan)
  expect(await refused({})).toMatchObject({ status: 400, body: { unused: [expect.stringContaining('Choose')] } })
  expect(await refused({ reclaim: { repositories: ['*', 'x'] } })).toMatchObject({ status: 400 })
  expect(await refused({ versions: { repositories: ['*'], keep: 0 } })).toMatchObject({ status: 400 })
})
