/** The API and the content server on one engine, as a host has them. */
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import type { TaskBody } from '../../src/shared/api/task.ts'
import { startTestApi, type TestApi, type TestApiOptions, uploadForm, V3 } from '../api/api.ts'
import { ask, type Reply } from './client.ts'

export interface Whole {
  api: TestApi
  content: ContentServer
  /** Makes an object of a kind by a task, or at once, and answers its address. */
  make(path: string, body: object): Promise<string>
  /** Puts a file into a repository. */
  upload(repository: string, path: string, bytes: string): Promise<TaskBody>
  /** What clients get at a path below the content prefix. */
  get(path: string): Promise<Reply>
  close(): Promise<void>
}

export async function startWhole(options: TestApiOptions = {}): Promise<Whole> {
  const api = await startTestApi(options)
  const content = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
  return {
    api,
    content,
    async make(path, body) {
      const answer = await api.call('POST', `${V3}${path}/`, body)
      if (answer.status === 201) return answer.body.pulp_href as string
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
      const task = await api.finished(answer.body.task as string)
      if (task.state !== 'completed') throw new Error(JSON.stringify(task.error))
      return task.created_resources[0] ?? ''
    },
    async upload(repository, path, bytes) {
      const init = { method: 'POST', body: uploadForm(path, bytes, repository) }
      const response = await api.http(`${V3}content/file/files/`, init)
      return await api.finished(((await response.json()) as { task: string }).task)
    },
    get: (path) => ask(content.url, `/pulp/content/${path}`),
    async close() {
      await content.close()
      await api.close()
    },
  }
}
