/** What Pulp's own command line does with tasks, guards, uploads, and the API's description. `npm run pulp-cli` installs it and runs this. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, PulpClient } from './pulp-client.ts'
import { PULP } from './pulp-cli-path.mjs'

let upstream: FileUpstream
let client: PulpClient
const pulp = (...args: string[]): Promise<Json> => client.pulp(...args)
const digest = sha256(Buffer.from('alpha'))
const unit = ['--relative-path', 'a.txt', '--sha256', digest] as const

describe.skipIf(!existsSync(PULP))('pulp-cli', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    upstream = await startFileUpstream({ 'a.txt': 'alpha' })
    client = await PulpClient.start(PULP)
    await pulp('file', 'remote', 'create', '--name', 'remote', '--url', upstream.url)
    await pulp('file', 'repository', 'create', '--name', 'mirror', '--remote', 'remote')
    await pulp('file', 'repository', 'sync', '--repository', 'mirror')
  })
  afterAll(async () => {
    client?.close()
    await upstream?.close()
  })

  test('160 tasks: found by what they are, waited for, cancelled, destroyed, purged', async () => {
    const { pulp_href: repository } = await pulp('file', 'repository', 'show', '--name', 'mirror')
    const { pulp_href: version } = await pulp('file', 'repository', 'version', 'show', '--repository', 'mirror')
    const [sync] = await pulp('task', 'list', '--name', 'file.sync')
    for (const filter of [
      ['--name-contains', 'sync'],
      ['--state-in', 'completed', '--state-in', 'failed', '--worker', sync.worker],
      ['--exclusive-resource', repository],
      ['--created-resource', version],
      ['--started-after', '2020-01-01', '--finished-before', '2100-01-01', '--limit', '1000'],
    ])
      expect([filter, (await pulp('task', 'list', ...filter)).map((one: Json) => one.pulp_href)]).toEqual([
        filter,
        expect.arrayContaining([sync.pulp_href]),
      ])
    expect(await pulp('task', 'list', '--state', 'failed')).toEqual([])
    expect(await pulp('file', 'repository', 'task', 'list', '--repository', 'mirror')).toHaveLength(1)
    const worker = await pulp('worker', 'show', '--href', sync.worker)
    expect(await pulp('worker', 'show', '--name', worker.name)).toMatchObject({ pulp_href: sync.worker })
    expect(await pulp('task', 'list', '--name', 'file.sync', '--worker', worker.name)).toHaveLength(1)
    expect((await pulp('worker', 'list', '--online')).length).toBeGreaterThan(0)
    expect(await pulp('worker', 'list', '--missing')).toEqual([])

    // Upstream does not answer, so that there is something to cancel.
    upstream.intercept = () => true
    const again = ['file', 'repository', 'sync', '--repository', 'mirror'] as const
    const [, first = ''] = /(\/pulp\S+tasks\/[^/]+\/)/.exec((await client.run(['--background', ...again])).stderr) ?? []
    const [, second = ''] =
      /(\/pulp\S+tasks\/[^/]+\/)/.exec((await client.run(['--background', ...again])).stderr) ?? []
    expect((await pulp('task', 'list', '--state', 'waiting')).map((one: Json) => one.pulp_href)).toEqual([second])
    await pulp('task', 'cancel', '--waiting')
    expect((await pulp('task', 'show', '--href', second)).state).toBe('canceled')
    await pulp('task', 'cancel', '--href', first)
    upstream.intercept = null
    await client.run(['task', 'show', '--wait', '--href', first])
    expect((await pulp('task', 'show', '--href', first)).state).toBe('canceled')
    await pulp('task', 'destroy', '--href', second)
    expect(await client.refusal('task', 'show', '--href', second)).toContain('catalogue.not_found')
    expect(await pulp('task', 'summary')).toMatchObject({ running: 0, waiting: 0, canceled: 1 })
    await pulp('task', 'purge', '--state', 'canceled', '--finished-before', new Date().toISOString())
    expect(await pulp('task', 'list', '--state', 'canceled')).toEqual([])
  })

  test('160 certificate and redirect guards', async () => {
    const { cert } = await generate([{ name: 'commonName', value: 'authority' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    })
    writeFileSync(join(client.folder, 'ca.pem'), cert)
    const certificate = ['--name', 'certificate', '--ca-certificate', `@${client.folder}/ca.pem`]
    await pulp('content-guard', 'x509', 'create', ...certificate)
    await pulp('content-guard', 'x509', 'update', '--name', 'certificate', '--description', 'of the lab')
    expect(await pulp('content-guard', 'x509', 'show', '--name', 'certificate')).toMatchObject({
      description: 'of the lab',
      ca_certificate: expect.stringContaining('BEGIN CERTIFICATE'),
    })
    const redirect = await pulp('content-guard', 'redirect', 'create', '--name', 'signed')
    expect(await pulp('content-guard', 'redirect', 'list')).toMatchObject([{ pulp_href: redirect.pulp_href }])
    await pulp('content-guard', 'composite', 'create', '--name', 'any', '--guard', 'core:content_redirect:signed')
    for (const [type, name] of [
      ['composite', 'any'],
      ['redirect', 'signed'],
      ['x509', 'certificate'],
    ] as const)
      await pulp('content-guard', type, 'destroy', '--name', name)
    expect(await pulp('content-guard', 'list')).toEqual([])
  })

  test('160 artifacts and uploads in chunks, labels of content, versions of every repository, checkpoints', async () => {
    const file = join(client.folder, 'upload.bin')
    writeFileSync(file, Buffer.alloc(100_000, 'bytes '))
    const sum = sha256(readFileSync(file))
    expect((await pulp('artifact', 'upload', '--file', file, '--chunk-size', '30kB')).sha256).toBe(sum)
    expect(await pulp('artifact', 'list', '--sha256', sum)).toHaveLength(1)
    const upload = await pulp('debug', 'openapi', 'call', '--id', 'uploads_create', '--body', '{"size": 5}')
    expect(await pulp('upload', 'list')).toHaveLength(1)
    expect((await pulp('upload', 'show', '--href', upload.pulp_href)).size).toBe(5)
    await pulp('upload', 'destroy', '--href', upload.pulp_href)

    await pulp('file', 'content', 'label', 'set', ...unit, '--key', 'shelf', '--value', 'top')
    const shown = await pulp('file', 'content', 'show', ...unit)
    expect(shown.pulp_labels).toEqual({ shelf: 'top' })
    await pulp('file', 'content', 'label', 'unset', ...unit, '--key', 'shelf')
    const of = JSON.stringify([shown.pulp_href])
    expect((await pulp('repository', 'version', 'list', '--content', of)).map((one: Json) => one.number)).toEqual([1])

    await pulp('file', 'publication', 'create', '--repository', 'mirror', '--checkpoint')
    const past = ['--name', 'past', '--base-path', 'past', '--repository', 'mirror', '--checkpoint']
    const { base_url } = await pulp('file', 'distribution', 'create', ...past)
    const [, time = ''] = /href="\.\/(\d{8}T\d{6}Z)\/"/.exec(await (await fetch(base_url)).text()) ?? []
    expect(await (await fetch(`${base_url}${time}/a.txt`)).text()).toBe('alpha')
  })

  test('160 what the API says of itself, who uses it, and what would be done', async () => {
    expect(await pulp('debug', 'openapi', 'info')).toMatchObject({ title: 'Stillwater' })
    expect(await pulp('debug', 'openapi', 'operation', '--id', 'tasks_list')).toMatchObject({ method: 'get' })
    expect(await pulp('debug', 'openapi', 'schema', '--name', 'file.FileRepository')).toHaveProperty('properties')
    expect(await pulp('debug', 'openapi', 'schema-names')).toContain('TaskResponse')
    expect(await pulp('debug', 'openapi', 'call', '--id', 'status_read')).toHaveProperty('versions')
    expect(await pulp('show', '--href', '/pulp/api/v3/status/')).toHaveProperty('versions')
    expect(await pulp('user', 'list')).toMatchObject([{ username: 'admin' }])
    expect(await pulp('user', 'show', '--username', 'admin')).toMatchObject({ username: 'admin' })
    for (const kind of ['group', 'role', 'domain', 'signing-service'])
      expect([kind, await pulp(kind, 'list')]).toEqual([kind, []])
    await client.run(['--dry-run', 'file', 'repository', 'destroy', '--name', 'mirror'])
    expect((await pulp('file', 'repository', 'show', '--name', 'mirror')).name).toBe('mirror')
  })
})
