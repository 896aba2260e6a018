/** Files that are added by hand: one version for all of them, and for each what became of it; and pulling from mirror to mirror. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyContent } from '../../src/main/engine/repository/copy-content.ts'
import { startFileUpstream, type FileUpstream } from '../fixtures/file-upstream.ts'
import { CHUNK_BYTES } from '../../src/shared/wire.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi()
  upstream = await startFileUpstream({ 'a/one.txt': 'one', 'b/two.txt': 'two' })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

/** Makes a mirror that is synced; answers the path of its operations, and its body. */
async function makeMirror(name: string): Promise<{ path: string; id: string; body: Json }> {
  const request = { plugin: 'file', source: 'address', name, input: { url: upstream.url } }
  const { body } = await api.call('POST', `${OWN}mirrors/`, request)
  await api.finished(body.task)
  const id = body.mirror.repository.split('/').at(-2)
  return { path: `${OWN}mirrors/${id}/`, id, body: body.mirror }
}

/** An upload as the desktop's page makes one: chunks over the wire of this process. */
async function send(text: string | Buffer): Promise<string> {
  const bytes = Buffer.from(text)
  const { body } = await api.call('POST', `${V3}uploads/`, { size: bytes.byteLength })
  for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
    const chunk = { start, total: bytes.byteLength, bytes: bytes.subarray(start, start + CHUNK_BYTES) }
    const answer = await api.server.request({ method: 'PUT', path: body.pulp_href, chunk })
    expect(answer).toMatchObject({ status: 200, body: { size: bytes.byteLength } })
  }
  return body.pulp_href
}

const outcomeOf = (task: Json): Promise<Json> => api.get(`${OWN}tasks/${task.pulp_href.split('/').at(-2)}/added-files/`)
const pathsOf = async (mirror: { path: string }): Promise<string[]> =>
  (await api.get(`${mirror.path}contents/`)).results.map((one: Json) => one.relative_path)

test('105, 106 files of a mirror come in chunks and make one version; what is wrong with one concerns no other', async () => {
  const mirror = await makeMirror('lake')
  const big = Buffer.alloc(CHUNK_BYTES + 1000, 'large')
  const files = [
    { upload: await send('three'), name: 'three.txt' },
    { upload: await send(big), name: 'big.bin', fields: { relative_path: 'deep/big.bin' } },
    { upload: await send('other'), name: 'one.txt', fields: { relative_path: 'a/one.txt' } },
    { upload: await send('two'), name: 'two.txt', fields: { relative_path: 'b/two.txt' } },
    { upload: await send('x'), name: 'climb.txt', fields: { relative_path: '../climb.txt' } },
    { upload: await send('again'), name: 'three (1).txt', fields: { relative_path: 'three.txt' } },
  ]
  const task = await api.settle('POST', `${mirror.path}files/`, { files })
  expect(task).toMatchObject({ state: 'completed' })
  const outcome = await outcomeOf(task)
  expect(outcome.files.map(({ name, state, error }: Json) => [name, state, error?.code])).toEqual([
    ['three.txt', 'added', undefined],
    ['big.bin', 'added', undefined],
    ['one.txt', 'failed', 'upload.place_taken'],
    ['two.txt', 'present', undefined],
    ['climb.txt', 'failed', 'path.invalid'],
    ['three (1).txt', 'failed', 'upload.same_place'],
  ])
  for (const { error } of outcome.files.filter(({ state }: Json) => state === 'failed'))
    expect(error).toMatchObject({ description: expect.stringMatching(/\.$/), advice: expect.stringMatching(/\.$/) })
  expect(outcome.version).toBe(`${mirror.body.repository}versions/2/`)
  expect(await pathsOf(mirror)).toEqual(['a/one.txt', 'b/two.txt', 'deep/big.bin', 'three.txt'])
  const [unit] = (await api.get(`${mirror.path}contents/?q=big`)).results
  expect((await api.get(`${OWN}unit/?unit=${unit.pulp_href}`)).files).toMatchObject([{ size: big.byteLength }])

  // Those that came have no upload any more; the others can be tried again, without being sent anew.
  const rest = (await api.get(`${V3}uploads/`)).results.map((one: Json) => one.pulp_href)
  expect(rest.toSorted()).toEqual([2, 4, 5].map((index) => files[index]?.upload).toSorted())
  const retried = [{ ...files[2], fields: { relative_path: 'a/one.txt' } }]
  const again = await api.settle('POST', `${mirror.path}files/`, { files: retried, overwrite: true })
  expect(await outcomeOf(again)).toMatchObject({
    files: [{ state: 'added' }],
    version: expect.stringMatching(/\/3\/$/),
  })

  // Rolled back, everything is as it was.
  await api.settle('POST', `${mirror.body.repository}modify/`, { base_version: `${mirror.body.repository}versions/1/` })
  expect(await pathsOf(mirror)).toEqual(['a/one.txt', 'b/two.txt'])
})

test('nothing new makes no version, and a request that cannot be carried out is refused before anything happens', async () => {
  const mirror = await makeMirror('lake')
  const same = [{ upload: await send('two'), name: 'two.txt', fields: { relative_path: 'b/two.txt' } }]
  const task = await api.settle('POST', `${mirror.path}files/`, { files: same })
  expect(await outcomeOf(task)).toMatchObject({ files: [{ state: 'present', error: null }], version: null })
  const { body } = await api.call('POST', `${V3}uploads/`, { size: 5 })
  const part = { upload: body.pulp_href, name: 'x' }
  expect(await api.call('POST', `${mirror.path}files/`, { files: [part] })).toMatchObject({
    status: 400,
    body: { code: 'upload.incomplete' },
  })
  const twice = await send('x')
  const both = {
    files: [
      { upload: twice, name: 'x' },
      { upload: twice, name: 'y' },
    ],
  }
  expect((await api.call('POST', `${mirror.path}files/`, both)).status).toBe(400)
  const odd = { files: [{ upload: twice, name: 'x', fields: { mode: 7 } }] }
  expect(await api.call('POST', `${mirror.path}files/`, odd)).toMatchObject({
    status: 400,
    body: { mode: expect.anything() },
  })
})

test('a bit-exact mirror says that nothing can be added, pulled or dropped into it', async () => {
  const mirror = await makeMirror('lake')
  const other = await makeMirror('pond')
  expect(await api.get(`${mirror.path}by-hand/`)).toMatchObject({
    refusal: null,
    uploads: [{ pulp_type: 'file.file', endings: [], path: 'relative_path' }],
    pull: { questions: [], chooses: [] },
  })
  await api.settle('PATCH', mirror.body.repository, { verbatim: true })
  const { refusal } = await api.get(`${mirror.path}by-hand/`)
  expect(refusal).toMatchObject({ code: 'repository.exact', advice: expect.stringMatching(/Advanced/) })
  const files = [{ upload: await send('x'), name: 'x' }]
  const refused = { status: 409, body: { code: 'repository.exact' } }
  expect(await api.call('POST', `${mirror.path}files/`, { files })).toMatchObject(refused)
  expect(await api.call('POST', `${mirror.path}pull/`, { source: other.id })).toMatchObject(refused)
})

test('107 a pull is looked at first, takes all or chosen units, and names what it replaces', async () => {
  const mirror = await makeMirror('lake')
  await upstream.close()
  upstream = await startFileUpstream({ 'a/one.txt': 'newer', 'c/three.txt': 'three' })
  const source = await makeMirror('pond')
  const pull = `${mirror.path}pull/`
  const look = await api.settle('POST', pull, { source: source.id, dry_run: true })
  expect(look).toMatchObject({ name: copyContent.id, state: 'completed' })
  expect((look.result as Json).preview).toMatchObject([
    { units: { 'file.file': 2 }, bytes: 10, packages: ['a/one.txt', 'c/three.txt'], leaving: ['a/one.txt'] },
  ])
  expect((await api.get(mirror.path)).latest_version.number).toBe(1)
  const [, three] = (await api.get(`${source.path}contents/`)).results
  const chosen = await api.settle('POST', pull, { source: source.id, version: 1, content: [three.pulp_href] })
  expect(chosen.created_resources).toContain(`${mirror.body.repository}versions/2/`)
  expect(await pathsOf(mirror)).toEqual(['a/one.txt', 'b/two.txt', 'c/three.txt'])
  await api.settle('POST', pull, { source: source.id })
  const [one] = (await api.get(`${mirror.path}contents/?q=one`)).results
  expect((await api.get(`${OWN}unit/?unit=${one.pulp_href}`)).files).toMatchObject([{ size: 5 }])
  expect(await pathsOf(source)).toEqual(['a/one.txt', 'c/three.txt'])
  for (const body of [
    { source: mirror.id },
    { source: 'x' },
    { source: source.id, version: 9 },
    { source: source.id, input: { x: 1 } },
  ])
    expect((await api.call('POST', pull, body)).status).toBe(400)
})
