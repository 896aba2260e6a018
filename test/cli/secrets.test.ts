import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cli, json, temporaryFolder } from './cli.ts'

test('12 secrets rotate encrypts the secrets of all remotes under a new key', async () => {
  const folder = temporaryFolder()
  const options = ['--data-dir', folder]
  const url = 'http://127.0.0.1:9/PULP_MANIFEST'
  const credentials = ['--username', 'planted-name', '--password', 'planted-password']
  await json('file', 'remote', 'create', '--name', 'upstream', '--url', url, ...credentials, ...options)
  const before = readFileSync(join(folder, 'secret.key'), 'utf8')
  const { code, stdout, stderr } = await cli(['secrets', 'rotate', ...options])
  expect([code, stdout.trim(), stderr]).toEqual([0, '2 secrets are encrypted under a new key', expect.any(String)])
  expect(readFileSync(join(folder, 'secret.key'), 'utf8')).not.toBe(before)
  expect(readFileSync(join(folder, 'stillwater.sqlite')).includes('planted')).toBe(false)
  expect(await json('secrets', 'rotate', ...options)).toEqual({ secrets: 2 })
})
