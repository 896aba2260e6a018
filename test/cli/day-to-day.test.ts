/** What an administrator does after the first mirror: up to date by name, back to an older version, mistakes that leave something. */
import { expect, onTestFinished, test } from 'vitest'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { cli, json, registryWithProject, serve, temporaryFolder } from './cli.ts'

/** Each command is a process of its own. */
const MANY = { timeout: 180_000 }

async function upstream(): Promise<FileUpstream> {
  const one = await startFileUpstream({ 'a.txt': 'alpha' })
  onTestFinished(() => one.close())
  return one
}

test(
  'a mirror is brought up to date by its name, and clients are given an older version and the newest again',
  MANY,
  async () => {
    const files = await upstream()
    const dataDir = temporaryFolder()
    const options = ['--data-dir', dataDir]
    const { ready } = await serve(dataDir)
    const content = async (): Promise<string> => (await fetch(`${ready.content}/pulp/content/texts/a.txt`)).text()
    await json('mirror', 'file', files.url, '--name', 'texts', ...options)
    files.files.set('a.txt', Buffer.from('beta'))
    expect(await json('mirror', 'sync', 'texts', ...options)).toMatchObject([{ name: 'texts', new_version: 2 }])
    expect(await json('mirror', 'sync', '--all', ...options)).toMatchObject([{ name: 'texts', new_version: null }])
    expect(await content()).toBe('beta')

    const served = await cli(['version', 'serve', 'texts', '1', ...options])
    expect(served).toMatchObject({ code: 0, stdout: expect.stringContaining('stillwater version serve texts newest') })
    expect(await content()).toBe('alpha')
    expect((await cli(['status', ...options])).stdout).toMatch(/texts .* 1 of 2 /)
    expect(await json('version', 'list', 'texts', ...options)).toMatchObject([
      { number: 2, served_by: [] },
      { number: 1, served_by: [{ name: 'texts' }] },
      { number: 0 },
    ])
    expect((await cli(['version', 'serve', 'texts', 'newest', ...options])).code).toBe(0)
    expect(await content()).toBe('beta')
    const asked = await cli(['version', 'delete', 'texts', '1', ...options])
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('the way back to its 1 item;') })
    expect(asked.stderr).toContain('stillwater version delete texts 1 --yes')
    expect(await json<unknown[]>('version', 'list', 'texts', ...options)).toHaveLength(3)
    expect((await cli(['version', 'delete', 'texts', '1', '--yes', ...options])).code).toBe(0)
    expect(await json('version', 'list', 'texts', ...options)).toMatchObject([{ number: 2 }, { number: 0 }])
    const none = await cli(['version', 'serve', 'texts', '7', ...options])
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('texts has no version 7') })
  },
)

test('a version is named by its repository and number wherever one is given', MANY, async () => {
  const files = await upstream()
  const dataDir = temporaryFolder()
  const options = ['--data-dir', dataDir]
  await serve(dataDir)
  await json('mirror', 'file', files.url, '--name', 'texts', ...options)
  files.files.set('b.txt', Buffer.from('beta'))
  await json('mirror', 'sync', 'texts', ...options)
  const listed = await json<unknown[]>('file', 'content', 'list', '--repository-version', 'texts/1', ...options)
  expect(listed).toHaveLength(1)
  const back = await json('file', 'repository', 'modify', 'texts', '--base-version', 'texts/1', ...options)
  expect(back).toMatchObject({ repository_version: expect.stringMatching(/versions\/3\/$/) })
  const held = ['file', 'distribution', 'update', 'texts', '--repository', '', '--repository-version', 'texts/2']
  expect(await json(...held, ...options)).toMatchObject({ repository_version: expect.stringMatching(/versions\/2\/$/) })
})

test('a mirror whose sync failed is named with what there is now and what to do with it', MANY, async () => {
  const files = await upstream()
  const dataDir = temporaryFolder()
  const options = ['--data-dir', dataDir]
  await serve(dataDir)
  const wrong = files.url.replace('PULP_MANIFEST', 'nowhere/PULP_MANIFEST')
  const first = await cli(['mirror', 'file', wrong, '--name', 'my texts', ...options])
  expect(first.code).toBe(1)
  expect(first.stderr).toContain("stillwater mirror sync 'my texts' tries again, stillwater mirror delete 'my texts'")
  await json('mirror', 'file', files.url, '--name', 'my texts', ...options)
  const second = await cli(['mirror', 'file', wrong, '--name', 'my texts', ...options])
  expect(second.stderr).toContain('Version 1 of my texts is served as before; its source is now what was given here.')
  const trashed = await cli(['mirror', 'delete', 'my texts', ...options])
  expect(trashed.stdout).toContain("stillwater mirror restore 'my texts'")
  expect((await cli(['mirror', 'restore', 'my texts', ...options])).code).toBe(0)
})

test(
  'a name that another kind of mirror has, and a lockfile given as a package, are told for what they are',
  MANY,
  async () => {
    const files = await upstream()
    const { registry } = await registryWithProject([{ name: 'package-lock.json', version: '1.0.0' }])
    const dataDir = temporaryFolder()
    const options = ['--url', registry.url, '--data-dir', dataDir]
    await serve(dataDir)
    await json('mirror', 'file', files.url, '--name', 'texts', ...options.slice(2))
    const taken = await cli(['mirror', 'npm', 'one', '--name', 'texts', ...options])
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('of another kind') })
    const file = await cli(['mirror', 'npm', 'package-lock.json', ...options])
    expect(file).toMatchObject({ code: 1, stderr: expect.stringContaining('--lockfile') })
    const unknown = await cli(['api', 'no_such_operation', '--data-dir', dataDir])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('stillwater api list') })
  },
)

test('the data folder may be named before the command', MANY, async () => {
  const dataDir = temporaryFolder()
  await json('file', 'repository', 'create', '--name', 'one', '--data-dir', dataDir)
  expect(JSON.parse((await cli(['--data-dir', dataDir, '--json', 'status'])).stdout)).toMatchObject({
    data_dir: dataDir,
  })
})

test('what takes space is measured when it is asked for', MANY, async () => {
  const files = await upstream()
  const dataDir = temporaryFolder()
  const options = ['--data-dir', dataDir]
  await serve(dataDir)
  await json('mirror', 'file', files.url, '--name', 'texts', ...options)
  expect(await json('storage', ...options)).toMatchObject({ mirrors: [{ name: 'texts' }], files: expect.any(Number) })
  const { code, stdout } = await cli(['storage', ...options])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Stored files: .*\nCatalogue: .*\nFree on the disk: .*\nMIRROR +USES.*\ntexts +\d/)
})

test('settings are seen and changed by name', MANY, async () => {
  const dataDir = temporaryFolder()
  const options = ['--data-dir', dataDir]
  await serve(dataDir)
  const set = await cli(['setting', 'set', 'MIN_FREE_SPACE_MB', '100', ...options])
  expect(set).toMatchObject({ code: 0, stdout: 'MIN_FREE_SPACE_MB is 100.\n' })
  expect((await cli(['setting', 'list', ...options])).stdout).toMatch(/^MIN_FREE_SPACE_MB +100 +file /m)
  expect(await json('setting', 'set', 'ALLOWED_HOSTS', 'one.example, two.example', ...options)).toMatchObject({
    next: ['one.example', 'two.example'],
  })
  expect(await json('setting', 'unset', 'MIN_FREE_SPACE_MB', ...options)).toMatchObject({ origin: 'default' })
  const wrong = await cli(['setting', 'set', 'MIN_FREE_SPACE_MB', 'little', ...options])
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('MIN_FREE_SPACE_MB') })
  const none = await cli(['setting', 'set', 'NO_SUCH', '1', ...options])
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('stillwater setting list') })
})
