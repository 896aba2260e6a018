/** The OpenAPI document is valid, and a client that a generator makes of it works. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { generateApi } from 'swagger-typescript-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plugins } from '../../src/main/plugins/all.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, startTestApi, type TestApi, TOKEN, V3 } from './api.ts'

const folder = mkdtempSync(join(tmpdir(), 'stillwater-client-'))
let api: TestApi
let upstream: FileUpstream
beforeAll(async () => {
  api = await startTestApi({ plugins })
  upstream = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta' })
})
afterAll(async () => {
  await api.close()
  await upstream.close()
  rmSync(folder, { recursive: true })
})

const problemsOf = async (document: Json): Promise<unknown> => {
  const { valid, errors } = await new Validator().validate(document)
  return valid ? null : errors
}

test('110 the OpenAPI document is valid, in Pulp’s form but for the paths that stand for an href', async () => {
  expect(await problemsOf(await api.get(`${V3}docs/api.json?pk_path=1`))).toBeNull()
  const pulps = await api.get(`${V3}docs/api.json`)
  pulps.paths = Object.fromEntries(
    Object.entries(pulps.paths).map(([path, item]) => [path.startsWith('/') ? path : `/${path}`, item]),
  )
  expect(await problemsOf(pulps)).toBeNull()
})

/** What a user of the client writes; type-checked with it. */
const USE = `
import { Api } from './client.ts'
export async function mirror(baseUrl: string, token: string, url: string): Promise<number> {
  const api = new Api({ baseUrl, baseApiParams: { secure: true, headers: { authorization: \`Bearer \${token}\` } } })
  const remote = await api.pulp.remotesFileFileCreate({ name: 'r', url })
  const repository = await api.pulp.repositoriesFileFileCreate({ name: 'm', remote: remote.data.pulp_href })
  const id = repository.data.pulp_href.split('/').at(-2) ?? ''
  const { task } = (await api.pulp.repositoriesFileFileSync(id, {})).data
  for (;;) {
    const { state } = (await api.pulp.tasksRead(task.split('/').at(-2) ?? '')).data
    if (state === 'failed' || state === 'canceled') throw new Error(state)
    if (state === 'completed') break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const page = await api.pulp.contentFileFilesList({ ordering: ['relative_path'] })
  return page.data.count
}
`

test('110 a client generated from it type-checks and runs a sync', { timeout: 120_000 }, async () => {
  const input = join(folder, 'api.json')
  writeFileSync(input, JSON.stringify(await api.get(`${V3}docs/api.json?pk_path=1`)))
  await generateApi({ input, output: folder, fileName: 'client.ts', httpClientType: 'fetch', silent: true })
  writeFileSync(join(folder, 'use.ts'), USE)
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom,dom.iterable',
    '--module',
    'esnext',
  ]
  const more = ['--moduleResolution', 'bundler', '--allowImportingTsExtensions', join(folder, 'use.ts')]
  const tsc = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options, ...more], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(tsc.stdout).toBe('')
  expect(tsc.status).toBe(0)
  const { mirror } = (await import(/* @vite-ignore */ join(folder, 'use.ts'))) as {
    mirror(baseUrl: string, token: string, url: string): Promise<number>
  }
  expect(await mirror(api.url, TOKEN, upstream.url)).toBe(2)
})
