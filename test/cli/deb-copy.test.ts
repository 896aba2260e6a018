/** Copies between apt repositories from the command line, derived from the API. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDeb } from '../fixtures/deb-upstream.ts'
import { cli, json, temporaryFolder } from './cli.ts'

test('107 deb copy takes repositories by name, and a query', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const options = ['--data-dir', join(folder, 'data')]
  for (const name of ['one', 'two']) await json('deb', 'repository', 'create', '--name', name, ...options)
  for (const name of ['sw-app', 'sw-other']) {
    const deb = join(folder, `${name}.deb`)
    writeFileSync(deb, (await buildDeb({ package: name, version: '1' })).bytes)
    const upload = await cli(['api', 'content_deb_packages_create', '--file', deb, '--repository', 'one', ...options])
    expect([upload.code, upload.stderr]).toEqual([0, expect.any(String)])
  }
  const copy = (...rest: string[]) => json('deb', 'copy', '--dest-repo', 'two', ...rest, ...options)
  const look = await copy('--source-repo-version', 'one', '--package-query', 'sw-other', '--dry-run')
  expect(look).toMatchObject({ result: { preview: [{ packages: ['sw-other 1 amd64'], leaving: [] }], unmet: [] } })
  expect(await copy('--source-repo-version', 'one', '--package-query', 'sw-other')).toMatchObject({
    number: 1,
    content_summary: { present: { 'deb.package': { count: 1 } } },
  })
  expect(await copy('--source-repo-version', 'one/1')).toMatchObject({
    number: 2,
    content_summary: { present: { 'deb.package': { count: 2 } } },
  })
})
