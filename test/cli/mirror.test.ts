import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import type { MadePackage } from '../fixtures/npm-registry.ts'
import { cli, errorLines, json, registryWithProject, serve, tarballRequests, temporaryFolder } from './cli.ts'

const PACKAGES: MadePackage[] = [
  { name: 'left', version: '1.2.3', dependencies: { '@scope/right': '^2.0.0' } },
  { name: '@scope/right', version: '2.1.0' },
]

interface Made {
  packages: number
  bytes: number
  version: number
  new_version: number | null
  fetched: { requests: number; bytes: number }
  mirror: { name: string; base_url: string; distribution: string; repository: string }
  client_setup: { snippets: { text: string }[] }
}

/** The one stored file with this content. */
function storedFile(dataDir: string, content: Buffer): string {
  const digest = sha256(content)
  const files = readdirSync(join(dataDir, 'artifact'), { recursive: true, withFileTypes: true })
  const found = files.find((entry) => (entry.parentPath + entry.name).replaceAll('/', '').endsWith(digest))
  if (!found) throw new Error(`no stored file ${digest}`)
  return join(found.parentPath, found.name)
}

test('mirror npm --lockfile: stored without a host, again changes nothing, verified, found damaged after one flipped byte, repaired', async () => {
  const { registry, lockfile } = await registryWithProject(PACKAGES)
  const dataDir = temporaryFolder()
  const options = ['--lockfile', lockfile, '--url', registry.url, '--data-dir', dataDir]
  const made = await json<Made>('mirror', 'npm', ...options)
  expect(made).toMatchObject({ packages: 2, version: 1, new_version: 1, mirror: { name: 'project' } })
  expect(made.bytes).toBe(registry.packages.reduce((sum, one) => sum + one.tarball.length, 0))
  expect(made.fetched).toEqual({ requests: 2, bytes: made.bytes })
  expect(tarballRequests(registry)).toBe(2)

  const again = await json<Made>('mirror', 'npm', ...options)
  expect(again).toMatchObject({ packages: 2, version: 1, new_version: null, fetched: { requests: 0, bytes: 0 } })
  expect(registry.requests).toHaveLength(2)

  const clean = await json('verify', '--data-dir', dataDir)
  expect(clean).toMatchObject({ artifacts: 2, bytes: made.bytes, missing: [], corrupted: [], problems: [] })

  const [first, second] = registry.packages.map(({ tarball }) => storedFile(dataDir, tarball)) as [string, string]
  const bytes = readFileSync(first)
  bytes[40] = (bytes[40] ?? 0) ^ 1
  rmSync(first)
  writeFileSync(first, bytes)
  const damaged = await cli(['verify', '--data-dir', dataDir])
  expect(damaged.code).toBe(1)
  expect(damaged.stdout).toMatch(/^Damaged: /m)
  expect(damaged.stdout).not.toMatch(/^Missing: /m)

  rmSync(second)
  const missing = await cli(['verify', '--json', '--data-dir', dataDir])
  expect(missing.code).toBe(1)
  expect(JSON.parse(missing.stdout)).toMatchObject({ missing: [expect.anything()], corrupted: [expect.anything()] })

  const repaired = await json('repair', '--data-dir', dataDir)
  expect(repaired).toEqual({ missing: 1, corrupted: 1, repaired: 2, on_demand: 0, lost: [] })
  expect(await json('verify', '--data-dir', dataDir)).toMatchObject({ artifacts: 2, missing: [], corrupted: [] })
  const cleaned = await cli(['orphan', 'cleanup', '--protection-time', '0', '--data-dir', dataDir])
  expect(cleaned.code).toBe(0)
  expect(cleaned.stdout).toMatch(/^0 units and 0 files removed/)
})

test('mirror npm SPEC: the closure of the specs', async () => {
  const { registry } = await registryWithProject(PACKAGES)
  const made = await json<Made>('mirror', 'npm', 'left@^1', '--url', registry.url, '--data-dir', temporaryFolder())
  expect(made).toMatchObject({ packages: 2, new_version: 1 })
})

test('for people: packages, address and what to put into .npmrc; no progress among the results', async () => {
  const { registry, lockfile } = await registryWithProject(PACKAGES)
  const dataDir = temporaryFolder()
  const ended = await cli(['mirror', 'npm', '--lockfile', lockfile, '--url', registry.url, '--data-dir', dataDir])
  expect(ended.code).toBe(0)
  expect(ended.stdout).toMatch(/^project: 2 items, [\d.]+ (bytes|kB|MB)/m)
  expect(ended.stdout).toMatch(/^New version 1/m)
  expect(ended.stdout).toMatch(/registry=http:\/\/127\.0\.0\.1:\d+\//)
  expect(ended.stdout).toContain('stillwater serve')
})

test('--preview says what would come and writes nothing', async () => {
  const { registry, lockfile } = await registryWithProject(PACKAGES)
  const dataDir = temporaryFolder()
  const options = ['--url', registry.url, '--data-dir', dataDir]
  const plan = await json('mirror', 'npm', '--lockfile', lockfile, '--preview', ...options)
  expect(plan).toMatchObject({ name: 'project', packages: 2 })
  expect(tarballRequests(registry)).toBe(0)
  expect(readdirSync(dataDir)).toEqual([])
})

test('with a running host the command talks to it, and the mirror is served at once', async () => {
  const { registry, lockfile } = await registryWithProject(PACKAGES)
  const dataDir = temporaryFolder()
  const host = await serve(dataDir)
  const options = ['--data-dir', dataDir]
  const made = await json<Made>('mirror', 'npm', '--lockfile', lockfile, '--url', registry.url, ...options)
  expect(made.mirror.base_url.startsWith(host.ready.content)).toBe(true)
  const packument = await fetch(new URL('left', made.mirror.base_url))
  expect(await packument.json()).toMatchObject({ name: 'left', 'dist-tags': { latest: '1.2.3' } })

  const byName = await json<Made['client_setup']>('client', 'show', 'project', ...options)
  expect(byName).toEqual(await json('client', 'show', made.mirror.distribution, ...options))
  expect(byName.snippets.map(({ text }) => text).join('\n')).toContain(made.mirror.base_url)
  const unknown = await cli(['client', 'show', 'nothing', ...options])
  expect(unknown.code).toBe(1)
  expect(errorLines(unknown)).toEqual([expect.stringContaining('nothing')])

  expect(await json('status', ...options)).toMatchObject({
    running: true,
    mirrors: [{ name: 'project', health: 'ok' }],
  })
  const tasks = await json<unknown[]>('task', 'list', '--state', 'completed', ...options)
  expect(tasks.length).toBeGreaterThan(0)
  expect((await host.stop()).code).toBe(0)
})

test('mirror file URL: published and served with its manifest', async () => {
  const files = { 'a.txt': 'alpha', 'deep/b.bin': 'beta\n' }
  const upstream = await startFileUpstream(files)
  onTestFinished(() => upstream.close())
  const dataDir = temporaryFolder()
  const host = await serve(dataDir)
  const made = await json<Made>('mirror', 'file', upstream.url, '--name', 'texts', '--data-dir', dataDir)
  expect(made).toMatchObject({ packages: 2, new_version: 1, mirror: { name: 'texts' } })
  for (const [path, text] of Object.entries(files))
    expect(await (await fetch(new URL(path, made.mirror.base_url))).text()).toBe(text)
  const manifest = await (await fetch(new URL('PULP_MANIFEST', made.mirror.base_url))).text()
  const lines = Object.entries(files).map(([path, text]) => `${path},${sha256(Buffer.from(text))},${text.length}`)
  expect(manifest.trim().split('\n').toSorted()).toEqual(lines.toSorted())
  expect((await host.stop()).code).toBe(0)
})
