/** An API server on a test engine, spoken to over both of its wires. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiServer, type ApiServerOptions, createApiServer } from '../../src/main/api-server/server.ts'
import type { PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import type { TaskBody } from '../../src/shared/api/task.ts'
import type { ApiMethod } from '../../src/shared/wire.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

export const PASSWORD = 'correct horse'
export const TOKEN = 'owner-token'
export const V3 = '/pulp/api/v3/'
export const OWN = '/stillwater/api/v1/'
export const CONTENT_URL = 'http://127.0.0.1:24816'

/** JSON of an answer; tests look into it without ceremony. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tests are the check
export type Json = any

export interface Answer {
  status: number
  body: Json
}

export interface TestApi {
  it: TestEngine
  server: ApiServer
  /** Where it listens, without a trailing slash. */
  url: string
  /** A request of this process. */
  call(method: ApiMethod, path: string, body?: unknown): Promise<Answer>
  get(path: string): Promise<Json>
  /** Sends a request that answers 202 and waits for the end of its task. */
  settle(method: ApiMethod, path: string, body?: unknown): Promise<TaskBody>
  finished(taskHref: string): Promise<TaskBody>
  /** A request over the network with the owner token. */
  http(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

export interface TestApiOptions {
  /** The plugin file alone unless said otherwise. */
  plugins?: readonly PluginDeclaration[]
  uiDir?: string | null
  settings?: Record<string, unknown>
  /** What else the server is made with. */
  server?: Partial<ApiServerOptions>
  /** Use (and keep) this data folder instead of a fresh one. */
  root?: string
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { plugins = [file], root, settings = {} } = options
  const it = startTestEngine(plugins, root === undefined ? { settings } : { root, settings })
  const server = await createApiServer({
    engine: it.engine,
    scheduler: it.scheduler,
    events: it.events,
    adminPassword: PASSWORD,
    ownerToken: TOKEN,
    contentUrl: () => CONTENT_URL,
    about: () => ({
      version: '0',
      data_dir: it.engine.folder.root,
      content_url: CONTENT_URL,
      api_url: null,
      ui_url: null,
      host: 'headless',
      workers: 2,
    }),
    uiDir: options.uiDir ?? null,
    workers: () => it.scheduler.workerNames,
    ...options.server,
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const call: TestApi['call'] = async (method, path, body) => server.request({ method, path, body })
  const finished: TestApi['finished'] = async (taskHref) => {
    await it.scheduler.whenFinished(taskHref.split('/').at(-2) ?? '')
    return (await call('GET', taskHref)).body as TaskBody
  }
  return {
    it,
    server,
    url,
    call,
    finished,
    async get(path) {
      const { status, body } = await call('GET', path)
      if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`)
      return body
    },
    async settle(method, path, body) {
      const answer = await call(method, path, body)
      if (answer.status !== 202) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
      return finished(answer.body.task)
    },
    http: (path, init = {}) =>
      fetch(url + path, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } }),
    async close() {
      await server.close()
      await it.close()
    },
  }
}

/** A folder that looks like a built interface. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'stillwater-ui-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Uploads bytes as one file unit. */
export function uploadForm(relativePath: string, bytes: string | Uint8Array, repository?: string): FormData {
  const form = new FormData()
  if (repository !== undefined) form.set('repository', repository)
  form.set('relative_path', relativePath)
  form.set('file', new Blob([bytes as BlobPart]), 'upload.bin')
  return form
}
