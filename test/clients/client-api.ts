/** The API beside a mirror that a test has made, for what it says of this machine's clients. */
import { createApiServer } from '../../src/main/api-server/server.ts'
import type { ClientReport } from '../../src/shared/api/client.ts'
import type { TaskBody } from '../../src/shared/api/task.ts'
import type { ApiMethod } from '../../src/shared/wire.ts'
import type { Answer, Json } from '../api/api.ts'
import type { TestEngine } from '../fixtures/engine.ts'

const OWN = '/stillwater/api/v1/'

export interface ClientApi {
  /** The body of an answer with status 200. */
  get(path: string): Promise<Json>
  post(path: string, body?: object): Promise<Answer>
  /** Starts a task with a POST and waits for its end. */
  task(path: string, body?: object): Promise<TaskBody>
  /** The same for a run of a client, which has to complete. */
  run(path: string, body?: object): Promise<ClientReport>
  close(): Promise<void>
}

/** @param distribution its name @param content address of the content server, without a path */
export async function startClientApi(it: TestEngine, distribution: string, content: () => string): Promise<ClientApi> {
  const server = await createApiServer({
    engine: it.engine,
    scheduler: it.scheduler,
    events: it.events,
    adminPassword: 'correct horse',
    ownerToken: 'token',
    contentUrl: content,
    about: () => ({
      version: '0',
      data_dir: it.engine.folder.root,
      content_url: content(),
      api_url: null,
      ui_url: null,
      host: 'headless',
      workers: 2,
    }),
    uiDir: null,
    workers: () => it.scheduler.workerNames,
  })
  const call = async (method: ApiMethod, path: string, body?: object): Promise<Answer> =>
    server.request({ method, path, body })
  const found = await call('GET', `/pulp/api/v3/distributions/?name=${distribution}`)
  const href = (found.body as { results: { pulp_href: string }[] }).results[0]?.pulp_href ?? ''
  const api: ClientApi = {
    async get(path) {
      const mark = path.includes('?') ? '&' : '?'
      const answer = await call('GET', `${OWN}${path}${mark}distribution=${encodeURIComponent(href)}`)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      return answer.body
    },
    post: (path, body = {}) => call('POST', `${OWN}${path}`, { distribution: href, ...body }),
    async task(path, body) {
      const answer = await api.post(path, body)
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
      await it.scheduler.whenFinished(answer.body.task.split('/').at(-2) ?? '')
      return (await call('GET', answer.body.task)).body as TaskBody
    },
    async run(path, body) {
      const task = await api.task(path, body)
      if (task.state !== 'completed') throw new Error(JSON.stringify(task.error))
      return task.result as ClientReport
    },
    close: () => server.close(),
  }
  return api
}
