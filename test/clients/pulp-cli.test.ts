/** Pulp's own command line, unmodified, against `stillwater serve`. `npm run pulp-cli` installs it and runs this. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, PulpClient } from './pulp-client.ts'
import { PULP } from './pulp-cli-path.mjs'

const FILES = { 'a.txt': 'alpha', 'sub/b.txt': 'beta', 'c.txt': 'gamma' }
const digest = (path: keyof typeof FILES): string => sha256(Buffer.from(FILES[path]))

let upstream: FileUpstream
let client: PulpClient
let host: PulpClient['host']
let folder: string
const pulp = (...args: string[]): Promise<Json> => client.pulp(...args)
const run: PulpClient['run'] = (args) => client.run(args)
const refusal = (...args: string[]): Promise<string> => client.refusal(...args)

describe.skipIf(!existsSync(PULP))('pulp-cli', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    upstream = await startFileUpstream(FILES)
    client = await PulpClient.start(PULP)
    ;({ host, folder } = client)
  })
  afterAll(async () => {
    client?.close()
    await upstream?.close()
  })

  test('113, 160 status, workers, the description of the API', async () => {
    const { versions, database_connection, domain_enabled } = await pulp('status')
    expect(versions.map(({ component }: Json) => component)).toEqual(expect.arrayContaining(['core', 'file']))
    expect([database_connection.connected, domain_enabled]).toEqual([true, false])
    expect((await pulp('worker', 'list')).length).toBeGreaterThan(0)
    expect((await pulp('debug', 'openapi', 'spec')).openapi).toMatch(/^3\./)
    expect(await pulp('debug', 'openapi', 'operation-ids')).toContain('repositories_file_file_sync')
    await pulp('debug', 'has-plugin', '--name', 'file')
    expect(await refusal('--password', 'wrong', 'task', 'list')).toMatch(/auth/i)
  })

  test('160 a mirror: remote, repository, sync, publication, distribution, and a client', async () => {
    const remote = await pulp('file', 'remote', 'create', '--name', 'remote', '--url', upstream.url)
    expect(remote).toMatchObject({ name: 'remote', url: upstream.url, policy: 'immediate' })
    await pulp('file', 'remote', 'update', '--name', 'remote', '--policy', 'on_demand')
    expect((await pulp('file', 'remote', 'show', '--name', 'remote')).policy).toBe('on_demand')
    await pulp('file', 'remote', 'update', '--name', 'remote', '--policy', 'immediate')
    await pulp('file', 'repository', 'create', '--name', 'mirror', '--remote', 'remote', '--description', 'text')
    await pulp('file', 'repository', 'sync', '--repository', 'mirror')
    const version = await pulp('file', 'repository', 'version', 'show', '--repository', 'mirror')
    expect(version).toMatchObject({ number: 1, content_summary: { present: { 'file.file': { count: 3 } } } })
    const listed = await pulp('file', 'repository', 'content', 'list', '--repository', 'mirror')
    expect(listed.map((one: Json) => one.relative_path).toSorted()).toEqual(Object.keys(FILES).toSorted())
    const publication = await pulp('file', 'publication', 'create', '--repository', 'mirror')
    expect(publication.repository_version).toBe(version.pulp_href)
    const made = ['--name', 'shown', '--base-path', 'shown', '--publication', publication.pulp_href]
    const { base_url } = await pulp('file', 'distribution', 'create', ...made)
    expect(await (await fetch(`${base_url}sub/b.txt`)).text()).toBe('beta')
    await pulp('file', 'distribution', 'update', '--name', 'shown', '--base-path', 'moved')
    expect((await pulp('file', 'distribution', 'show', '--name', 'shown')).base_path).toBe('moved')
    expect((await fetch(`${host.content}/pulp/content/moved/PULP_MANIFEST`)).status).toBe(200)
    for (const kind of ['repository', 'remote', 'distribution', 'publication', 'content'])
      expect([kind, (await pulp(kind, 'list')).length > 0]).toEqual([kind, true])
    expect(await refusal('file', 'repository', 'show', '--name', 'nobody')).toMatch(/could not find/i)
  })

  test('160 versions: modify, add, remove, base version, repair, retention, destroy', async () => {
    const at = ['--repository', 'mirror'] as const
    const unit = ['--relative-path', 'a.txt', '--sha256', digest('a.txt')]
    await pulp('file', 'repository', 'content', 'remove', ...at, ...unit)
    await pulp('file', 'repository', 'content', 'add', ...at, ...unit)
    const removed = JSON.stringify([{ sha256: digest('c.txt'), relative_path: 'c.txt' }])
    await pulp('file', 'repository', 'content', 'modify', ...at, '--remove-content', removed, '--add-content', '[]')
    const versions = await pulp('file', 'repository', 'version', 'list', ...at)
    expect(versions.map((one: Json) => one.number)).toEqual([4, 3, 2, 1, 0])
    expect(versions[0].content_summary.present['file.file'].count).toBe(2)
    await pulp(
      'file',
      'repository',
      'content',
      'modify',
      ...at,
      '--base-version',
      '1',
      '--add-content',
      '[]',
      '--remove-content',
      '[]',
    )
    const rolledBack = await pulp('file', 'repository', 'version', 'show', ...at)
    expect([rolledBack.number, rolledBack.content_summary.present['file.file'].count]).toEqual([5, 3])
    await pulp('file', 'repository', 'version', 'repair', ...at)
    await pulp('file', 'repository', 'version', 'destroy', ...at, '--version', '2')
    await pulp('file', 'repository', 'update', '--name', 'mirror', '--retain-repo-versions', '2')
    const left = await pulp('file', 'repository', 'version', 'list', ...at)
    expect(left.map((one: Json) => one.number)).toEqual([5, 4, 1])
  })

  test('160 uploads: in one piece, in chunks, into a repository, from an artifact', async () => {
    const file = join(folder, 'upload.bin')
    writeFileSync(file, Buffer.alloc(100_000, 'stillwater '))
    const sum = sha256(readFileSync(file))
    const upload = (path: string, ...more: string[]) =>
      pulp('file', 'content', 'upload', '--file', file, '--relative-path', path, ...more)
    expect((await upload('up/one.bin')).sha256).toBe(sum)
    expect((await upload('up/chunked.bin', '--chunk-size', '30kB')).sha256).toBe(sum)
    await pulp('file', 'repository', 'create', '--name', 'uploads')
    await upload('up/into.bin', '--repository', 'uploads')
    expect(await pulp('file', 'repository', 'content', 'list', '--repository', 'uploads')).toHaveLength(1)
    await pulp('file', 'content', 'create', '--relative-path', 'up/again.bin', '--sha256', sum)
    expect((await pulp('file', 'content', 'show', '--sha256', sum, '--relative-path', 'up/again.bin')).sha256).toBe(sum)
    expect((await pulp('artifact', 'show', '--sha256', sum)).size).toBe(100_000)
    const byUrl = ['--file-url', new URL('a.txt', upstream.url).href, '--relative-path', 'up/url.txt']
    expect((await pulp('file', 'content', 'create', ...byUrl)).sha256).toBe(digest('a.txt'))
    const other = join(folder, 'other.bin')
    writeFileSync(other, 'another')
    expect((await pulp('artifact', 'upload', '--file', other)).size).toBe(7)
    expect(await pulp('upload', 'list')).toEqual([])
  })

  test('160 labels', async () => {
    const name = (kind: string): string =>
      ({ repository: 'mirror', remote: 'remote', distribution: 'shown' })[kind] ?? ''
    for (const kind of ['repository', 'remote', 'distribution']) {
      const at = ['file', kind, 'label'] as const
      await pulp(...at, 'set', `--${kind}`, name(kind), '--key', 'place', '--value', 'attic')
      expect((await run([...at, 'show', `--${kind}`, name(kind), '--key', 'place'])).stdout.trim()).toBe('attic')
      expect(await pulp('file', kind, 'list', '--label-select', 'place=attic,!other')).toHaveLength(1)
      await pulp(...at, 'unset', `--${kind}`, name(kind), '--key', 'place')
      expect(await pulp('file', kind, 'list', '--label-select', 'place')).toHaveLength(0)
    }
  })

  test('160 alternate content sources', async () => {
    mkdirSync(join(folder, 'copy/sub'), { recursive: true })
    for (const [path, text] of Object.entries(FILES)) writeFileSync(join(folder, 'copy', path), text)
    const lines = Object.entries(FILES).map(([path, text]) => `${path},${sha256(Buffer.from(text))},${text.length}\n`)
    writeFileSync(join(folder, 'copy/PULP_MANIFEST'), lines.join(''))
    const url = `file://${folder}/copy/`
    await pulp('file', 'remote', 'create', '--name', 'copy', '--url', url, '--policy', 'on_demand')
    await pulp('file', 'acs', 'create', '--name', 'acs', '--remote', 'copy', '--path', 'PULP_MANIFEST')
    expect((await pulp('file', 'acs', 'show', '--name', 'acs')).paths).toEqual(['PULP_MANIFEST'])
    await pulp('file', 'acs', 'path', 'add', '--name', 'acs', '--path', 'more/PULP_MANIFEST')
    await pulp('file', 'acs', 'path', 'remove', '--name', 'acs', '--path', 'more/PULP_MANIFEST')
    await pulp('file', 'acs', 'refresh', '--name', 'acs')
    expect((await pulp('file', 'acs', 'show', '--name', 'acs')).last_refreshed).not.toBeNull()
    expect(await pulp('file', 'acs', 'list')).toHaveLength(1)
    await pulp('file', 'acs', 'destroy', '--name', 'acs')
    expect(await pulp('file', 'acs', 'list')).toHaveLength(0)
  })

  test('160 guards', async () => {
    const header = ['--name', 'header', '--header-name', 'x-seat', '--header-value', 'window']
    await pulp('content-guard', 'header', 'create', ...header)
    await pulp('content-guard', 'rbac', 'create', '--name', 'role')
    const guards = ['--guard', 'core:header:header', '--guard', 'core:rbac:role']
    await pulp('content-guard', 'composite', 'create', '--name', 'either', ...guards)
    expect(await pulp('content-guard', 'list')).toHaveLength(3)
    await pulp('file', 'distribution', 'update', '--name', 'shown', '--content-guard', 'core:header:header')
    expect((await fetch(`${host.content}/pulp/content/moved/a.txt`)).status).toBe(403)
    await pulp('file', 'distribution', 'update', '--name', 'shown', '--content-guard', '')
    expect((await fetch(`${host.content}/pulp/content/moved/a.txt`)).status).toBe(200)
    for (const [type, name] of [
      ['composite', 'either'],
      ['header', 'header'],
      ['rbac', 'role'],
    ] as const)
      await pulp('content-guard', type, 'destroy', '--name', name)
  })

  test('160 tasks, groups, clean-up, and everything destroyed', async () => {
    const tasks = await pulp('task', 'list', '--state', 'completed', '--limit', '2')
    expect(tasks).toHaveLength(2)
    expect((await pulp('task', 'show', '--href', tasks[0].pulp_href)).state).toBe('completed')
    expect(await refusal('task', 'cancel', '--href', tasks[0].pulp_href)).not.toContain('Traceback')
    await pulp('task', 'summary')
    await pulp('task-group', 'list')
    await pulp('repository', 'reclaim', '--repository', 'file:file:mirror')
    await pulp('file', 'distribution', 'destroy', '--name', 'shown')
    for (const { pulp_href } of await pulp('file', 'publication', 'list'))
      await pulp('file', 'publication', 'destroy', '--href', pulp_href)
    for (const name of ['mirror', 'uploads']) await pulp('file', 'repository', 'destroy', '--name', name)
    for (const name of ['remote', 'copy']) await pulp('file', 'remote', 'destroy', '--name', name)
    await pulp('orphan', 'cleanup', '--protection-time', '0')
    expect(await pulp('file', 'content', 'list')).toEqual([])
    expect(await pulp('artifact', 'list')).toEqual([])
    await pulp('task', 'purge', '--finished-before', new Date().toISOString())
    expect((await pulp('task', 'list')).length).toBeLessThan(5)
  })
})
