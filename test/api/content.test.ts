import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TaskBody } from '../../src/shared/api/task.ts'
import { FileContent } from '../../src/main/plugins/file/models.ts'
import { type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

const FILES = `${V3}content/file/files/`

let api: TestApi
let repository: Json
beforeEach(async () => {
  api = await startTestApi()
  repository = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })).body
})
afterEach(() => api.close())

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function upload(path: string, bytes: string | Uint8Array, into?: string): Promise<TaskBody> {
  const answer = await api.http(FILES, { method: 'POST', body: uploadForm(path, bytes, into) })
  expect(answer.status).toBe(202)
  return api.finished((await answer.json()).task)
}
const unitOf = async (task: TaskBody): Promise<Json> =>
  api.get(task.created_resources.find((href) => href.startsWith(FILES)) ?? '')
const leftovers = (): string[] => readdirSync(api.it.engine.folder.tmp)

test('an uploaded file becomes a unit with its artifact', async () => {
  const bytes = Buffer.alloc(3_000_000, 'stillwater')
  const task = await upload('dir/big.bin', bytes)
  expect(task).toMatchObject({ state: 'completed', name: 'core.upload_content' })
  const unit = await unitOf(task)
  expect(unit).toMatchObject({ relative_path: 'dir/big.bin', sha256: sha256(bytes), size: bytes.length })
  const artifact = await api.get(unit.artifact)
  expect(artifact).toMatchObject({ sha256: sha256(bytes), size: bytes.length })
  expect(artifact.file).toBe(`artifact/${artifact.sha256.slice(0, 2)}/${artifact.sha256.slice(2)}`)
  expect((await api.get(`${V3}artifacts/?sha256=${sha256(bytes)}`)).count).toBe(1)
  expect((await api.get(`${V3}artifacts/?sha256=${sha256('else')}`)).count).toBe(0)
  expect(await api.it.engine.storage.exists(sha256(bytes))).toBe(true)
  expect(leftovers()).toEqual([])
})

test('the same file again is the same unit; with a repository it is added in the same task', async () => {
  const first = await unitOf(await upload('a.txt', 'alpha'))
  const task = await upload('a.txt', 'alpha', repository.pulp_href)
  expect((await unitOf(task)).pulp_href).toBe(first.pulp_href)
  expect(task.created_resources).toContain(`${repository.pulp_href}versions/1/`)
  expect(task.reserved_resources_record).toEqual([repository.prn])
  const again = await upload('a.txt', 'alpha', repository.prn)
  expect(again).toMatchObject({ state: 'completed', created_resources: [first.pulp_href] })
  expect((await api.get(repository.pulp_href)).latest_version_href).toBe(`${repository.pulp_href}versions/1/`)
  const replaced = await upload('a.txt', 'other', repository.prn)
  const page = await api.get(`${FILES}?repository_version=${repository.pulp_href}versions/2/`)
  expect(page.results).toEqual([await unitOf(replaced)])
})

test('an upload that is not right is refused and leaves nothing behind', async () => {
  const post = (form: FormData) => api.http(FILES, { method: 'POST', body: form })
  const fileless = new FormData()
  fileless.set('relative_path', 'a')
  expect(Object.keys(await (await post(fileless)).json())).toEqual(['non_field_errors'])
  const pathless = new FormData()
  pathless.set('file', new Blob(['x']), 'x')
  expect(await (await post(pathless)).json()).toEqual({ relative_path: ['This field is required.'] })
  const extra = uploadForm('a', 'x')
  extra.set('colour', 'red')
  expect(await (await post(extra)).json()).toEqual({ colour: ['Unexpected field'] })
  const misnamed = new FormData()
  misnamed.set('picture', new Blob(['x'.repeat(300_000)]), 'x')
  misnamed.set('relative_path', 'a')
  expect((await post(misnamed)).status).toBe(400)
  expect((await post(uploadForm('a', 'x', 'nobody'))).status).toBe(400)
  expect((await api.call('POST', FILES, { relative_path: 'a' })).status).toBe(400)
  expect((await api.get(FILES)).count).toBe(0)
  expect(leftovers()).toEqual([])
})

test.each(['../x', 'a//b', '/a', 'a/', './a', 'a/../b', ' a', 'a?b'])(
  '9 no file is taken for the path %j',
  async (path) => {
    const answer = await api.http(FILES, { method: 'POST', body: uploadForm(path, 'x') })
    expect(answer.status).toBe(400)
    expect(Object.keys(await answer.json())).toEqual(['relative_path'])
    expect([(await api.get(FILES)).count, (await api.get(`${V3}artifacts/`)).count, leftovers()]).toEqual([0, 0, []])
  },
)

test('an upload cut off in the middle leaves nothing behind', async () => {
  const controller = new AbortController()
  const body = new ReadableStream({
    start(stream) {
      const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
      stream.enqueue(new TextEncoder().encode(head + 'y'.repeat(2_000_000)))
      setTimeout(() => controller.abort(), 200)
    },
  })
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const request = api.http(FILES, {
    method: 'POST',
    body,
    headers,
    signal: controller.signal,
    duplex: 'half',
  } as RequestInit)
  await expect(request).rejects.toThrow()
  await expect.poll(leftovers).toEqual([])
  expect((await api.get(`${V3}tasks/`)).count).toBe(0)
})

test('modify removes before it adds; versions say what changed and list it', async () => {
  const [a, b] = [await unitOf(await upload('a', '1')), await unitOf(await upload('b', '2'))]
  const modify = (body: object) => api.settle('POST', `${repository.pulp_href}modify/`, body)
  await modify({ add_content_units: [a.pulp_href, b.prn] })
  await modify({ add_content_units: [a.pulp_href], remove_content_units: ['*'] })
  const [two, one, zero] = (await api.get(repository.versions_href)).results
  expect([two.number, one.number, zero.number]).toEqual([2, 1, 0])
  const { added, removed, present } = two.content_summary
  expect(added).toEqual({})
  expect([removed['file.file'].count, present['file.file'].count]).toEqual([1, 1])
  expect((await api.get(removed['file.file'].href)).results).toEqual([b])
  expect((await api.get(present['file.file'].href)).results).toEqual([a])
  expect((await api.get(one.content_summary.added['file.file'].href)).count).toBe(2)
  expect((await api.get(`${V3}content/?repository_version=${one.pulp_href}`)).count).toBe(2)
  expect((await api.get(`${FILES}?repository_version=${one.prn}&relative_path__in=b,c`)).results).toEqual([b])

  const same = await modify({ add_content_units: [a.prn] })
  expect(same).toMatchObject({ state: 'completed', created_resources: [] })
  const back = await modify({ base_version: one.pulp_href })
  expect(back.created_resources).toEqual([`${repository.pulp_href}versions/3/`])
  expect((await api.get(`${repository.versions_href}3/`)).base_version).toBe(one.pulp_href)
})

test('a version is listed page by page, newest unit first, the same way as by any filter', async () => {
  const tasks = await Promise.all(['a', 'b', 'c', 'd'].map((path) => upload(path, path)))
  const units = await Promise.all(tasks.map(unitOf))
  const hrefs = units.map((unit) => unit.pulp_href)
  await api.settle('POST', `${repository.pulp_href}modify/`, { add_content_units: hrefs.slice(0, 3) })
  await api.settle('POST', `${repository.pulp_href}modify/`, { remove_content_units: [hrefs[1]] })
  const listed = async (version: number, query = ''): Promise<string[]> => {
    const page = await api.get(`${FILES}?repository_version=${repository.pulp_href}versions/${version}/${query}`)
    expect(page.count).toBe(version === 1 ? 3 : 2)
    return page.results.map((unit: Json) => unit.pulp_href)
  }
  const newestFirst = hrefs.slice(0, 3).toSorted().toReversed()
  expect(await listed(1)).toEqual(newestFirst)
  expect([...(await listed(1, '&limit=2')), ...(await listed(1, '&limit=2&offset=2'))]).toEqual(newestFirst)
  expect(await listed(1, '&relative_path__in=a,b,c')).toEqual(newestFirst)
  expect(await listed(1, '&ordering=relative_path')).toEqual(hrefs.slice(0, 3))
  expect(await listed(2)).toEqual(newestFirst.filter((href) => href !== hrefs[1]))
  expect(await api.get(`${FILES}?repository_version=${repository.pulp_href}versions/0/`)).toMatchObject({ count: 0 })
})

test('pages deep in a version by a column of the units hold what is due there, without gap or repetition', async () => {
  const { catalogue } = api.it.engine
  const unit = (path: string): string =>
    `${FILES}${FileContent.create(catalogue, { relative_path: path, digest: sha256(path) }).pulp_id}/`
  const paths = Array.from({ length: 2600 }, (_, index) => `f${(index * 7919) % 2600}`)
  const hrefs = catalogue.transaction(() => paths.map(unit))
  await api.settle('POST', `${repository.pulp_href}modify/`, { add_content_units: hrefs })
  await api.settle('POST', `${repository.pulp_href}modify/`, { remove_content_units: [hrefs[paths.indexOf('f1000')]] })
  const listed = async (version: number, ordering: string): Promise<string[]> => {
    const query = `repository_version=${repository.pulp_href}versions/${version}/&ordering=${ordering}&limit=700`
    const pages = [0, 700, 1400, 2100, 2800].map((offset) => api.get(`${FILES}?${query}&offset=${offset}`))
    const found = await Promise.all(pages)
    expect(found.map((page) => page.next === null)).toEqual([false, false, false, true, true])
    return found.flatMap((page) => page.results.map((one: Json) => one.relative_path))
  }
  const sorted = paths.toSorted()
  const left = sorted.filter((path) => path !== 'f1000')
  expect(await listed(1, 'relative_path')).toEqual(sorted)
  expect(await listed(2, 'relative_path')).toEqual(left)
  expect(await listed(2, '-relative_path')).toEqual(left.toReversed())
})

test('modify refuses what it cannot find and versions of others', async () => {
  const other = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'other' })).body
  const modify = (body: object) => api.call('POST', `${repository.pulp_href}modify/`, body)
  const unknown = `${FILES}01900000-0000-7000-8000-000000000000/`
  expect((await modify({ add_content_units: [unknown] })).body).toHaveProperty('add_content_units')
  expect((await modify({ add_content_units: 'x' })).body).toHaveProperty('add_content_units')
  expect((await modify({ remove_content_units: [repository.prn] })).body).toHaveProperty('remove_content_units')
  expect((await modify({ base_version: `${other.pulp_href}versions/0/` })).body).toHaveProperty('base_version')
  expect((await modify({ overwrite: 1 })).body).toHaveProperty('overwrite')
})

test('versions are listed across repositories, by the content they hold and by number', async () => {
  const unit = await unitOf(await upload('a', '1', repository.prn))
  expect((await api.get(`${V3}repository_versions/`)).count).toBe(2)
  const holding = await api.get(`${V3}repository_versions/?content=${unit.prn}`)
  expect(holding.results.map((version: Json) => version.number)).toEqual([1])
  expect((await api.get(`${repository.versions_href}?number__gte=1&ordering=number`)).count).toBe(1)
  expect((await api.get(`${V3}repository_versions/?repository=${repository.prn}&number=0`)).count).toBe(1)
  expect((await api.call('GET', `${repository.versions_href}9/`)).status).toBe(404)
  expect((await api.call('GET', `${repository.versions_href}x/`)).status).toBe(404)
})
