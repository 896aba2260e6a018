/** What a failure tells: a code, a sentence, advice; and no secret, whichever way it went wrong. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { loadSettings } from '../../src/main/engine/settings/load.ts'
import { taskBody } from '../../src/main/engine/tasking/task-body.ts'
import { defineTask } from '../../src/main/engine/tasking/task-definition.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { threadLog } from '../../src/main/thread/thread-log.ts'
import * as z from 'zod'
import { temporaryFolder } from '../api/api.ts'
import { TrafficControl } from '../../src/main/engine/download/traffic-control.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'

const PLANTED = 'planted-secret'
const BASIC = Buffer.from(`${PLANTED}:${PLANTED}`).toString('base64')

let it: TestEngine
let upstream: FileUpstream
let folder: ReturnType<typeof temporaryFolder>

beforeEach(async () => {
  folder = temporaryFolder()
  const log = threadLog({
    dataDir: folder.path,
    settings: loadSettings({ commandLine: { LOG_LEVEL: 'trace' } }),
    name: 'test',
    traffic: new TrafficControl().memory,
  })
  it = startTestEngine([file, { ...file, name: 'broken', ...NOTHING, tasks: [failing] }], { root: folder.path, log })
  upstream = await startFileUpstream({ 'a.txt': 'alpha' })
})
afterEach(async () => {
  await it.close()
  await upstream.close()
  folder.remove()
})

const NOTHING = {
  migrations: [],
  repositories: [],
  remotes: [],
  content: [],
  publications: [],
  distributions: [],
  alternateContentSources: [],
}

/** A defect: an error of no catalogue, with an address in its message. */
const failing = defineTask({
  id: 'broken.run',
  version: 1,
  input: z.object({}),
  run() {
    const url = `https://${PLANTED}:${PLANTED}@example.org/x?token=${PLANTED}`
    return Promise.reject(
      Object.assign(new TypeError(`cannot use ${url} (Bearer ${PLANTED})`), { input: url, password: PLANTED }),
    )
  },
})

/** Files of the data folder, the log among them, that hold what was planted. */
function leaks(): string[] {
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => [PLANTED, BASIC].some((secret) => readFileSync(path).includes(secret)))
}

const status = (code: number) => (): void => {
  upstream.intercept = (_path, _request, response) => {
    response.writeHead(code).end()
    return true
  }
}

function redirect(): void {
  upstream.intercept = (_path, request, response) => {
    const location = `http://${PLANTED}:${PLANTED}@${request.headers.host}/x?token=${PLANTED}`
    response.writeHead(302, { location }).end()
    return true
  }
}

test.each([
  ['refused by upstream', 'download.http_status', status(401), {}],
  ['failing upstream', 'download.http_status', status(500), {}],
  ['a redirect with credentials', 'download.credentials_in_url', redirect, {}],
  ['nobody at the proxy', 'download.unreachable', status(200), { proxy_url: 'http://127.0.0.1:9' }],
  ['a client key that is none', 'download.tls_settings_invalid', status(200), { client_key: PLANTED }],
] as const)(
  '89 %s: code, sentence and advice, and no secret in task, catalogue or log',
  async (_what, code, prepare, more) => {
    prepare()
    const remote = FileRemote.create(it.engine.catalogue, {
      name: 'r',
      url: upstream.url,
      max_retries: 0,
      username: PLANTED,
      password: PLANTED,
      proxy_username: PLANTED,
      proxy_password: PLANTED,
      ...more,
    })
    const repository = createRepository(it.engine.catalogue, FileRepository, { name: 'r' })
    const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: true }
    const body = taskBody(it.engine.catalogue, await it.run(syncFile, input, { exclusive: [repository] }))
    expect([body.state, body.error?.code]).toEqual(['failed', code])
    expect(body.error?.description).not.toBe(`error.${code}`)
    expect(body.error?.advice).toMatch(/\w+ \w+.*\.$/)
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`${PLANTED}|${BASIC}`))
    expect(leaks()).toEqual([])
  },
)

test('89 a defect is told as such, with what looks like a secret masked', async () => {
  const body = taskBody(it.engine.catalogue, await it.run(failing, {}))
  expect(body.error).toMatchObject({
    code: 'internal',
    description: expect.stringContaining('https://***@example.org/x'),
  })
  expect(body.error?.advice).toContain('log')
  expect(leaks()).toEqual([])
})
