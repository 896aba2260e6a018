import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTestEngine } from '../../../../test/fixtures/engine.ts'
import type { Digests } from '#shared/digest'
import { file } from '../../plugins/file/index.ts'
import { FileContent, FileRemote } from '../../plugins/file/models.ts'
import { Artifact } from '../artifact/artifact.ts'
import { TemporaryFile } from '../artifact/temporary-file.ts'
import { DeclarativeArtifact, DeclarativeContent, unit } from './declarative.ts'
import { EndStage } from './end-stage.ts'
import { createPipeline } from './pipeline.ts'
import { OneUnit } from './one-unit.ts'
import { QueryExistingArtifacts } from './query-existing-artifacts.ts'

const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex')

test('a stored file counts as known only by digests that may be relied on, and only when none of them differs', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stillwater-known-'))
  const lax = startTestEngine([file], {
    root,
    workers: 0,
    settings: { ALLOWED_CONTENT_CHECKSUMS: ['sha256', 'sha512', 'md5'] },
  })
  const stored = await Artifact.fromTemporaryFile(
    lax.engine,
    await TemporaryFile.initAndValidate(
      (async function* () {
        yield Buffer.from('alpha')
      })(),
      { dir: lax.engine.folder.tmp, allowed: lax.engine.settings.ALLOWED_CONTENT_CHECKSUMS },
    ),
  )
  const look = async ({ engine }: typeof lax, digests: Digests): Promise<string | null> => {
    const { catalogue } = engine
    const values = { name: 'r', url: 'http://127.0.0.1:1/' }
    const remote = FileRemote.find(catalogue, { name: 'r' }) ?? FileRemote.create(catalogue, values)
    const one = new DeclarativeArtifact({
      artifact: { digests },
      url: values.url,
      relativePath: 'a',
      remote,
      deferredDownload: true,
    })
    const item = new DeclarativeContent({
      content: unit(FileContent, { relative_path: 'a', digest: '00' }),
      dArtifacts: [one],
    })
    await createPipeline([new OneUnit(item), new QueryExistingArtifacts(engine), new EndStage()])
    return one.artifact.id
  }
  const md5 = hash('md5', 'alpha')
  expect(await look(lax, { md5 })).toBe(stored.id)
  expect(await look(lax, { sha512: hash('sha512', 'alpha') })).toBe(stored.id)
  expect(await look(lax, { md5, sha512: hash('sha512', 'something else') })).toBeNull()
  await lax.close()
  const strict = startTestEngine([file], { root, workers: 0 })
  expect(await look(strict, { md5 })).toBeNull()
  expect(await look(strict, { md5, sha512: hash('sha512', 'alpha') })).toBe(stored.id)
  await strict.close()
  rmSync(root, { recursive: true })
})
