/** What a sync of npm packages stores, refuses and leaves alone. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { uploadContent } from '../../src/main/engine/repository/upload-content.ts'
import {
  buildPackage,
  type BuiltPackage,
  type MadePackage,
  type NpmRegistry,
  projectFiles,
  startNpmRegistry,
  tar,
} from '../fixtures/npm-registry.ts'
import { NpmMirror } from './npm-mirror.ts'

const PACKAGES: MadePackage[] = [
  {
    name: 'sw-hello',
    version: '1.0.0',
    dependencies: { '@sw/dep': '^1.0.0' },
    description: 'Says hello',
  } as MadePackage,
  { name: '@sw/dep', version: '1.2.0', optionalDependencies: { 'sw-other-os': '1.0.0' } },
  { name: 'sw-other-os', version: '1.0.0', os: [process.platform === 'aix' ? 'linux' : 'aix'] },
]

let registry: NpmRegistry
let mirror: NpmMirror
let lock: string

const lockOf = (packages: readonly BuiltPackage[]): string => projectFiles('app', packages)['package-lock.json'] ?? ''

/** The lock with one entry changed. */
function edited(text: string, name: string, change: Record<string, unknown>): string {
  const value = JSON.parse(text) as { packages: Record<string, object> }
  value.packages[`node_modules/${name}`] = { ...value.packages[`node_modules/${name}`], ...change }
  return JSON.stringify(value)
}

const tarballs = (): string[] => registry.requests.filter((line) => line.endsWith('.tgz'))

beforeEach(async () => {
  registry = await startNpmRegistry(PACKAGES)
  lock = lockOf(registry.packages)
  mirror = new NpmMirror({ url: registry.url, package_lock: lock })
})
afterEach(async () => {
  await mirror.close()
  await registry.close()
})

describe('from a lockfile', () => {
  test('fetches tarballs and nothing else; the same again asks nobody and makes no version', async () => {
    const first = await mirror.sync()
    expect(first.error).toBeNull()
    expect(registry.requests.toSorted()).toEqual(['GET /@sw/dep/-/dep-1.2.0.tgz', 'GET /sw-hello/-/sw-hello-1.0.0.tgz'])
    expect(mirror.versions()[0]).toMatchObject({ number: 1, summary: { present: { 'npm.package': 3 } } })
    expect(mirror.reports(first)['sync.parsing.metadata']).toMatchObject({ total: 3, done: 3 })
    registry.requests.length = 0
    expect(await mirror.sync()).toMatchObject({ state: 'completed' })
    expect(registry.requests).toEqual([])
    expect(mirror.versions()).toHaveLength(2)
  })

  test('packages for other platforms are listed and wait for somebody to ask', async () => {
    await mirror.sync()
    expect(mirror.count('core_artifact')).toBe(2)
    const base = await mirror.serve()
    registry.requests.length = 0
    const document = (await (await fetch(`${base}sw-other-os`)).json()) as {
      versions: Record<string, { dist: { tarball: string } }>
    }
    expect(registry.requests).toEqual([])
    const tarball = await fetch(document.versions['1.0.0']?.dist.tarball ?? '')
    const wanted = registry.packages.find((one) => one.name === 'sw-other-os')
    expect(Buffer.from(await tarball.arrayBuffer()).equals(wanted?.tarball ?? Buffer.alloc(0))).toBe(true)
    expect(registry.requests).toEqual(['GET /sw-other-os/-/sw-other-os-1.0.0.tgz'])
  })

  test('on demand fetches nothing; becoming immediate fetches what is missing and changes no version', async () => {
    mirror.setRemote({ policy: 'on_demand' })
    await mirror.sync()
    expect(registry.requests).toEqual([])
    expect(mirror.versions()).toHaveLength(2)
    mirror.setRemote({ policy: 'immediate', platforms: ['*'] })
    expect(await mirror.sync()).toMatchObject({ state: 'completed' })
    expect(tarballs()).toHaveLength(3)
    expect(mirror.versions()).toHaveLength(2)
  })

  test('one flipped byte: the task fails and names the file, nothing is stored, the last version is still served', async () => {
    const [hello] = registry.packages
    mirror.setRemote({ package_lock: lockOf(hello ? [hello] : []) })
    await mirror.sync()
    const base = await mirror.serve()
    mirror.setRemote({ package_lock: lock })
    registry.intercept = (path) => {
      const one = registry.packages.find(({ name }) => path.startsWith(`/${name}/-/`))
      const body = Buffer.from(one?.tarball ?? '')
      body[20] = (body[20] ?? 0) ^ 1
      return one?.name === '@sw/dep' ? { status: 200, body } : undefined
    }
    const failed = await mirror.sync()
    expect(failed.error).toMatchObject({
      code: 'download.digest_mismatch',
      params: { name: '@sw/dep/-/dep-1.2.0.tgz' },
    })
    expect(mirror.count('core_artifact')).toBe(1)
    expect(mirror.versions()).toHaveLength(2)
    expect((await fetch(`${base}sw-hello`)).status).toBe(200)
    expect((await fetch(`${base}sw-hello/-/sw-hello-1.0.0.tgz`)).status).toBe(200)
    registry.intercept = null
    expect(await mirror.sync()).toMatchObject({ state: 'completed' })
    expect((await fetch(`${base}@sw%2fdep`)).status).toBe(200)
  })

  test('what leaves the lockfile leaves the mirror, unless the sync only adds', async () => {
    await mirror.sync()
    mirror.setRemote({ package_lock: lockOf(registry.packages.slice(0, 1)) })
    await mirror.sync({ mirror: false })
    expect(mirror.versions()).toHaveLength(2)
    await mirror.sync()
    expect(mirror.versions()[0]?.summary).toMatchObject({
      removed: { 'npm.package': 2 },
      present: { 'npm.package': 1 },
    })
  })

  test('a tarball that is another package than its listing is refused, even with the right checksum', async () => {
    const evil = gzipSync(tar({ 'package/package.json': '{"name":"sw-evil","version":"1.0.0"}' }))
    const integrity = `sha512-${createHash('sha512').update(evil).digest('base64')}`
    mirror.setRemote({ package_lock: edited(lock, 'sw-hello', { integrity }) })
    registry.intercept = (path) => (path.startsWith('/sw-hello/-/') ? { status: 200, body: evil } : undefined)
    expect((await mirror.sync()).error).toEqual({
      code: 'npm.name_mismatch',
      params: { listed: 'sw-hello@1.0.0', found: 'sw-evil@1.0.0' },
    })
    expect(mirror.count('npm_package')).toBe(0)
    expect(mirror.versions()).toHaveLength(1)
  })

  test('a checksum that is not allowed is refused by the name of the package, before anything is fetched', async () => {
    const sha1 = `sha1-${Buffer.from(registry.packages[0]?.shasum ?? '', 'hex').toString('base64')}`
    mirror.setRemote({ package_lock: edited(lock, 'sw-hello', { integrity: sha1 }) })
    const task = await mirror.sync()
    expect(task.error).toEqual({ code: 'npm.weak_integrity', params: { package: 'sw-hello@1.0.0', algorithm: 'sha1' } })
    expect(registry.requests).toEqual([])
  })

  test('a missing checksum is asked of the registry once, and kept', async () => {
    mirror.setRemote({ package_lock: edited(lock, 'sw-hello', { integrity: undefined }) })
    expect((await mirror.sync()).error).toBeNull()
    expect(registry.requests.filter((line) => !line.endsWith('.tgz'))).toEqual(['GET /sw-hello'])
    registry.requests.length = 0
    expect(await mirror.sync()).toMatchObject({ state: 'completed' })
    expect(registry.requests).toEqual([])
  })

  test('what no registry has is named in the progress, and the rest is mirrored', async () => {
    const resolved = 'git+ssh://git@host.example.invalid/o/r.git#abc'
    mirror.setRemote({ package_lock: edited(lock, 'from-git', { version: '1.0.0', resolved }) })
    const task = await mirror.sync()
    expect(task.state).toBe('completed')
    expect(mirror.reports(task)['sync.skipped']?.message).toContain('from-git (git+ssh://host.example.invalid')
  })

  test('files that an interrupted sync left behind are taken up, and looked into all the same', async () => {
    await mirror.sync()
    // As if the process had ended after storing the files and before recording the packages.
    for (const table of ['core_syncstate', 'core_repositorycontent', 'core_content']) {
      mirror.test.engine.catalogue.prepare(`DELETE FROM ${table}`).run()
    }
    registry.requests.length = 0
    expect(await mirror.sync()).toMatchObject({ state: 'completed' })
    expect(registry.requests).toEqual([])
    const base = await mirror.serve()
    expect(await (await fetch(`${base}sw-hello/latest`)).json()).toMatchObject({ description: 'Says hello' })
  })

  test('a registry that is not there is named', async () => {
    await registry.close()
    expect((await mirror.sync()).error?.code).toBe('download.unreachable')
  })
})

describe('from specs', () => {
  test('mirrors the closure with its tags; the second time only documents are asked for', async () => {
    mirror.setRemote({ package_lock: null, package_specs: ['sw-hello@latest'] })
    expect((await mirror.sync()).error).toBeNull()
    expect(mirror.versions()[0]).toMatchObject({ summary: { present: { 'npm.package': 3 } } })
    expect(mirror.versions()[0]?.info.dist_tags).toContainEqual(['sw-hello', 'latest', '1.0.0'])
    registry.requests.length = 0
    await mirror.sync()
    expect(registry.requests.toSorted()).toEqual(['GET /@sw/dep', 'GET /sw-hello', 'GET /sw-other-os'])
    expect(mirror.versions()).toHaveLength(2)
  })

  test('a lockfile and specs together are one mirror', async () => {
    mirror.setRemote({ package_lock: lockOf(registry.packages.slice(2)), package_specs: ['@sw/dep'] })
    expect((await mirror.sync()).error).toBeNull()
    expect(mirror.versions()[0]?.summary.present).toEqual({ 'npm.package': 2 })
  })

  test('what the registry does not have is an error by name; a page in between is told from a registry', async () => {
    mirror.setRemote({ package_lock: null, package_specs: ['sw-gone@^2'] })
    expect((await mirror.sync()).error).toEqual({
      code: 'npm.unresolvable',
      params: { spec: 'sw-gone@^2', by: 'none' },
    })
    mirror.setRemote({ package_specs: ['sw-hello'] })
    registry.intercept = () => ({ status: 200, body: '<html>sign in</html>' })
    expect((await mirror.sync()).error?.code).toBe('download.not_json')
    registry.intercept = () => ({ status: 200, body: '{"ok":true}' })
    expect((await mirror.sync()).error?.code).toBe('npm.bad_packument')
  })

  test('without a lockfile and without specs there is nothing to do, and it says so', async () => {
    mirror.setRemote({ package_lock: null })
    expect((await mirror.sync()).error?.code).toBe('npm.nothing_to_mirror')
  })
})

describe('served', () => {
  test('documents have types, validators and both spellings of a scope', async () => {
    await mirror.sync()
    const base = await mirror.serve()
    const full = await fetch(`${base}@sw/dep`)
    expect(full.headers.get('content-type')).toBe('application/json')
    expect(full.headers.get('vary')).toBe('Accept, User-Agent')
    expect(full.headers.get('cache-control')).toBe('no-cache')
    const etag = full.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]+"$/)
    expect((await fetch(`${base}@sw%2fdep`, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const accept = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8'
    const short = await fetch(`${base}@sw%2Fdep`, { headers: { accept } })
    expect(short.headers.get('content-type')).toBe('application/vnd.npm.install-v1+json')
    expect(short.headers.get('etag')).not.toBe(etag)
    expect(await short.json()).toMatchObject({
      name: '@sw/dep',
      'dist-tags': { latest: '1.2.0' },
      versions: { '1.2.0': { dist: { tarball: `${base}@sw/dep/-/dep-1.2.0.tgz` } } },
    })
    const tarball = await fetch(`${base}@sw/dep/-/dep-1.2.0.tgz`)
    expect(tarball.headers.get('content-encoding')).toBeNull()
    expect(tarball.headers.get('content-type')).toBe('application/octet-stream')
  })

  test.each([
    'nope',
    '@sw/nope',
    '@sw',
    'sw-hello/9.9.9',
    '-/npm/v1/keys',
    '-/npm/v1/security/advisories/bulk',
    '-/whoami',
  ])('%s is 404 in JSON', async (path) => {
    await mirror.sync()
    const answer = await fetch(`${await mirror.serve()}${path}`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toEqual({ error: 'not_found' })
  })
})

describe('uploaded', () => {
  const upload = async (bytes: Buffer, fields: Record<string, unknown> = {}) => {
    const { engine } = mirror.test
    const file = `${Math.random()}.tgz`
    writeFileSync(join(engine.folder.tmp, file), bytes)
    const digests = {
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sha512: createHash('sha512').update(bytes).digest('hex'),
    }
    const input = {
      pulp_type: 'npm.package',
      file,
      size: bytes.length,
      digests,
      artifact: null,
      upload: null,
      file_url: null,
      fields,
      labels: null,
      repository: mirror.repository.pulp_id,
      overwrite: true,
    }
    return await mirror.test.run(uploadContent, input, { exclusive: [mirror.repository] })
  }

  test('a packed package joins the repository under the name in its package.json', async () => {
    const made = buildPackage({ name: '@own/tool', version: '0.1.0', dependencies: { 'sw-hello': '*' } })
    expect((await upload(made.tarball)).error).toBeNull()
    const base = await mirror.serve()
    expect(await (await fetch(`${base}@own/tool/latest`)).json()).toMatchObject({
      dependencies: { 'sw-hello': '*' },
      dist: { integrity: made.integrity },
    })
    expect(
      Buffer.from(await (await fetch(`${base}@own/tool/-/tool-0.1.0.tgz`)).arrayBuffer()).equals(made.tarball),
    ).toBe(true)
  })

  test('what is no package is refused', async () => {
    expect((await upload(Buffer.from('hello'))).error?.code).toBe('npm.unreadable_package')
    expect((await upload(gzipSync(tar({ 'package/index.js': '' })))).error?.code).toBe('npm.unreadable_package')
    const hostile = gzipSync(tar({ 'package/package.json': '{"name":"../up","version":"1.0.0"}' }))
    expect((await upload(hostile)).error?.code).toBe('npm.invalid_package')
    const elsewhere = buildPackage({ name: 'a', version: '1.0.0' }).tarball
    expect((await upload(elsewhere, { relative_path: 'b/-/b-1.0.0.tgz' })).error?.code).toBe('request.invalid')
    expect(mirror.versions()).toHaveLength(1)
  })
})
