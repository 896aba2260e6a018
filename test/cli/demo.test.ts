/** The demo's claim "from the mirror alone" can fail: what goes elsewhere is refused and counted. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { registryWithProject } from './cli.ts'

const { cleanInstall } = (await import('../../scripts/demo/npm.mjs')) as {
  cleanInstall(root: string, registry: string, proxy: string): Promise<{ milliseconds: number; packages: number }>
}
const { startRefusingProxy } = (await import('../../scripts/demo/refusing-proxy.mjs')) as {
  startRefusingProxy(): Promise<{ url: string; attempts: string[]; close(): void }>
}

const PACKAGES = [
  { name: 'one', version: '1.0.0' },
  { name: 'two', version: '2.0.0' },
]

test('an install that needs the mirror only goes nowhere else', async () => {
  const { registry, folder } = await registryWithProject(PACKAGES)
  const proxy = await startRefusingProxy()
  onTestFinished(() => proxy.close())
  const { packages } = await cleanInstall(folder, `${registry.url}/`, proxy.url)
  expect(packages).toBe(2)
  expect(registry.requests.filter((line) => line.endsWith('.tgz'))).toHaveLength(2)
  expect(proxy.attempts).toEqual([])
})

test('a lockfile that names another server makes the install fail, and the attempt is seen', async () => {
  const { registry, folder, lockfile } = await registryWithProject(PACKAGES)
  const lock = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, { resolved?: string }> }
  const entry = lock.packages['node_modules/two']
  if (entry) entry.resolved = 'http://elsewhere.test/two-2.0.0.tgz'
  writeFileSync(lockfile, JSON.stringify(lock))
  const proxy = await startRefusingProxy()
  onTestFinished(() => proxy.close())
  await expect(cleanInstall(folder, `${registry.url}/`, proxy.url)).rejects.toThrow(/ci ended with 1/)
  expect(proxy.attempts[0]).toContain('elsewhere.test')
})
