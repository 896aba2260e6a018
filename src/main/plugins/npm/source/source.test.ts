import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Engine } from '#plugin-api'
import { ValidationError } from '#shared/error'
import { thisPlatform } from '../package/platform.ts'
import { lockfile } from './lockfile.ts'
import { defaultUrl } from 'registry-url'
import { machineRegistry } from './machine-registry.ts'
import { packages } from './packages.ts'
import { startTestEngine } from '../../../../../test/fixtures/engine.ts'
import { npm } from '../index.ts'
import { NpmRemote } from '../models.ts'

const SHA512 = `sha512-${Buffer.alloc(64, 1).toString('base64')}`
const LOCK = JSON.stringify({
  name: '@team/app',
  lockfileVersion: 3,
  packages: {
    'node_modules/a': { version: '1.0.0', integrity: SHA512 },
    'node_modules/b': { version: '2.0.0', integrity: SHA512, os: ['aix'] },
    'node_modules/g': { version: '1.0.0', resolved: 'git+ssh://git@h.example.invalid/o/r.git#abc' },
  },
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-npm-'))
  writeFileSync(
    join(folder, 'npmrc'),
    '; comment\nregistry = "https://from-file.example.invalid/x"\n@s:registry=https://no.example.invalid/\n',
  )
  writeFileSync(join(folder, 'empty'), '')
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^npm_config_/i.test(name)) vi.stubEnv(name, '')
  vi.stubEnv('npm_config_userconfig', join(folder, 'empty'))
})
afterEach(() => vi.unstubAllEnvs())

const engine = null as unknown as Engine
const fromLock = (input: Record<string, unknown>) => lockfile.plan({ plugin: 'npm', source: 'lockfile', input }, engine)
const fromSpecs = (input: Record<string, unknown>) =>
  packages.plan({ plugin: 'npm', source: 'packages', input }, engine)
const URL_FIELD = { url: 'https://r.example.invalid/npm' }

async function problems(work: Promise<unknown>): Promise<Record<string, string[]>> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ValidationError)
  return (error as ValidationError).fields
}

test('the registry of this machine is what the environment or the user configuration of npm says', () => {
  const userconfig = { npm_config_userconfig: join(folder, 'npmrc') }
  expect(machineRegistry({ NPM_CONFIG_REGISTRY: 'https://env.example.invalid/', ...userconfig })).toBe(
    'https://env.example.invalid/',
  )
  expect(machineRegistry(userconfig)).toBe('https://from-file.example.invalid/x')
  expect(machineRegistry({ npm_config_registry: 'nonsense', npm_config_userconfig: join(folder, 'absent') })).toBe(
    defaultUrl,
  )
})

test('a lockfile becomes a plan without asking anybody', async () => {
  const plan = await fromLock({ package_lock: LOCK, ...URL_FIELD })
  expect(plan).toMatchObject({
    name: '@team/app',
    remote: {
      url: 'https://r.example.invalid/npm/',
      policy: 'immediate',
      package_lock: LOCK,
      platforms: [thisPlatform()],
    },
    preview: {
      packages: 2,
      bytes: null,
      items: [
        { name: 'a', version: '1.0.0' },
        { name: 'b', version: '2.0.0' },
      ],
    },
  })
  expect(plan.preview.summary).toBe('2 packages, 1 of them for other platforms and fetched on demand')
  expect(plan.preview.warnings).toEqual([
    'g comes from git+ssh://h.example.invalid/o/r.git#abc, not from a registry, and is not mirrored.',
  ])
  const all = await fromLock({ package_lock: LOCK, platforms: 'all', ...URL_FIELD })
  expect(all.remote.platforms).toEqual(['*'])
  expect(all.preview.summary).toBe('2 packages')
  const named = await fromLock({ package_lock: LOCK, platforms: 'linux-x64, darwin-arm64', ...URL_FIELD })
  expect(named.remote.platforms).toEqual(['linux-x64', 'darwin-arm64'])
})

test('the registry is the one asked for, else the one in the lockfile, else the one of this machine', async () => {
  const resolved = 'https://locked.example.invalid/n/a/-/a-1.0.0.tgz'
  const named = JSON.stringify({
    lockfileVersion: 3,
    packages: { 'node_modules/a': { version: '1.0.0', integrity: SHA512, resolved } },
  })
  expect((await fromLock({ package_lock: named, ...URL_FIELD })).remote.url).toBe('https://r.example.invalid/npm/')
  expect((await fromLock({ package_lock: named })).remote.url).toBe('https://locked.example.invalid/n/')
  vi.stubEnv('npm_config_registry', 'https://machine.example.invalid')
  expect((await fromLock({ package_lock: LOCK })).remote.url).toBe('https://machine.example.invalid/')
  expect(lockfile.fields.find((field) => field.name === 'url')?.placeholder).toBe('https://machine.example.invalid')
  const resolvedAtDefault = `${defaultUrl}a/-/a-1.0.0.tgz`
  const usual = JSON.stringify({
    lockfileVersion: 3,
    packages: { 'node_modules/a': { version: '1.0.0', integrity: SHA512, resolved: resolvedAtDefault } },
  })
  expect((await fromLock({ package_lock: usual })).remote.url).toBe('https://machine.example.invalid/')
})

test('a lockfile supersedes the older one of the same project, not that of another project with the same name', async () => {
  const lockOf = (...names: string[]): string =>
    JSON.stringify({
      name: 'web',
      lockfileVersion: 3,
      packages: Object.fromEntries(
        names.map((name) => [`node_modules/${name}`, { version: '1.0.0', integrity: SHA512 }]),
      ),
    })
  const supersedes = async (older: string, newer: string): Promise<boolean | undefined> => {
    const it = startTestEngine([npm])
    const remote = NpmRemote.create(it.engine.catalogue, {
      name: 'web',
      url: 'https://r.example.invalid/',
      package_lock: older,
    })
    const request = { plugin: 'npm', source: 'lockfile', input: { package_lock: newer, ...URL_FIELD } }
    const plan = await lockfile.plan(request, it.engine)
    const answer = plan.supersedes?.(remote)
    await it.close()
    return answer
  }
  expect(await supersedes(lockOf('a', 'b', 'c'), lockOf('a', 'b', 'd'))).toBe(true)
  expect(await supersedes(lockOf('a', 'b', 'c'), lockOf('x', 'y', 'c'))).toBe(false)
  expect(await supersedes(lockOf('a'), lockOf('b'))).toBe(false)
})

test('every mistake is told at its field', async () => {
  expect(await problems(fromLock({ ...URL_FIELD }))).toHaveProperty('package_lock')
  const old = await problems(fromLock({ package_lock: '{"lockfileVersion":1}', ...URL_FIELD }))
  expect(old.package_lock?.[0]).toMatch(/version 1.*npm 7 or later/)
  expect(await problems(fromLock({ package_lock: LOCK, url: 'ftp://x.example.invalid/' }))).toHaveProperty('url')
  expect(await problems(fromLock({ package_lock: LOCK, url: 'https://u:p@x.example.invalid/' }))).toHaveProperty('url')
  expect(await problems(fromLock({ package_lock: LOCK, platforms: 'moon', ...URL_FIELD }))).toHaveProperty('platforms')
  expect(await problems(fromSpecs({ package_specs: [], ...URL_FIELD }))).toHaveProperty('package_specs')
  const bad = await problems(fromSpecs({ package_specs: ['good', 'github:o/r', 'bad name@'], ...URL_FIELD }))
  expect(bad.package_specs).toHaveLength(2)
})

test('specs become a plan', async () => {
  expect(await fromSpecs({ package_specs: ['a@^1', ' @s/b ', 'a@^1'], ...URL_FIELD })).toMatchObject({
    name: 'a',
    remote: { package_specs: ['a@^1', '@s/b'] },
    preview: { packages: null, items: [{ name: 'a', version: '^1' }, { name: '@s/b' }] },
  })
})
