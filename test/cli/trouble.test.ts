/** What goes wrong around a mirror is told in one clear line, with status 1, and leaves the data folder whole. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BIN, cli, errorLines, json, registryWithProject, startCli, tarballRequests, temporaryFolder } from './cli.ts'

const PACKAGES = [{ name: 'one', version: '1.0.0' }]

/** Errors among the lines of standard error, which also carries progress. */
const problems = (ended: { stderr: string }): string[] =>
  ended.stderr.split('\n').filter((line) => line.startsWith('stillwater:'))

test.each([
  ['no JSON at all', '{"name": "x", '],
  ['another kind of file', '{"name": "x", "dependencies": {}}'],
  ['no object', '[]'],
])('a corrupt lockfile (%s)', async (_, text) => {
  const folder = temporaryFolder()
  const lockfile = join(folder, 'package-lock.json')
  writeFileSync(lockfile, text)
  const dataDir = join(folder, 'data')
  const options = ['--url', 'http://127.0.0.1:9/', '--data-dir', dataDir]
  const ended = await cli(['mirror', 'npm', '--lockfile', lockfile, ...options])
  expect(ended.code).toBe(1)
  expect(ended.stdout).toBe('')
  expect(errorLines(ended)).toHaveLength(1)
  expect(ended.stderr).not.toMatch(/\bat .*:\d+:\d+/)
  expect(await json('npm', 'repository', 'list', '--data-dir', dataDir)).toEqual([])
})

test('a lockfile that is not there', async () => {
  const folder = temporaryFolder()
  const ended = await cli([
    'mirror',
    'npm',
    '--lockfile',
    join(folder, 'none.json'),
    '--data-dir',
    join(folder, 'data'),
  ])
  expect(ended.code).toBe(1)
  expect(errorLines(ended)).toEqual([expect.stringContaining('none.json')])
})

test('an unreachable registry', async () => {
  const { lockfile } = await registryWithProject(PACKAGES)
  // a port that was free a moment ago
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const dataDir = temporaryFolder()
  const url = `http://127.0.0.1:${port}/`
  const ended = await cli(['mirror', 'npm', '--lockfile', lockfile, '--url', url, '--data-dir', dataDir])
  expect(ended.code).toBe(1)
  expect(problems(ended)).toEqual([expect.stringContaining(`127.0.0.1:${port}`)])
  expect((await json('verify', '--data-dir', dataDir))['artifacts']).toBe(0)
})

test('a damaged tarball is named; nothing of it is stored', async () => {
  const { registry, lockfile } = await registryWithProject([...PACKAGES, { name: 'two', version: '2.0.0' }])
  const broken = registry.packages.find(({ name }) => name === 'two')?.tarball ?? Buffer.alloc(0)
  registry.intercept = (path) => {
    if (!path.startsWith('/two/-/')) return undefined
    const body = Buffer.from(broken)
    body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
    return { status: 200, body }
  }
  const dataDir = temporaryFolder()
  const options = ['--lockfile', lockfile, '--url', registry.url, '--data-dir', dataDir]
  const ended = await cli(['mirror', 'npm', ...options])
  expect(ended.code).toBe(1)
  expect(problems(ended)).toEqual([expect.stringMatching(/two-2\.0\.0\.tgz/)])
  expect(await json('verify', '--data-dir', dataDir)).toMatchObject({ missing: [], corrupted: [], problems: [] })
  registry.intercept = null
  expect(await json('mirror', 'npm', ...options)).toMatchObject({ packages: 2, new_version: 1 })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops the work cleanly: status %d, nothing half done, the next run goes on', async (signal, status) => {
  const packages = Array.from({ length: 60 }, (_, index) => ({ name: `made-${index}`, version: '1.0.0' }))
  const { registry, lockfile } = await registryWithProject(packages)
  const dataDir = temporaryFolder()
  const options = ['--lockfile', lockfile, '--url', registry.url, '--data-dir', dataDir]
  const running = startCli(['mirror', 'npm', ...options])
  registry.intercept = () => {
    if (tarballRequests(registry) === 10) running.process.kill(signal)
    // what is still to come is refused for now, so that the work cannot end before the signal has
    return tarballRequests(registry) >= 10 ? { status: 503, body: '' } : undefined
  }
  const ended = await running.ended
  registry.intercept = null
  expect(ended.code).toBe(status)
  expect(ended.stdout).toBe('')
  expect(problems(ended)).toEqual([])
  const tasks = await json<{ state: string }[]>('task', 'list', '--data-dir', dataDir)
  expect(tasks.map(({ state }) => state)).not.toContain('running')
  expect(await json('verify', '--data-dir', dataDir)).toMatchObject({ missing: [], corrupted: [], problems: [] })
  expect(await json('mirror', 'npm', ...options)).toMatchObject({ packages: 60, new_version: 1 })
})

/** Why a small file system cannot be mounted for this test alone; null when it can. */
function noMounts(): string | null {
  try {
    execFileSync('unshare', ['-m', 'sh', '-c', 'd=$(mktemp -d); mount -t tmpfs -o size=1m tmpfs "$d"'], {
      stdio: 'pipe',
    })
    return null
  } catch {
    return 'needs the right to mount a tmpfs in a private namespace (root)'
  }
}

const why = noMounts()

test.skipIf(why !== null)(`a full disk${why === null ? '' : `: ${why}`}`, async () => {
  const files = (): Record<string, Uint8Array> => ({ 'blob.bin': randomBytes(1024 * 1024) })
  const packages = Array.from({ length: 24 }, (_, index) => ({
    name: `big-${index}`,
    version: '1.0.0',
    files: files(),
  }))
  const { registry, lockfile, folder } = await registryWithProject(packages)
  const dataDir = join(folder, 'small')
  mkdirSync(dataDir)
  const mirror = `"${process.execPath}" "${BIN}" mirror npm --lockfile "${lockfile}" --url ${registry.url} --data-dir "${dataDir}"`
  const verify = `"${process.execPath}" "${BIN}" verify --data-dir "${dataDir}"`
  // More room is all that is needed to go on; the file system is gone with the shell.
  const script = `mount -t tmpfs -o size=16m tmpfs "${dataDir}" || exit 9
    ${mirror}; echo "full $?"
    mount -o remount,size=96m "${dataDir}"
    ${verify} >/dev/null; echo "verify $?"
    ${mirror} >/dev/null; echo "roomy $?"`
  const ended = await startCli(['-m', 'sh', '-c', script], { STILLWATER_MIN_FREE_SPACE_MB: '0' }, 'unshare').ended
  expect(ended.stdout.split('\n').filter(Boolean)).toEqual(['full 1', 'verify 0', 'roomy 0'])
  expect(problems(ended)).toEqual([expect.stringMatching(/space/i)])
})
