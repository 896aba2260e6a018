import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { type FileUpstream, sha256, startFileUpstream } from '../../../../test/fixtures/file-upstream.ts'
import { startTestEngine, type TestEngine } from '../../../../test/fixtures/engine.ts'
import { file } from '../../plugins/file/index.ts'
import { FileContent, FileRemote } from '../../plugins/file/models.ts'
import { DownloaderPool } from '../download/downloader-pool.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { ArtifactBudget } from './artifact-budget.ts'
import { ArtifactDownloader } from './artifact-downloader.ts'
import { ArtifactSaver } from './artifact-saver.ts'
import { DeclarativeArtifact, DeclarativeContent, unit } from './declarative.ts'
import { EndStage } from './end-stage.ts'
import { createPipeline } from './pipeline.ts'
import { Stage } from './stage.ts'

const KILOBYTE = 1000

class Source extends Stage {
  private readonly list: readonly DeclarativeContent[]
  private readonly after: () => Promise<void>

  constructor(list: readonly DeclarativeContent[], after: () => Promise<void>) {
    super()
    this.list = list
    this.after = after
  }

  async run(): Promise<void> {
    for (const item of this.list) await this.put(item)
    await this.after()
  }
}

let it: TestEngine
let upstream: FileUpstream
let units: string[][] = []
let budgetBytes = KILOBYTE
let after = async (): Promise<void> => undefined

const fetchAll = defineTask({
  id: 'test.fetch',
  version: 1,
  input: z.object({}),
  async run(context) {
    const { catalogue } = context
    const remote =
      FileRemote.find(catalogue, { name: 'r' }) ??
      FileRemote.create(catalogue, { name: 'r', url: upstream.url, max_retries: 0, download_concurrency: 20 })
    const base = new URL('.', upstream.url)
    const items = units.map((paths) => {
      const dArtifacts = paths.map((path) => {
        const bytes = upstream.files.get(path) ?? Buffer.alloc(0)
        const artifact = { digests: { sha256: sha256(bytes) }, size: bytes.length }
        return new DeclarativeArtifact({ artifact, url: new URL(path, base).href, relativePath: path, remote })
      })
      return new DeclarativeContent({
        content: unit(FileContent, { relative_path: paths[0] ?? '', digest: '00' }),
        dArtifacts,
      })
    })
    const pool = new DownloaderPool(context, context.tempDir)
    const budget = new ArtifactBudget(budgetBytes, 100)
    const stages = [
      new Source(items, after),
      new ArtifactDownloader(context, pool, budget),
      new ArtifactSaver(context, budget),
      new EndStage(),
    ]
    await createPipeline(stages, { signal: context.signal }).finally(() => pool.close())
  },
})

beforeEach(async () => {
  it = startTestEngine([{ ...file, tasks: [...file.tasks, fetchAll] }])
  upstream = await startFileUpstream({})
  after = async () => undefined
  budgetBytes = KILOBYTE
})
afterEach(async () => {
  await it.close()
  await upstream.close()
})

function offer(path: string, size: number): string {
  upstream.files.set(path, Buffer.alloc(size, path))
  return path
}

test('a unit whose files together are larger than the budget is fetched all the same', async () => {
  units = [
    [offer('a1', 600), offer('a2', 600)],
    [offer('b1', 600), offer('b2', 600)],
  ]
  const task = await it.run(fetchAll, {})
  expect(task).toMatchObject({ state: 'completed', error: null })
  expect(it.engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_artifact').get()).toEqual({ n: 4 })
})

test('a failed download ends the sync while others wait for the room that it took', async () => {
  units = [[offer('a', 900)], [offer('b', 900)]]
  upstream.intercept = (path, _request, response) => {
    if (path !== 'a') return false
    response.writeHead(404).end()
    return true
  }
  expect(await it.run(fetchAll, {})).toMatchObject({ state: 'failed', error: { code: 'download.http_status' } })
})

test('a failed download stops the others, although more metadata may come in', async () => {
  units = [[offer('slow', 100)], [offer('bad', 100)]]
  budgetBytes = 10 * KILOBYTE
  const stopped = Promise.withResolvers<void>()
  after = () => stopped.promise
  upstream.intercept = (path, _request, response) => {
    if (path === 'slow') response.once('close', stopped.resolve)
    else
      void expect
        .poll(() => upstream.requests.length)
        .toBe(2)
        .then(() => response.writeHead(404).end())
    return true
  }
  expect(await it.run(fetchAll, {})).toMatchObject({ state: 'failed', error: { code: 'download.http_status' } })
})
