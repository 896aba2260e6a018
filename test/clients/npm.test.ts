/** npm, pnpm and Yarn 1 install from a mirror, and the lockfiles they write do not name it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientSetup } from '../../src/main/plugins/npm/client-setup.ts'
import { type MadePackage, type NpmRegistry, projectFiles, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { type ClientName, ClientSandbox } from './npm-client.ts'
import { NpmMirror } from './npm-mirror.ts'

const PACKAGES: MadePackage[] = [
  { name: 'sw-hello', version: '1.0.0', dependencies: { '@sw/dep': '^1.0.0', 'sw-twice': '^1.0.0' } },
  {
    name: '@sw/dep',
    version: '1.2.0',
    dependencies: { 'sw-twice': '^2.0.0' },
    optionalDependencies: { 'sw-other-os': '1.0.0' },
  },
  { name: 'sw-twice', version: '1.5.0' },
  { name: 'sw-twice', version: '2.1.0' },
  { name: 'sw-other-os', version: '1.0.0', os: [process.platform === 'aix' ? 'linux' : 'aix'] },
  { name: 'JSONStyle', version: '0.0.1-rc.1' },
]
const LOCKFILES = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock' } as const
const INSTALL = { npm: ['install'], pnpm: ['install', '--no-frozen-lockfile'], yarn: ['install'] } as const
const FROZEN = { npm: ['ci'], pnpm: ['install', '--frozen-lockfile'], yarn: ['install', '--frozen-lockfile'] } as const
const CLIENTS: readonly ClientName[] = ['npm', 'pnpm', 'yarn']
const PROJECT = `${JSON.stringify({ name: 'app', version: '1.0.0', private: true, dependencies: { 'sw-hello': '^1.0.0', JSONStyle: '0.0.1-rc.1' } })}\n`

let registry: NpmRegistry
let mirror: NpmMirror
let address: string

beforeAll(async () => {
  registry = await startNpmRegistry(PACKAGES)
  mirror = new NpmMirror({ url: registry.url, package_specs: ['sw-hello', 'JSONStyle@0.0.1-rc.1'], platforms: ['*'] })
  const task = await mirror.sync()
  expect(task.error).toBeNull()
  address = await mirror.serve()
  registry.requests.length = 0
})
afterAll(async () => {
  await mirror?.close()
  await registry?.close()
})

/** Files of the snippets that the mirror shows for a client. */
function configuration(client: ClientName): Record<string, string> {
  const own = clientSetup(null, address).filter((one) => one.client === client && one.file !== null)
  return Object.fromEntries(own.map((one) => [one.file, one.text]))
}

describe.each(CLIENTS)('%s', (client) => {
  test('140 installs with the snippet alone, and again from its lockfile, which is free of our address', async () => {
    const sandbox = new ClientSandbox({ 'package.json': PROJECT, ...configuration(client) })
    try {
      const fresh = await sandbox.run(client, ...INSTALL[client])
      expect(fresh, fresh.output).toMatchObject({ status: 0 })
      const lock = sandbox.read(LOCKFILES[client])
      expect(lock).toContain('sw-twice')
      expect(lock).not.toContain('127.0.0.1')
      expect(lock).not.toContain('undefined')
      sandbox.forget()
      const again = await sandbox.run(client, ...FROZEN[client])
      expect(again, again.output).toMatchObject({ status: 0 })
      expect(sandbox.read(LOCKFILES[client])).toBe(lock)
      expect(sandbox.has('node_modules/sw-hello/index.js')).toBe(true)
    } finally {
      sandbox.close()
    }
    expect(registry.requests).toEqual([])
  })

  test('installs from that lockfile with any other registry too', async () => {
    const sandbox = new ClientSandbox({ 'package.json': PROJECT, ...configuration(client) })
    const other = await startNpmRegistry(PACKAGES)
    try {
      expect(await sandbox.run(client, ...INSTALL[client])).toMatchObject({ status: 0 })
      sandbox.forget()
      for (const [name, text] of Object.entries(configuration(client)))
        sandbox.write(name, text.replace(address, `${other.url}/`))
      const moved = await sandbox.run(client, ...FROZEN[client])
      expect(moved, moved.output).toMatchObject({ status: 0 })
      expect(other.requests.some((line) => line.endsWith('.tgz'))).toBe(true)
    } finally {
      sandbox.close()
      await other.close()
    }
  })
})

test('npm ci takes a lockfile without addresses; npm pack, view, ping and search answer', async () => {
  const files = projectFiles(
    'app',
    registry.packages.filter((one) => one.name !== 'sw-twice' || one.version === '2.1.0'),
  )
  const sandbox = new ClientSandbox({ ...configuration('npm'), 'package.json': PROJECT })
  try {
    for (const [name, text] of Object.entries(files))
      sandbox.write(name, text.replaceAll('"sw-twice": "^1.0.0"', '"sw-twice": "^2.0.0"'))
    const installed = await sandbox.run('npm', 'ci', '--force')
    expect(installed, installed.output).toMatchObject({ status: 0 })
    const packed = await sandbox.run('npm', 'pack', '@sw/dep@latest')
    expect(packed, packed.output).toMatchObject({ status: 0 })
    expect(sandbox.has('sw-dep-1.2.0.tgz')).toBe(true)
    const viewed = await sandbox.run('npm', 'view', 'sw-twice', 'versions', '--json')
    expect(JSON.parse(viewed.stdout)).toEqual(['1.5.0', '2.1.0'])
    expect(await sandbox.run('npm', 'ping')).toMatchObject({ status: 0 })
    const found = JSON.parse((await sandbox.run('npm', 'search', '--json', 'twice')).stdout) as {
      name: string
      version: string
    }[]
    expect(found.map((one) => `${one.name}@${one.version}`)).toEqual(['sw-twice@2.1.0'])
    const absent = await sandbox.run('npm', 'view', 'no-such-package')
    expect(absent.output).toContain('E404')
  } finally {
    sandbox.close()
  }
  expect(registry.requests).toEqual([])
})
