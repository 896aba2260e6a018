import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { countVersions } from '../../src/main/engine/repository/version.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
let upstream: FileUpstream

beforeEach(async () => {
  it = startTestEngine([file], { settings: { STORAGE_BUDGET_MB: 1 } })
  upstream = await startFileUpstream(
    Object.fromEntries([1, 2, 3].map((index) => [`f${index}`, Buffer.alloc(400_000, String(index))])),
  )
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

function prepare(): () => Promise<TaskRow> {
  const { catalogue } = it.engine
  const values = { name: 'r', url: upstream.url, policy: 'immediate', max_retries: 0, download_concurrency: 1 } as const
  const remote = FileRemote.create(catalogue, values)
  const repository = createRepository(catalogue, FileRepository, { name: 'r' })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: false }
  return async () => {
    const task = await it.run(syncFile, input, { exclusive: [repository], shared: [remote] })
    expect(countVersions(catalogue, repository.pulp_id)).toBe(task.state === 'completed' ? 2 : 1)
    return task
  }
}

test('94 a sync stops before the file that would break the budget, with a message; within the budget it goes through', async () => {
  const sync = prepare()
  expect(await sync()).toMatchObject({
    state: 'failed',
    error: { code: 'storage.over_budget', params: { budget: 1 } },
  })
  expect(upstream.requests).not.toContain('f3')
  const { bytes } = it.engine.catalogue.prepare('SELECT SUM(size) AS bytes FROM core_artifact').get() as {
    bytes: number | null
  }
  expect(bytes ?? 0).toBeLessThanOrEqual(1_000_000)
  upstream.files.delete('f3')
  expect((await sync()).state).toBe('completed')
})
