import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

test('every row of the feature table that says it is here has tests with its number, and no test names a row that is not there', () => {
  const { status, stdout } = spawnSync('node', ['scripts/features.mjs', '--tree'], { cwd: root, encoding: 'utf8' })
  expect(stdout.match(/^(not shown|a test names).*/gm)).toBeNull()
  expect(status).toBe(0)
})
