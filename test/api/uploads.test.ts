import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { dispatch } from '../../src/main/engine/tasking/dispatch.ts'
import { rotateSecrets } from '../../src/main/engine/secret/rotate-secrets.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { uploadCleanUp } from '../../src/main/engine/housekeeping/upload-clean-up.ts'
import { DailyCleanUp } from '../../src/main/engine/housekeeping/daily-clean-up.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { endless } from '../fixtures/endless-task.ts'
import { type Answer, type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

const FILES = `${V3}content/file/files/`
const UPLOADS = `${V3}uploads/`
const ARTIFACTS = `${V3}artifacts/`

let api: TestApi
beforeEach(async () => {
  api = await startTestApi({ plugins: [{ ...file, tasks: [...file.tasks, endless] }] })
})
afterEach(() => api.close())

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const folders = (): string[] => readdirSync(api.it.engine.folder.upload)
const leftovers = (): string[] => readdirSync(api.it.engine.folder.tmp)

async function post(path: string, form: FormData): Promise<Answer> {
  const answer = await api.http(path, { method: 'POST', body: form })
  return { status: answer.status, body: await answer.json() }
}

/** A file of 300 kB in which every part is different. */
const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31 + (index >> 8)) & 0xff))

async function begin(size: number): Promise<Json> {
  const { status, body } = await api.call('POST', UPLOADS, { size })
  expect(status).toBe(201)
  return body
}

async function put(upload: Json, start: number, end: number, options: Record<string, string> = {}): Promise<Answer> {
  const form = new FormData()
  const { range = `bytes ${start}-${end - 1}/${upload.size}`, text, ...fields } = options
  form.set('file', new Blob([text ?? BYTES.subarray(start, end)]), 'chunk')
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const headers: Record<string, string> = range === '' ? {} : { 'content-range': range }
  const answer = await api.http(upload.pulp_href, { method: 'PUT', body: form, headers })
  return { status: answer.status, body: await answer.json() }
}

test('106 chunks in any order, one of them twice, become one artifact', async () => {
  const upload = await begin(BYTES.length)
  expect(upload).toMatchObject({ size: 300_000, prn: expect.stringMatching(/^prn:core\.upload:/) })
  const cuts = [200_000, 0, 250_000, 100_000]
  const ends: Record<number, number> = { 0: 100_000, 100_000: 200_000, 200_000: 250_000, 250_000: 300_000 }
  for (const start of [...cuts, 0]) {
    const end = ends[start] as number
    const { status, body } = await put(upload, start, end, { sha256: sha256(BYTES.subarray(start, end)) })
    expect([status, body.pulp_href, body.size]).toEqual([200, upload.pulp_href, 300_000])
  }
  const { chunks } = await api.get(upload.pulp_href)
  expect(chunks.map(({ offset, size }: Json) => [offset, size])).toEqual([
    [0, 100_000],
    [100_000, 100_000],
    [200_000, 50_000],
    [250_000, 50_000],
  ])
  expect((await api.get(UPLOADS)).results.map(({ pulp_href }: Json) => pulp_href)).toEqual([upload.pulp_href])

  const wrong = await api.settle('POST', `${upload.pulp_href}commit/`, { sha256: sha256('else') })
  expect(wrong).toMatchObject({ state: 'failed', error: { code: 'artifact.digest_mismatch' }, created_resources: [] })
  expect((await api.get(ARTIFACTS)).count).toBe(0)

  const task = await api.settle('POST', `${upload.pulp_href}commit/`, { sha256: sha256(BYTES).toUpperCase() })
  expect(task).toMatchObject({ state: 'completed', reserved_resources_record: [upload.prn] })
  const artifact = await api.get(task.created_resources[0] ?? '')
  expect(artifact).toMatchObject({ sha256: sha256(BYTES), size: BYTES.length })
  expect(await api.it.engine.storage.read(sha256(BYTES))).toEqual(BYTES)
  expect((await api.call('GET', upload.pulp_href)).status).toBe(404)
  expect([folders(), leftovers()]).toEqual([[], []])
})

test('106 an upload goes on after a restart of the program, with chunks of another size', async () => {
  const upload = await begin(BYTES.length)
  await put(upload, 0, 70_000)
  await put(upload, 200_000, 300_000)
  const { root } = api.it.engine.folder
  const again = await startTestApi({ root })
  const { body } = await again.call('GET', upload.pulp_href)
  expect(body.chunks.length).toBe(2)
  await again.close()
  // The chunks in between overlap what is there; whatever was sent last stands.
  for (let start = 50_000; start < 210_000; start += 40_000) await put(upload, start, start + 40_000)
  const task = await api.settle('POST', `${upload.pulp_href}commit/`, { sha256: sha256(BYTES) })
  expect(task).toMatchObject({ state: 'completed', error: null })
})

test('106 what does not fit is refused and leaves no trace', async () => {
  const upload = await begin(1000)
  const refusal = async (start: number, end: number, options: Record<string, string> = {}): Promise<unknown> => {
    const { status, body } = await put(upload, start, end, options)
    expect(status).toBe(400)
    return Object.values(body)[0]
  }
  expect(await refusal(0, 10, { range: '' })).toEqual(['Invalid or missing content range header.'])
  expect(await refusal(0, 10, { range: 'bytes 9-0/1000' })).toEqual(['Invalid or missing content range header.'])
  expect(await refusal(0, 10, { range: 'bytes 0-10/1000' })).toEqual(['Chunk size does not match content range.'])
  expect(await refusal(0, 10, { range: 'bytes 0-8/*' })).toEqual(['The file has more than 9 bytes.'])
  expect(await refusal(0, 10, { range: 'bytes 991-1000/1000' })).toEqual(['End byte is greater than upload size.'])
  expect(await refusal(0, 10, { range: 'bytes 0-9/2000' })).toEqual([
    'The size in the content range is not that of the upload.',
  ])
  expect(await refusal(0, 10, { sha256: sha256('else') })).toEqual(['Checksum does not match chunk upload.'])
  expect(await refusal(0, 10, { colour: 'red' })).toEqual(['Unexpected field'])
  expect((await api.get(upload.pulp_href)).chunks).toEqual([])
  expect([folders(), leftovers()]).toEqual([[], []])

  await put(upload, 0, 400)
  await put(upload, 600, 1000)
  const commit = await api.call('POST', `${upload.pulp_href}commit/`, { sha256: sha256('x') })
  expect([commit.status, commit.body.code]).toEqual([400, 'upload.incomplete'])
  expect(commit.body.detail).toContain('bytes 400 to 599 of 1000 are missing')
  expect((await api.call('POST', `${upload.pulp_href}commit/`, { sha256: 'x' })).status).toBe(400)
  expect((await api.call('POST', UPLOADS, {})).body).toEqual({ size: ['This field is required.'] })
  expect((await api.call('POST', UPLOADS, { size: 1e15 })).body.code).toBe('storage.low_space')

  expect((await api.call('DELETE', upload.pulp_href)).status).toBe(204)
  expect((await put(upload, 0, 10)).status).toBe(404)
  expect(folders()).toEqual([])
})

test('106, 87 uploads nobody goes on with are cleaned up, by the daily clean-up too; younger ones stay', async () => {
  const { engine, run, scheduler } = api.it
  const [old, young] = [await begin(1000), await begin(1000)]
  await put(old, 0, 500)
  await put(young, 0, 500)
  const eightDaysAgo = Date.now() - 8 * 86_400_000
  const id = Buffer.from(old.prn.split(':').at(-1).replaceAll('-', ''), 'hex')
  engine.catalogue.prepare('UPDATE core_upload SET pulp_last_updated = ? WHERE pulp_id = ?').run(eightDaysAgo, id)
  new DailyCleanUp(engine).look()
  const [task] = (await api.get(`${V3}tasks/?name=core.upload_clean_up`)).results
  await scheduler.whenFinished(task.pulp_href.split('/').at(-2))
  expect((await api.get(task.pulp_href)).result).toEqual({ uploads: 1 })
  expect((await api.get(UPLOADS)).results.map(({ prn }: Json) => prn)).toEqual([young.prn])
  expect(folders()).toEqual([young.prn.split(':').at(-1)])
  expect((await run(uploadCleanUp, { protection: null })).result).toEqual({ uploads: 0 })
})

test('105 a file, an address, an artifact and an upload give the same unit; again is no error', async () => {
  const upstream: FileUpstream = await startFileUpstream({ 'a.bin': BYTES })
  try {
    const { body: repository } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })
    const unit = { relative_path: 'a.bin', repository: repository.pulp_href }
    const sent = await post(FILES, uploadForm('a.bin', BYTES, repository.prn))
    const byFile = await api.finished(sent.body.task)
    const artifact = (await api.get(`${ARTIFACTS}?sha256=${sha256(BYTES)}`)).results[0]
    const url = new URL('a.bin', upstream.url).href
    const byUrl = await api.settle('POST', FILES, { ...unit, file_url: url })
    const byArtifact = await api.settle('POST', FILES, { ...unit, artifact: artifact.prn })
    const upload = await begin(BYTES.length)
    await put(upload, 100_000, 300_000)
    const early = await api.call('POST', FILES, { ...unit, upload: upload.pulp_href })
    expect(early.body.code).toBe('upload.incomplete')
    await put(upload, 0, 100_000)
    const byUpload = await api.settle('POST', FILES, { ...unit, upload: upload.pulp_href })

    for (const task of [byFile, byUrl, byArtifact, byUpload]) expect(task).toMatchObject({ state: 'completed' })
    const { results } = await api.get(FILES)
    expect(results).toMatchObject([{ relative_path: 'a.bin', sha256: sha256(BYTES), artifact: artifact.pulp_href }])
    const [href] = [results[0].pulp_href]
    expect(byFile.created_resources).toEqual([href, `${repository.pulp_href}versions/1/`])
    for (const task of [byUrl, byArtifact, byUpload]) expect(task.created_resources).toEqual([href])
    expect((await api.get(repository.versions_href)).count).toBe(2)
    expect((await api.get(ARTIFACTS)).count).toBe(1)
    expect((await api.get(UPLOADS)).count).toBe(0)
    expect([folders(), leftovers()]).toEqual([[], []])
  } finally {
    await upstream.close()
  }
})

test.each(['file', 'file_url', 'artifact', 'upload'])(
  '105 a unit made by %s straight into a repository is one task and one new version',
  async (way) => {
    const upstream = await startFileUpstream({ 'a.bin': BYTES })
    const { body: repository } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })
    const unit = { relative_path: 'sub/a.bin', repository: repository.prn, pulp_labels: { from: way } }
    let task: Json
    if (way === 'file') {
      const form = uploadForm('sub/a.bin', BYTES, repository.prn)
      form.set('pulp_labels', '{"from": "file"}')
      task = await api.finished((await post(FILES, form)).body.task)
    } else if (way === 'file_url')
      task = await api.settle('POST', FILES, { ...unit, file_url: new URL('a.bin', upstream.url).href })
    else if (way === 'artifact') {
      const form = new FormData()
      form.set('file', new Blob([BYTES]), 'a')
      task = await api.settle('POST', FILES, { ...unit, artifact: (await post(ARTIFACTS, form)).body.pulp_href })
    } else {
      const upload = await begin(BYTES.length)
      await put(upload, 0, BYTES.length)
      task = await api.settle('POST', FILES, { ...unit, upload: upload.prn })
    }
    await upstream.close()
    expect(task).toMatchObject({ state: 'completed', name: 'core.upload_content' })
    expect((await api.get(`${V3}tasks/`)).count).toBe(1)
    expect(task.created_resources).toContain(`${repository.pulp_href}versions/1/`)
    const page = await api.get(`${FILES}?repository_version=${repository.pulp_href}versions/1/`)
    expect(page.results).toMatchObject([
      { relative_path: 'sub/a.bin', sha256: sha256(BYTES), pulp_labels: { from: way } },
    ])
    expect((await api.get(`${FILES}?pulp_label_select=from=${way}`)).count).toBe(1)
    expect((await api.get(repository.versions_href)).count).toBe(2)
  },
)

test('105 downloader_config says how an address is asked; what of it is secret stays in no task, and goes with a rotation', async () => {
  const upstream = await startFileUpstream({ 'a.bin': 'alpha' })
  onTestFinished(() => upstream.close())
  const asked: unknown[] = []
  upstream.intercept = (_path, { headers }) => {
    asked.push([headers.authorization, headers['x-token']])
    return false
  }
  const downloader_config = { username: 'u', password: 'canary-1', headers: [{ 'x-token': 'canary-2' }] }
  const unit = { relative_path: 'a.bin', file_url: new URL('a.bin', upstream.url).href }
  const expected = [`Basic ${Buffer.from('u:canary-1').toString('base64')}`, 'canary-2']
  const { catalogue } = api.it.engine
  const inputs = (): string[] => catalogue.prepare('SELECT input FROM core_task').pluck().all() as string[]

  const task = await api.settle('POST', FILES, { ...unit, downloader_config })
  expect([task.error, asked.splice(0)]).toEqual([null, [expected]])
  const form = new FormData()
  for (const [name, value] of Object.entries(unit)) form.set(name, value)
  form.set('downloader_config', JSON.stringify(downloader_config))
  expect((await api.finished((await post(FILES, form)).body.task)).error).toBeNull()
  expect(asked.splice(0)).toEqual([expected])
  expect(JSON.parse(inputs()[0] ?? '')).toMatchObject({ downloader: {} })

  // One that has to wait carries them sealed, and is moved to the new key.
  const { pulp_href: repository } = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })).body
  const held = dispatch(api.it.engine, endless, {}, { exclusive: [(await api.get(repository)).prn] })
  const waiting = await api.call('POST', FILES, { ...unit, repository, downloader_config })
  expect(inputs().join()).toContain('sealed')
  expect(inputs().join()).not.toContain('canary')
  expect((await api.it.run(rotateSecrets, {})).state).toBe('completed')
  api.it.scheduler.cancel(held)
  expect((await api.finished(waiting.body.task)).error).toBeNull()
  expect(asked).toEqual([expected])
  expect(inputs().join()).not.toContain('sealed')

  const refusal = async (body: object): Promise<unknown> => (await api.call('POST', FILES, body)).body
  expect(Object.keys((await refusal({ ...unit, downloader_config: { colour: 'red' } })) as object)).toEqual([
    'downloader_config.colour',
  ])
  const artifact = (await api.get(ARTIFACTS)).results[0].pulp_href
  expect(await refusal({ relative_path: 'b', artifact, downloader_config: {} })).toEqual({
    downloader_config: ['Only together with file_url.'],
  })
})

test('105 what cannot be made into a unit is refused by name', async () => {
  const upstream = await startFileUpstream({ 'a.bin': 'alpha' })
  const one = ["Exactly one of 'file', 'artifact', 'upload' or 'file_url' must be specified."]
  const refusal = async (body: object): Promise<unknown> => {
    const answer = await api.call('POST', FILES, { relative_path: 'a', ...body })
    expect(answer.status).toBe(400)
    return answer.body
  }
  expect(await refusal({})).toEqual({ non_field_errors: one })
  expect(await refusal({ artifact: 'x', upload: 'y' })).toEqual({ non_field_errors: one })
  expect(Object.keys((await refusal({ artifact: 'x' })) as object)).toEqual(['artifact'])
  expect(Object.keys((await refusal({ upload: 'x' })) as object)).toEqual(['upload'])
  expect(Object.keys((await refusal({ file_url: 'ftp://x/' })) as object)).toEqual(['file_url'])
  const gone = await api.settle('POST', FILES, { relative_path: 'a', file_url: new URL('none', upstream.url).href })
  expect(gone).toMatchObject({ state: 'failed', error: { code: 'download.http_status' } })
  const local = await api.settle('POST', FILES, { relative_path: 'a', file_url: 'file:///etc/hostname' })
  expect(local).toMatchObject({ state: 'failed' })
  expect((await api.get(FILES)).count).toBe(0)

  const { body: repository } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })
  const into = { relative_path: 'a', repository: repository.prn }
  const first = await post(FILES, uploadForm('a', 'first', repository.prn))
  await api.finished(first.body.task)
  const form = uploadForm('a', 'second', repository.prn)
  form.set('overwrite', 'False')
  const kept = await api.finished((await post(FILES, form)).body.task)
  expect(kept).toMatchObject({ state: 'failed', error: { code: 'repository.content_exists' } })
  const { pulp_href: artifact } = (await api.get(`${ARTIFACTS}?sha256=${sha256('second')}`)).results[0]
  const replaced = await api.settle('POST', FILES, { ...into, artifact, overwrite: true })
  expect(replaced.created_resources).toContain(`${repository.pulp_href}versions/2/`)
  await upstream.close()
})

test('105 artifacts are stored by themselves, checked, and deleted while nothing uses them', async () => {
  const form = (fields: Record<string, string> = {}, bytes: string = 'alpha'): FormData => {
    const made = new FormData()
    for (const [name, value] of Object.entries(fields)) made.set(name, value)
    made.set('file', new Blob([bytes]), 'x')
    return made
  }
  const md5 = createHash('md5').update('alpha').digest('hex')
  const differs = { non_field_errors: ['The sha256 checksum did not match.'] }
  expect(await post(ARTIFACTS, form({ sha256: sha256('beta') }))).toEqual({ status: 400, body: differs })
  expect((await post(ARTIFACTS, form({ size: '6' }))).body).toEqual({
    non_field_errors: ['The size did not match actual size of file.'],
  })
  expect((await post(ARTIFACTS, form({ md5 }))).body).toEqual({
    non_field_errors: ['Checksum algorithms md5 forbidden for this instance.'],
  })
  expect((await post(ARTIFACTS, form({ colour: 'red' }))).body).toEqual({ colour: ['Unexpected field'] })
  expect([(await api.get(ARTIFACTS)).count, leftovers()]).toEqual([0, []])

  const { status, body } = await post(ARTIFACTS, form({ sha256: sha256('alpha'), size: '5' }))
  expect(status).toBe(201)
  expect(body).toMatchObject({ sha256: sha256('alpha'), size: 5, md5: null })
  expect(await api.get(body.pulp_href)).toEqual(body)
  const twice = await post(ARTIFACTS, form())
  expect(twice).toEqual({
    status: 400,
    body: { sha256: [`Artifact with sha256 checksum of '${sha256('alpha')}' already exists.`] },
  })
  await api.settle('POST', FILES, { relative_path: 'a', artifact: body.pulp_href })
  const used = await api.call('DELETE', body.pulp_href)
  expect(used).toMatchObject({
    status: 409,
    body: { detail: 'The Artifact cannot be deleted because it is associated with Content.' },
  })
  const other = (await post(ARTIFACTS, form({}, 'beta'))).body
  const path = join(api.it.engine.folder.root, other.file)
  expect(existsSync(path)).toBe(true)
  expect((await api.call('DELETE', other.pulp_href)).status).toBe(204)
  expect([existsSync(path), (await api.call('GET', other.pulp_href)).status]).toEqual([false, 404])
  expect((await api.call('DELETE', other.pulp_href)).status).toBe(404)
  expect(leftovers()).toEqual([])
})

test('105, 106 the description names the operations as Pulp does', async () => {
  const { paths } = await api.get(`${V3}docs/api.json`)
  const ids = (path: string): unknown[] => Object.values(paths[path]).map((one) => (one as Json).operationId)
  expect(ids(UPLOADS)).toEqual(['uploads_list', 'uploads_create'])
  expect(ids('{upload_href}')).toEqual(['uploads_read', 'uploads_update', 'uploads_delete'])
  expect(ids('{upload_href}commit/')).toEqual(['uploads_commit'])
  expect(ids(ARTIFACTS)).toEqual(['artifacts_list', 'artifacts_create'])
  expect(ids('{artifact_href}')).toEqual(['artifacts_read', 'artifacts_delete'])
  expect(paths['{upload_href}'].put.parameters).toContainEqual(
    expect.objectContaining({ name: 'Content-Range', in: 'header', required: true }),
  )
  expect(Object.keys(paths[FILES].post.requestBody.content)).toEqual(['multipart/form-data', 'application/json'])
})
