/** Secrets of remotes: encrypted wherever they lie, shown nowhere, usable by downloads alone. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, temporaryFolder, V3 } from './api.ts'

const REMOTES = `${V3}remotes/file/file/`
const USER = 'planted-user-name'
const FIRST = 'planted-first-password'
const SECOND = 'planted-second-password'
const PROXY = 'planted-proxy-password'

let api: TestApi
let upstream: FileUpstream
let folder: ReturnType<typeof temporaryFolder>
/** `user:password` that upstream was last asked with. */
let asked: string

beforeEach(async () => {
  folder = temporaryFolder()
  api = await startTestApi({ root: folder.path })
  upstream = await startFileUpstream({ 'a.txt': 'alpha' })
  upstream.intercept = (_path, request) => {
    const [, token = ''] = (request.headers.authorization ?? '').split(' ')
    asked = Buffer.from(token, 'base64').toString()
    return false
  }
})
afterEach(async () => {
  await api.close()
  await upstream.close()
  folder.remove()
})

/** Files of the data folder that hold one of the planted secrets; the write-ahead log is among them. */
function leaks(): string[] {
  const planted = [USER, FIRST, SECOND, PROXY]
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => planted.some((secret) => readFileSync(path).includes(secret)))
}

const keyFile = (): string => join(folder.path, 'secret.key')

async function restart(): Promise<void> {
  await api.close()
  api = await startTestApi({ root: folder.path })
}

async function makeMirror(name: string): Promise<{ remote: Json; sync: () => ReturnType<TestApi['settle']> }> {
  const credentials = { username: USER, password: FIRST, proxy_username: USER, proxy_password: PROXY }
  const { status, body: remote } = await api.call('POST', REMOTES, { name, url: upstream.url, ...credentials })
  expect(status).toBe(201)
  const { body } = await api.call('POST', `${V3}repositories/file/file/`, { name, remote: remote.pulp_href })
  return { remote, sync: () => api.settle('POST', `${body.pulp_href}sync/`, { optimize: false }) }
}

const rotate = (): ReturnType<TestApi['settle']> => api.settle('POST', `${OWN}secrets/rotate/`)

test('12 no file of the data folder and no answer holds a secret after create, update, sync and rotation', async () => {
  expect(() => statSync(keyFile())).toThrow('ENOENT')
  const { remote, sync } = await makeMirror('m')
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  expect(leaks()).toEqual([])
  expect(remote.hidden_fields).toContainEqual({ name: 'password', is_set: true })
  expect(remote.hidden_fields).toContainEqual({ name: 'client_key', is_set: false })

  expect((await sync()).state).toBe('completed')
  expect(asked).toBe(`${USER}:${FIRST}`)
  const updated = await api.settle('PATCH', remote.pulp_href, { password: SECOND })
  expect(updated.state).toBe('completed')
  await sync()
  expect(asked).toBe(`${USER}:${SECOND}`)
  expect(leaks()).toEqual([])

  const before = readFileSync(keyFile(), 'utf8')
  expect(await rotate()).toMatchObject({ state: 'completed', result: { secrets: 4 } })
  const after = readFileSync(keyFile(), 'utf8')
  expect(after.trim().split('\n')).toHaveLength(1)
  expect(after).not.toBe(before)
  await restart()
  expect((await sync()).state).toBe('completed')
  expect(asked).toBe(`${USER}:${SECOND}`)
  expect(leaks()).toEqual([])
  const answers = JSON.stringify([await api.get(REMOTES), await api.get(`${V3}tasks/`)])
  expect(answers).not.toMatch(/planted|sealed:/)
})

test('12 the same secret again changes nothing, another one does', async () => {
  const { remote } = await makeMirror('m')
  expect((await api.call('PATCH', remote.pulp_href, { password: FIRST })).status).toBe(200)
  expect((await api.call('PATCH', remote.pulp_href, { password: SECOND })).status).toBe(202)
  expect((await api.call('PATCH', remote.pulp_href, { password: null })).status).toBe(202)
})

test('12 the first start after the upgrade encrypts what is in clear text and leaves no trace of it', async () => {
  const { remote, sync } = await makeMirror('m')
  const id = uuidToBlob(remote.pulp_href.split('/').at(-2))
  const { catalogue } = api.it.engine
  catalogue.prepare('UPDATE core_remote SET username = ?, password = ? WHERE pulp_id = ?').run(USER, SECOND, id)
  expect(leaks()).not.toEqual([])
  await restart()
  expect(leaks()).toEqual([])
  await sync()
  expect(asked).toBe(`${USER}:${SECOND}`)
})

test('12 a rotation that was cut off is ended by the next start', async () => {
  const { sync } = await makeMirror('m')
  api.it.engine.secrets.addKey()
  const both = readFileSync(keyFile(), 'utf8').trim().split('\n')
  expect(both).toHaveLength(2)
  await restart()
  expect(readFileSync(keyFile(), 'utf8').trim()).toBe(both[0])
  await sync()
  expect(asked).toBe(`${USER}:${FIRST}`)
})

test('12 what was read before a rotation still opens after it, and an update that waited is written', async () => {
  const { remote, sync } = await makeMirror('m')
  const release = Promise.withResolvers<void>()
  upstream.intercept = (path, request, response) => {
    if (path !== 'PULP_MANIFEST') return false
    void release.promise.then(() => response.end(''))
    return request.method === 'GET'
  }
  const running = sync()
  await expect.poll(() => upstream.requests.length).toBe(1)
  const { body } = await api.call('PATCH', remote.pulp_href, { password: SECOND })
  await rotate()
  release.resolve()
  expect((await running).state).toBe('completed')
  expect((await api.finished(body.task)).state).toBe('completed')
  await restart()
  upstream.intercept = (_path, request) => {
    asked = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString()
    return false
  }
  await sync()
  expect(asked).toBe(`${USER}:${SECOND}`)
  expect(leaks()).toEqual([])
})

test.each([
  ['missing', () => rmSync(keyFile())],
  ['another one', () => writeFileSync(keyFile(), `${randomBytes(32).toString('base64')}\n`)],
  ['damaged', () => writeFileSync(keyFile(), 'nonsense\n')],
])('12 a key that is %s is one error that names the remotes; everything else works', async (_what, spoil) => {
  const { sync } = await makeMirror('one')
  await makeMirror('two')
  await api.close()
  spoil()
  api = await startTestApi({ root: folder.path })
  const { state, error } = await sync()
  expect([state, error?.code, error?.params.remotes]).toEqual(['failed', 'secret.unreadable', 'one, two'])
  expect(error?.description).toContain('one, two')
  const rotation = await rotate()
  expect([rotation.state, rotation.error?.code]).toEqual(['failed', 'secret.unreadable'])
  expect((await api.get(REMOTES)).count).toBe(2)
})

test('12 a remote whose key is lost works again once its secrets are set anew', async () => {
  const { remote, sync } = await makeMirror('one')
  await api.close()
  rmSync(keyFile())
  api = await startTestApi({ root: folder.path })
  const credentials = { username: USER, password: SECOND, proxy_username: null, proxy_password: null }
  await api.settle('PATCH', remote.pulp_href, credentials)
  expect((await sync()).state).toBe('completed')
  expect(asked).toBe(`${USER}:${SECOND}`)
})

test('12 values of custom headers are kept like passwords: sealed, masked, sent to upstream, and left alone when the mask comes back', async () => {
  const tokens: unknown[] = []
  upstream.intercept = (_path, request) => {
    tokens.push([request.headers['x-token'], request.headers['x-other']])
    return false
  }
  const headers = [{ 'X-Token': FIRST }, { 'X-Other': '' }]
  const { body: remote } = await api.call('POST', REMOTES, { name: 'h', url: upstream.url, headers })
  expect(remote.headers).toEqual([{ 'X-Token': '********' }, { 'X-Other': '********' }])
  const { body: repository } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'h', remote: remote.prn })
  const sync = (): ReturnType<TestApi['settle']> =>
    api.settle('POST', `${repository.pulp_href}sync/`, { optimize: false })
  await sync()
  expect(tokens.at(-1)).toEqual([FIRST, ''])
  expect((await api.call('PATCH', remote.pulp_href, { headers })).status).toBe(200)
  expect((await api.call('PATCH', remote.pulp_href, { headers: remote.headers })).status).toBe(200)
  await api.settle('PATCH', remote.pulp_href, { headers: [{ 'X-Token': '********' }, { 'X-Other': SECOND }] })
  await sync()
  expect(tokens.at(-1)).toEqual([FIRST, SECOND])
  expect(await rotate()).toMatchObject({ state: 'completed', result: { secrets: 2 } })
  await restart()
  await sync()
  expect(tokens.at(-1)).toEqual([FIRST, SECOND])
  expect(leaks()).toEqual([])
  expect(JSON.stringify([await api.get(REMOTES), await api.get(`${V3}remotes/`)])).not.toMatch(/planted|sealed:/)
})

test('12 header values that an older program kept in clear text are encrypted at the first start', async () => {
  const { body } = await api.call('POST', REMOTES, { name: 'h', url: upstream.url, headers: [{ 'X-Token': 'x' }] })
  const id = uuidToBlob(body.pulp_href.split('/').at(-2))
  const { catalogue } = api.it.engine
  catalogue.prepare('UPDATE core_remote SET headers = ? WHERE pulp_id = ?').run(`[{"X-Token":"${FIRST}"}]`, id)
  expect(leaks()).not.toEqual([])
  await restart()
  expect(leaks()).toEqual([])
})
