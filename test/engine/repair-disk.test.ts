/** What a repair makes of trouble with its own disk. */
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PartialStore } from '../../src/main/engine/artifact/partial-store.ts'
import { repair } from '../../src/main/engine/housekeeping/repair.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'

let it: TestEngine
let upstream: FileUpstream
beforeEach(async () => {
  it = startTestEngine([file])
  upstream = await startFileUpstream({ 'a.txt': 'alpha' })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await it.close()
  await upstream.close()
})

test('93 a file that our own disk does not let us fetch again stays known as missing, and the next repair brings it back', async () => {
  const { catalogue, storage } = it.engine
  const remote = FileRemote.create(catalogue, { name: 'r', url: upstream.url })
  const repository = createRepository(catalogue, FileRepository, { name: 'r' })
  const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: false, optimize: true }
  expect((await it.run(syncFile, input, { exclusive: [repository] })).state).toBe('completed')
  rmSync(storage.path(sha256(Buffer.from('alpha'))) as string)

  const broken = Object.assign(new Error('EIO: i/o error, rename'), { code: 'EIO', syscall: 'rename' })
  vi.spyOn(PartialStore.prototype, 'take').mockRejectedValue(broken)
  const failed = await it.run(repair, { version: null, verify_checksums: false })
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'storage.write_failed' } })
  vi.restoreAllMocks()

  const mended = await it.run(repair, { version: null, verify_checksums: false })
  expect(mended.result).toMatchObject({ missing: 1, repaired: 1, on_demand: 0 })
})
