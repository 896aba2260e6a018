/** What Pulp's own command line does with guards, uploads, labels of content and checkpoints. `npm run pulp-cli` installs it and runs this. */
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

describe.skipIf(!existsSync(PULP))('pulp-cli', { timeout: 180_000 }, () => {
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
})
