/** A folder that holds nothing of ours, such as one whose name was mistyped: looking makes nothing. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cli, errorLines, temporaryFolder } from './cli.ts'

/** Each command is a process of its own. */
const MANY = { timeout: 180_000 }

test.each([
  ['status'],
  ['task', 'list'],
  ['schedule', 'list'],
  ['storage'],
  ['verify'],
  ['setting', 'list'],
  ['mirror', 'sync', '--all'],
  ['version', 'list', 'x'],
  ['diagnostics', 'report.tar.gz'],
  ['worker', '--burst'],
  ['file', 'repository', 'list'],
  ['api', 'repositories_list'],
])('%s %s %s names the folder that is not there, and makes none', MANY, async (...args) => {
  const missing = join(temporaryFolder(), 'typo')
  const ended = await cli([...args.filter((word) => word !== undefined), '--data-dir', missing])
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(errorLines(ended)).toEqual([
    `stillwater: There is nothing of Stillwater in ${missing}. Check --data-dir and STILLWATER_DATA_DIR. stillwater serve, or the first stillwater mirror, makes the folder.`,
  ])
  expect(existsSync(missing)).toBe(false)
})

test('a folder of somebody else stays as it is', MANY, async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'log'))
  expect((await cli(['status', '--data-dir', folder])).code).toBe(1)
  expect(readdirSync(folder)).toEqual(['log'])
})

test('help and the list of operations need no data folder; what is made first makes it', MANY, async () => {
  const missing = join(temporaryFolder(), 'new')
  const options = ['--data-dir', missing]
  expect((await cli(['file', 'repository', 'create', '--help', ...options])).stdout).toContain('--retain-repo-versions')
  expect((await cli(['api', 'list', ...options])).stdout).toContain('repositories_list')
  expect(existsSync(missing)).toBe(false)
  expect((await cli(['file', 'repository', 'create', '--name', 'one', ...options])).code).toBe(0)
  expect((await cli(['status', ...options])).stdout).toContain('one')
})
