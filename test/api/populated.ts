/** A server that has something of everything, for tests that go through all of it. */
import { plugins } from '../../src/main/plugins/all.ts'
import { signingKey } from '../../src/main/engine/signature/signing-key.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

export interface Populated {
  api: TestApi
  /** Hrefs of what was made, by what it is. */
  made: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function startPopulatedApi(): Promise<Populated> {
  const api = await startTestApi({ plugins })
  const upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta', 'sub/c.txt': 'gamma' })
  const made = await populate(api, upstream)
  return {
    api,
    made,
    async close() {
      await api.close()
      await upstream.close()
    },
  }
}

async function populate(api: TestApi, upstream: FileUpstream): Promise<Record<string, string>> {
  const create = async (path: string, body: object): Promise<string> => {
    const answer = await api.call('POST', path, body)
    if (answer.status === 201) return answer.body.pulp_href
    if (answer.status !== 202) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    const task = await api.finished(answer.body.task)
    if (task.error) throw new Error(`${path}: ${JSON.stringify(task.error)}`)
    return task.created_resources.at(-1) ?? ''
  }
  const url = upstream.url
  const pulp_labels = { team: 'one' }
  const remote = await create(`${V3}remotes/file/file/`, { name: 'remote', url, pulp_labels })
  const repository = await create(`${V3}repositories/file/file/`, { name: 'files', remote, pulp_labels })
  const version = await create(`${repository}sync/`, {})
  const publication = await create(`${V3}publications/file/file/`, { repository })
  const guard = await create(`${V3}contentguards/core/header/`, { name: 'guard', header_name: 'x', header_value: 'y' })
  await create(`${V3}contentguards/core/composite/`, { name: 'both', guards: [guard] })
  await create(`${V3}contentguards/core/content_redirect/`, { name: 'redirect' })
  const distribution = await create(`${V3}distributions/file/file/`, {
    name: 'served',
    base_path: 'served/files',
    publication,
    content_guard: guard,
  })
  const onDemand = await create(`${V3}remotes/file/file/`, { name: 'acs', url, policy: 'on_demand' })
  const acs = await create(`${V3}acs/file/file/`, { name: 'acs', remote: onDemand })
  const refreshed = (await api.call('POST', `${acs}refresh/`)).body.task_group
  const npmRemote = await create(`${V3}remotes/npm/npm/`, { name: 'npm', url: 'http://127.0.0.1:1/' })
  await create(`${V3}repositories/npm/npm/`, { name: 'npm', remote: npmRemote })
  const failed = await api.settle(
    'POST',
    `${(await api.get(`${V3}repositories/npm/npm/`)).results[0].pulp_href}sync/`,
    {},
  )
  const upload = await create(`${V3}uploads/`, { size: 10 })
  const content = await api.http(`${V3}content/file/files/`, { method: 'POST', body: uploadForm('up.txt', 'uploaded') })
  await api.finished(((await content.json()) as Json).task)
  const schedule = await create(`${OWN}schedules/`, { repository, interval: 86_400 })
  await signingKey(api.it.engine)
  return {
    remote,
    repository,
    version,
    publication,
    guard,
    distribution,
    acs,
    refreshed,
    upload,
    schedule,
    failed: failed.pulp_href,
  }
}
